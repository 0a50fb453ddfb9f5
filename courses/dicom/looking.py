"""One look at a file before it is taken in: what it is, which study it belongs to,
and whether all of it is there. Pixels are passed over, never loaded."""

import struct
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from pydicom import Dataset, dcmread
from pydicom.filereader import _read_file_meta_info, read_preamble
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    MediaStorageDirectoryStorage,
)

from courses.dicom.reading import DAMAGE

CHUNK = 1 << 20
MOST_INFLATED = 1 << 29
_UNDEFINED = 0xFFFFFFFF
_ITEM, _END = 0xE000, 0xE0DD
_LONG = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"UN"}
_ASKED = ["SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "Rows"]


class _Watched:
    """A file that remembers whether its last read found less than was asked for."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.is_short = file, False
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.is_short = 0 < len(data) < size
        return data


class Flaw(StrEnum):
    """Why a file cannot be taken in as it is."""

    EMPTY = "empty"
    NOT_DICOM = "not_dicom"
    DAMAGED = "damaged"
    TRUNCATED = "truncated"
    DICOMDIR = "dicomdir"
    NO_STUDY = "no_study"
    BOMB = "bomb"


@dataclass(frozen=True, slots=True)
class Look:
    """What one look told. The UIDs are still the sender's."""

    flaw: Flaw | None = None
    study_uid: str = ""
    sop_class_uid: str = ""
    sop_uid: str = ""


def look(path: Path) -> Look:
    """Raises OSError where the file cannot be read at all."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if not size:
            return Look(Flaw.EMPTY)
        file.seek(128)
        has_prefix = file.read(4) == b"DICM"
        file.seek(0)
        try:
            return _look(file, size)
        except OSError:
            raise
        except DAMAGE:
            return Look(Flaw.DAMAGED if has_prefix else Flaw.NOT_DICOM)


def _look(file: BinaryIO, size: int) -> Look:
    if _inflates_to_too_much(file):
        return Look(Flaw.BOMB)
    file.seek(0)
    watched = _Watched(file)
    seen = dcmread(watched, stop_before_pixels=True, specific_tags=_ASKED, force=True)
    meta = getattr(seen, "file_meta", Dataset())
    if meta.get("MediaStorageSOPClassUID") == MediaStorageDirectoryStorage:
        return Look(Flaw.DICOMDIR)
    whole = meta.get("TransferSyntaxUID") == DeflatedExplicitVRLittleEndian or (
        not watched.is_short and _is_whole(file, size, seen)
    )
    names = [str(seen.get(word) or "") for word in _ASKED[:3]]
    if not names[0] or not names[1]:
        return Look(Flaw.TRUNCATED if meta else Flaw.NOT_DICOM)
    if not whole:
        return Look(Flaw.TRUNCATED)
    sop_class, sop_uid, study = names
    return Look(None if study else Flaw.NO_STUDY, study, sop_class, sop_uid)


def _inflates_to_too_much(file: BinaryIO) -> bool:
    """A deflated data set is read as a whole: it must not fill the memory."""
    read_preamble(file, force=True)
    meta = _read_file_meta_info(file)
    if meta.get("TransferSyntaxUID") != DeflatedExplicitVRLittleEndian:
        return False
    inflater, total = zlib.decompressobj(-zlib.MAX_WBITS), 0
    data = file.read(CHUNK)
    while data and not inflater.eof:
        total += len(inflater.decompress(data, CHUNK))
        if total > MOST_INFLATED:
            return True
        data = inflater.unconsumed_tail or file.read(CHUNK)
    if not inflater.eof:
        raise EOFError
    return False


def _is_whole(file: BinaryIO, size: int, seen: Dataset) -> bool:
    """Whether the file reaches as far as its last element says. It stands where
    its pixels begin, or at its end; one that was skipped may lie beyond."""
    if file.tell() > size:
        return False
    implicit, little = seen.original_encoding
    order = "<" if little else ">"
    head = file.read(8)
    if len(head) < 8:
        return not head and not _should_have_pixels(seen)
    if implicit:
        (length,) = struct.unpack(order + "L", head[4:])
    elif head[4:6] in _LONG:
        (length,) = struct.unpack(order + "L", file.read(4))
    else:
        (length,) = struct.unpack(order + "H", head[6:])
    if length != _UNDEFINED:
        return file.tell() + int(length) <= size
    return _fragments_end(file, size)


def _should_have_pixels(seen: Dataset) -> bool:
    kind = UID(str(seen.get("SOPClassUID") or ""))
    return "Rows" in seen or kind.name.endswith("Image Storage")


def _fragments_end(file: BinaryIO, size: int) -> bool:
    """Encapsulated frames: item after item, until the delimiter (PS3.5 A.4)."""
    while len(head := file.read(8)) == 8:
        group, element, length = struct.unpack("<HHL", head)
        if (group, element) == (0xFFFE, _END):
            return True
        if (group, element) != (0xFFFE, _ITEM):
            return True  # damaged inside: whoever decodes it will say so
        if file.seek(length, 1) > size:
            return False
    return False
