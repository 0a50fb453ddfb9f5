"""Find DICOM files, tell what they are, and never load pixels to do so."""

import logging
import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydicom import Dataset, config, dcmread
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.uid import MediaStorageDirectoryStorage

# Odd values are ours to judge, one by one: pydicom need not warn of each.
config.settings.reading_validation_mode = config.IGNORE


def hush_pydicom() -> None:
    """What it says all the same may quote a value: that is nothing for a log."""
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module="pydicom")


hush_pydicom()
# What pydicom raises on a file that is damaged or only pretends.
DAMAGE = (
    InvalidDicomError,
    BytesLengthException,
    OSError,
    EOFError,
    ValueError,
    AttributeError,
    KeyError,
    TypeError,
    NotImplementedError,
    OverflowError,
    IndexError,
    RecursionError,
    struct.error,
    zlib.error,
)
_LOOK = ["SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "Modality"]


@dataclass(slots=True)
class Found:
    """Files by Study Instance UID, and one line for each that is none."""

    studies: dict[str, list[Path]] = field(default_factory=dict)
    left_out: list[tuple[Path, str]] = field(default_factory=list)


def files_under(paths: Iterable[Path]) -> Iterator[Path]:
    """Every regular file, in a stable order; links are not followed."""
    for path in paths:
        if path.is_symlink():
            continue
        if path.is_dir():
            yield from files_under(sorted(path.iterdir()))
        elif path.is_file():
            yield path


def header(path: Path) -> Dataset:
    """All but the pixels. A file without preamble is read if it names its class."""
    dataset = dcmread(path, stop_before_pixels=True, force=True)
    if "SOPClassUID" not in dataset:
        raise InvalidDicomError("This is not a DICOM file.")
    return dataset


def find(paths: Iterable[Path]) -> Found:
    """Gather what can be taken in, one list for each study."""
    found = Found()
    for path in files_under(paths):
        try:
            look = dcmread(path, specific_tags=_LOOK, force=True)
            reason = _why_not(look)
        except DAMAGE:
            reason = "not a DICOM file, or damaged"
        if reason:
            found.left_out.append((path, reason))
        else:
            found.studies.setdefault(str(look.StudyInstanceUID), []).append(path)
    return found


def _why_not(look: Dataset) -> str:
    meta = getattr(look, "file_meta", Dataset())
    if meta.get("MediaStorageSOPClassUID") == MediaStorageDirectoryStorage:
        return "a DICOMDIR: the files it lists are taken by themselves"
    if not look.get("SOPClassUID") or not look.get("SOPInstanceUID"):
        return "not a DICOM file, or damaged"
    return "" if look.get("StudyInstanceUID") else "names no study"
