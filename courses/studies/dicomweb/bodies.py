"""Answers made of stored parts: one frame, several, or whole files."""

from collections.abc import Collection, Iterator, Sequence
from io import BytesIO

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from pydicom import Dataset, dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRLittleEndian

from courses.dicom import pixels
from courses.dicom.cleaner import as_bytes
from courses.studies import storage
from courses.studies.dicomweb.accept import EXPLICIT, As
from courses.studies.models import Instance

OCTETS = f"application/octet-stream; transfer-syntax={EXPLICIT}"


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


def _plain(coded: bytes) -> bytes:
    return pixels.from_htj2k(coded).tobytes()


def _joined(bodies: Sequence[bytes], inner: str, kind: str) -> HttpResponse:
    body = b"".join([_part(one, kind) for one in bodies])
    return HttpResponse(body + _end(), content_type=multipart(inner))


def _part(body: bytes, kind: str) -> bytes:
    head = f"--{storage.BOUNDARY}\r\nContent-Type: {kind}\r\n\r\n".encode()
    return head + body + b"\r\n"


def _end() -> bytes:
    return f"--{storage.BOUNDARY}--\r\n".encode()


def of_instances(
    found: Sequence[Instance], form: As, *, hidden: Collection[str]
) -> HttpResponseBase:
    """One file after the other, so that a long study needs no memory."""
    stored = form in (As.STORED, As.ONE_STORED)
    if form in (As.ONE_STORED, As.ONE_PLAIN):
        data = whole(found[0], stored=stored, hidden=hidden)
        return HttpResponse(data, content_type="application/dicom")
    return StreamingHttpResponse(
        _files(found, stored=stored, hidden=hidden),
        content_type=multipart("application/dicom"),
    )


def _files(
    found: Sequence[Instance], *, stored: bool, hidden: Collection[str]
) -> Iterator[bytes]:
    for instance in found:
        body = whole(instance, stored=stored, hidden=hidden)
        yield _part(body, "application/dicom")
    yield _end()


def header_of(folder: str) -> Dataset:
    return dcmread(BytesIO(storage.get(storage.header_name(folder))))


def whole(instance: Instance, *, stored: bool, hidden: Collection[str]) -> bytes:
    """A Part 10 file, put together from its header and frames."""
    dataset = header_of(instance.folder)
    _hide(dataset, hidden)
    coded = [
        storage.unwrapped(storage.get(storage.frame_name(instance.folder, number)))
        for number in range(1, instance.frames + 1)
    ]
    if coded and stored:
        dataset.PixelData = encapsulate(coded)
        dataset["PixelData"].VR = "OB"
        dataset["PixelData"].is_undefined_length = True
        dataset.file_meta.TransferSyntaxUID = UID(pixels.HTJ2K_LOSSLESS)
    elif coded:
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data = b"".join(_plain(one) for one in coded)
        dataset.PixelData = data + b"\0" * (len(data) % 2)
        dataset["PixelData"].VR = "OB" if dataset.BitsAllocated <= 8 else "OW"
    return as_bytes(dataset)


def _hide(dataset: Dataset, hidden: Collection[str]) -> None:
    for element in list(dataset):
        if element.keyword in hidden:
            del dataset[element.tag]
        elif element.VR == "SQ":
            for item in element.value:
                _hide(item, hidden)
