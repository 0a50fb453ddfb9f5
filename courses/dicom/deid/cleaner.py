"""One file in, one clean file out: the header is parsed, the pixels are passed on."""

import zlib
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from pydicom import Dataset

from courses.dicom.deid import (
    by_pydicom,
    deidentify,
    facts,
    signing,
    splice,
    syntaxes,
    texts,
    walker,
)
from courses.dicom.deid.deidentify import Report
from courses.dicom.deid.errors import CannotCleanError
from courses.dicom.deid.facts import Facts
from courses.dicom.deid.options import Profile
from courses.dicom.deid.patients import Patient
from courses.dicom.reading import DAMAGE

_FIRST_READ, _META = 1 << 16, 132
_MOST_UNPACKED, _LONGEST_HEADER = 8 << 30, 256 << 20
_OFFSETS = 8
_CUT_SHORT = "The file ends in the middle of its header."


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a file; `patient` is for whoever knows the file's name."""

    report: Report
    patient: Patient


@dataclass(frozen=True, slots=True)
class _Meta:
    """What file meta says, and where it ends."""

    syntax: str
    sop_class: str
    end: int


def clean_file(
    source: Path, target: Path, *, secret: bytes, profile: Profile
) -> Report:
    """Write the object without its patient, as a whole Part 10 file.

    Raises one of `reading.DAMAGE` for a file that cannot be cleaned; what `target`
    holds then is of no use to anybody."""
    return clean(source, target, secret=secret, profile=profile).report


def as_bytes(dataset: Dataset) -> bytes:
    """A whole file: preamble, meta, data, and nothing behind it."""
    out = BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Way:
    """How the source is written."""

    syntax: str
    implicit: bool
    little: bool = True


@dataclass(frozen=True, slots=True)
class _Files:
    """The source is unbuffered, so that the kernel may copy from where it stands."""

    source: BinaryIO
    target: BinaryIO
    folder: Path


def clean(source: Path, target: Path, *, secret: bytes, profile: Profile) -> Done:
    with (
        source.open("rb", buffering=0) as file,
        target.open("wb") as out,  # buffered: it writes all, or says why not
    ):
        files = _Files(cast("BinaryIO", file), out, target.parent)
        return _cleaned(files, secret, profile)


def _cleaned(files: _Files, secret: bytes, profile: Profile) -> Done:
    head = files.source.read(_FIRST_READ)
    meta = _meta(head)
    if meta is None or meta.syntax == syntaxes.BIG_ENDIAN:
        return _slowly(files, secret, profile)
    if meta.syntax == syntaxes.DEFLATED:
        return _unpacked(files, meta.end, secret, profile)
    if not syntaxes.is_known(meta.syntax):
        raise CannotCleanError(syntaxes.why_not(meta.syntax))
    try:
        return _quickly(files, head, meta, secret, profile)
    except walker.OddError:
        return _slowly(files, secret, profile)


def _meta(head: bytes) -> _Meta | None:
    """None where pydicom must find out what this is."""
    if head[128:_META] != b"DICM":
        return None
    at, found = _META, {}
    try:
        while head[at : at + 2] == b"\2\0":
            tag, _vr, start, stop = walker.head(head, at)
            found[tag] = texts.latin(head[start:stop]).strip("\0 ")
            at = stop
    except (walker.OddError, walker.MoreError):
        return None
    syntax = found.get(0x00020010, "")
    return _Meta(syntax, found.get(0x00020002, ""), at) if syntax else None


def _quickly(
    files: _Files, head: bytes, meta: _Meta, secret: bytes, profile: Profile
) -> Done:
    """The walker's way."""
    way = _Way(meta.syntax, implicit=meta.syntax == syntaxes.IMPLICIT)
    head, spans, end = _header(files.source, head, meta.end, implicit=way.implicit)
    known = Facts(
        {tag: head[at:to] for tag, _, _, at, to in spans if tag in facts.WANTED}
    )
    if not texts.is_simple(known.raw(facts.CHARSET)):
        raise walker.OddError
    deidentify.refuse_strangers(known, meta.sop_class)
    scrubber = deidentify.scrubber_for(known, secret, profile)
    level, notes = scrubber.spans(head, spans, implicit=way.implicit)
    files.source.seek(end)
    return _finish(files, deidentify.Header(level, notes, known, scrubber), way)


