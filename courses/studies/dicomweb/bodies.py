"""Answers made of stored parts: one frame, several, or whole files."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from struct import pack

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from pydicom import Dataset, dcmread
from pydicom.uid import UID

from courses.dicom import framing, pixels
from courses.studies.dicomweb.accept import EXPLICIT, As
from courses.studies.keeping import storage
from courses.studies.models import Instance

OCTETS = f"application/octet-stream; transfer-syntax={EXPLICIT}"
_PIXEL_DATA = b"\xe0\x7f\x10\x00"
_ITEM, _END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0\0\0\0\0"
_OPEN = 0xFFFFFFFF  # a length that is not said
_FEW = 4


def multipart(inner: str) -> str:
    return f'multipart/related; type="{inner}"; boundary={storage.BOUNDARY}'


def of_frames(parts: Sequence[bytes], form: As) -> HttpResponse:
    """`parts` as they lie in the store: each a whole multipart body of its own."""
    if form == As.STORED and len(parts) == 1:
        return HttpResponse(parts[0], content_type=multipart("image/jphc"))
    coded = [storage.unwrapped(part) for part in parts]
    if form == As.ONE_STORED:
        return HttpResponse(coded[0], content_type=storage.JPHC)
    if form == As.ONE_PLAIN:
        return HttpResponse(_plain(coded[0]), content_type=OCTETS)
    if form == As.STORED:
        return _joined(coded, "image/jphc", storage.JPHC)
    plain = [_plain(one) for one in coded]
    return _joined(plain, "application/octet-stream", OCTETS)


def of_bulk(value: bytes, form: As) -> HttpResponse:
    kind = "application/octet-stream"
    if form == As.ONE_PLAIN:
        return HttpResponse(value, content_type=kind)
    return _joined([value], kind, kind)


def all_frames(folder: str, count: int, form: As) -> HttpResponseBase:
    """A film's frames one after the other, so that a long one needs no memory."""
    stored = form == As.STORED
    kind = storage.JPHC if stored else OCTETS
    inner = "image/jphc" if stored else "application/octet-stream"
    coded = (_coded(folder, number) for number in range(1, count + 1))
    frames = coded if stored else map(_plain, coded)
    return StreamingHttpResponse(
        streamed(((one,) for one in frames), kind), content_type=multipart(inner)
    )


def _coded(folder: str, number: int) -> bytes:
    return storage.unwrapped(storage.get(storage.frame_name(folder, number)))


def _plain(coded: bytes) -> bytes:
    return pixels.from_htj2k(coded).tobytes()


def _joined(bodies: Sequence[bytes], inner: str, kind: str) -> HttpResponse:
    parts = streamed(((one,) for one in bodies), kind)
    return HttpResponse(b"".join(parts), content_type=multipart(inner))


def streamed(bodies: Iterable[Iterable[bytes]], kind: str) -> Iterator[bytes]:
    """Each body, in its pieces, as a part of one answer."""
    for body in bodies:
        yield f"--{storage.BOUNDARY}\r\nContent-Type: {kind}\r\n\r\n".encode()
        yield from body
        yield b"\r\n"
    yield f"--{storage.BOUNDARY}--\r\n".encode()


def of_instances(
    found: Sequence[Instance], form: As, *, hidden: Collection[str]
) -> HttpResponseBase:
    """One file after the other, so that a long study needs no memory."""
    stored = form in (As.STORED, As.ONE_STORED)
    files = (_whole(one, stored=stored, hidden=hidden) for one in found)
    kind = "application/dicom"
    if form in (As.STORED, As.PLAIN):
        parts = streamed(files, kind)
        return StreamingHttpResponse(parts, content_type=multipart(kind))
    file = next(files)
    if found[0].frames <= _FEW:
        return HttpResponse(b"".join(file), content_type=kind)
    return StreamingHttpResponse(file, content_type=kind)


def header_of(folder: str) -> Dataset:
    return dcmread(BytesIO(storage.get(storage.header_name(folder))))


def _whole(
    instance: Instance, *, stored: bool, hidden: Collection[str]
) -> Iterator[bytes]:
    """A Part 10 file, put together from its header and frames."""
    header = header_of(instance.folder)
    hide(header, hidden)
    stored = stored or _is_too_long(instance, header)
    coded = (_coded(instance.folder, at) for at in range(1, instance.frames + 1))
    if instance.frames and stored:
        header.file_meta.TransferSyntaxUID = UID(pixels.HTJ2K_LOSSLESS)
    yield framing.as_file(header)
    if not instance.frames:
        return
    yield from _encapsulated(coded) if stored else _native(header, coded, instance)


def _is_too_long(instance: Instance, header: Dataset) -> bool:
    """Its plain pixels would have a length beyond 32 bits."""
    if not instance.frames:
        return False
    width = int(header.BitsAllocated) // 8 * int(header.SamplesPerPixel)
    size = instance.rows * instance.columns * width * instance.frames
    return size >= _OPEN - 1


def _encapsulated(coded: Iterable[bytes]) -> Iterator[bytes]:
    yield _element(b"OB", _OPEN) + _ITEM + pack("<I", 0)  # no table of offsets
    for one in coded:
        yield _ITEM + pack("<I", len(one) + len(one) % 2) + one + b"\0" * (len(one) % 2)
    yield _END


def _native(
    header: Dataset, coded: Iterable[bytes], instance: Instance
) -> Iterator[bytes]:
    frames = map(_plain, coded)
    first = next(frames)
    size = len(first) * instance.frames
    yield _element(b"OB" if header.BitsAllocated <= 8 else b"OW", size + size % 2)
    yield from chain([first], frames)
    yield b"\0" * (size % 2)


def _element(kind: bytes, length: int) -> bytes:
    return _PIXEL_DATA + kind + b"\0\0" + pack("<I", length)


def hide(dataset: Dataset, hidden: Collection[str]) -> None:
    if not hidden:
        return
    for element in list(dataset):
        if element.keyword in hidden:
            del dataset[element.tag]
        elif element.VR == "SQ":
            for item in element.value:
                hide(item, hidden)