def _header(
    file: BinaryIO, head: bytes, at: int, *, implicit: bool
) -> tuple[bytes, list[walker.Span], int]:
    """As much of the file as the header takes, its elements, and where it ends."""
    while True:
        try:
            spans, end = walker.spans(head, at, implicit=implicit)
        except walker.MoreError:
            spans, end = [], len(head)
        if end < len(head):
            return head, spans, end
        if len(head) > _LONGEST_HEADER:
            raise CannotCleanError("Its header is too long to be one.")
        more = file.read(3 * len(head))
        if not more and not spans:
            raise CannotCleanError(_CUT_SHORT)
        if not more:
            return head, spans, end
        head += more


def _slowly(files: _Files, secret: bytes, profile: Profile) -> Done:
    """pydicom's way."""
    try:
        header, way, end = _read(files.source, secret, profile)
    except CannotCleanError:
        raise
    except DAMAGE as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # it is the disk that cannot be read
        raise CannotCleanError("It is damaged, or no DICOM file.") from error
    files.source.seek(end)
    return _finish(files, header, way)


def _read(
    file: BinaryIO, secret: bytes, profile: Profile
) -> tuple[deidentify.Header, _Way, int]:
    file.seek(0)
    reader = BufferedReader(file)  # type: ignore[type-var]
    try:
        dataset = by_pydicom.header(reader)
        end = reader.tell()
    finally:
        reader.detach()
    meta = getattr(dataset, "file_meta", Dataset())
    implicit, little = dataset.original_encoding
    plain = syntaxes.IMPLICIT if implicit else syntaxes.EXPLICIT
    syntax = str(meta.get("TransferSyntaxUID") or plain)
    level = by_pydicom.elements(dataset)
    known = deidentify.known_of(level)
    deidentify.refuse_strangers(known, str(meta.get("MediaStorageSOPClassUID") or ""))
    if by_pydicom.is_cut_short(dataset):
        raise CannotCleanError(_CUT_SHORT)
    if not syntaxes.is_known(syntax):
        raise CannotCleanError(syntaxes.why_not(syntax))
    way = _Way(syntax, implicit=bool(implicit), little=bool(little))
    return deidentify.cleaned(level, known, secret, profile), way, end


def _unpacked(files: _Files, at: int, secret: bytes, profile: Profile) -> Done:
    """A deflated file is unpacked, piece by piece, into one that has no name."""
    files.source.seek(at)
    with TemporaryFile(dir=files.folder) as plain:
        plain.write(signing.file_meta(b"", b"", syntaxes.EXPLICIT))
        try:
            _unpack(files.source, plain)
        except zlib.error as damage:
            raise CannotCleanError("It is damaged: it cannot be unpacked.") from damage
        plain.flush()
        source = cast("BinaryIO", plain.raw)
        source.seek(0)
        return _cleaned(_Files(source, files.target, files.folder), secret, profile)


def _unpack(source: BinaryIO, plain: BinaryIO) -> None:
    inflate, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while not inflate.eof and (piece := source.read(splice.CHUNK)):
        while piece:
            size += plain.write(inflate.decompress(piece, splice.CHUNK))
            piece = inflate.unconsumed_tail
            if size > _MOST_UNPACKED:
                raise CannotCleanError("It unpacks to more than any image needs.")
    plain.write(inflate.flush())


def _finish(files: _Files, header: deidentify.Header, way: _Way) -> Done:
    known = header.known
    longest = _OFFSETS * known.frames
    pixels = splice.found(
        files.source, implicit=way.implicit, little=way.little, longest=longest
    )
    if pixels is not None:
        splice.refuse_unlike(pixels, way.syntax)
        header.notes.append(("kept", "PixelData"))
    report = deidentify.write_header(files.target, header, way.syntax)
    if pixels is not None:
        splice.write(files.source, files.target, pixels, known, way.syntax)
    return Done(report, header.scrubber.patient)
