"""Frames read from a file one by one, so that a film of gigabytes needs no more memory
than a still. Nothing here ever holds Pixel Data whole."""

import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from struct import unpack
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import numpy as np
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.encaps import generate_frames
from pydicom.filereader import read_file_meta_info
from pydicom.filewriter import write_file_meta_info
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.utils import as_pixel_options
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from courses.dicom import pixels
from courses.dicom.pixeldata import frame_count, length

if TYPE_CHECKING:
    from pydicom.dataset import FileMetaDataset

_DEFLATED = DeflatedExplicitVRLittleEndian
_NATIVE = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)
_PIXEL_DATA = (0x7FE0, 0x0010)
_TAG, _LONG_VR, _META_ENDS = 8, 4, 144
_CHUNK = 1 << 20
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's header, as a dataset and as it is written; and its frames, for as long
    as the file is open."""

    header: Dataset
    written: bytes
    frames: Iterator[pixels.Frame]


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    with path.open("rb") as file, _inflated(file, path) as plain:
        header = dcmread(plain, stop_before_pixels=True)
        written = _up_to_here(plain)
        yield Opened(header, written, _frames(plain, header))


def _up_to_here(file: BinaryIO) -> bytes:
    end = file.tell()
    file.seek(0)
    return file.read(end)


def _frames(file: BinaryIO, header: Dataset) -> Iterator[pixels.Frame]:
    """None at all where the object has no pixels, or pixels of another kind."""
    kind = _at_pixels(file, header)
    if kind is None or not header.get("Rows"):
        return
    syntax = header.file_meta.TransferSyntaxUID
    if syntax in pixels.CODECS:
        found = _coded(file, header, pixels.CODECS[syntax])
    else:
        found = _known(file, header, kind)
    for frame in islice(found, frame_count(header)):
        yield pixels.normal(frame, header)


def _at_pixels(file: BinaryIO, header: Dataset) -> str | None:
    """The VR of Pixel Data, at whose first byte the file then stands."""
    order = ">" if header.file_meta.TransferSyntaxUID == ExplicitVRBigEndian else "<"
    start = file.read(_TAG)
    if len(start) < _TAG or unpack(f"{order}HH", start[:4]) != _PIXEL_DATA:
        return None
    kind = start[4:6]
    if header.original_encoding[0] or not kind.isalpha():
        return "OW"  # implicit
    file.read(_LONG_VR)
    return kind.decode()


def _coded(
    file: BinaryIO, header: Dataset, decode: Callable[[bytes], Any]
) -> Iterator[pixels.Frame]:
    for data in generate_frames(file, number_of_frames=frame_count(header)):
        yield pixels.in_rgb(cast("pixels.Frame", decode(data)), header)


def _known(file: BinaryIO, header: Dataset, kind: str) -> Iterator[pixels.Frame]:
    syntax = header.file_meta.TransferSyntaxUID
    options = as_pixel_options(
        header,
        transfer_syntax_uid=syntax,
        pixel_keyword="PixelData",
        pixel_vr=kind,
        number_of_frames=frame_count(header),
    )
    if syntax in _NATIVE:
        _refuse_short(file, header)
        if header.get("BitsAllocated") == 1:
            yield from _bits(file, header)
            return
    for frame, _facts in get_decoder(syntax).iter_array(file, raw=False, **options):
        yield frame


def _bits(file: BinaryIO, header: Dataset) -> Iterator[pixels.Frame]:
    """Frames of single bits follow one another without a gap (PS3.5 8.1.1), so that
    one may begin in the middle of a byte."""
    size, here = int(header.Rows) * int(header.Columns), file.tell()
    for number in range(frame_count(header)):
        start = number * size
        file.seek(here + start // 8)
        held = np.frombuffer(file.read((start % 8 + size + 7) // 8), np.uint8)
        bits = np.unpackbits(held, bitorder="little")[start % 8 :][:size]
        yield bits.reshape(int(header.Rows), int(header.Columns))


def _refuse_short(file: BinaryIO, header: Dataset) -> None:
    """Said before the first frame is kept, not after the last."""
    here = file.tell()
    there = file.seek(0, os.SEEK_END)
    file.seek(here)
    if there - here < length(header):
        raise ValueError("There are fewer pixels than the header says.")


@contextmanager
def _inflated(file: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    """The file itself; a deflated one is unpacked beside it, piece by piece, into a
    file that has no name."""
    head = file.read(_HEAD)
    file.seek(0)
    meta = read_file_meta_info(path) if _DEFLATED.encode() in head else Dataset()
    if meta.get("TransferSyntaxUID") != _DEFLATED:
        yield file
        return
    with TemporaryFile(dir=path.parent) as plain:
        _inflate(file, meta, plain)
        yield plain


def _inflate(file: BinaryIO, meta: Dataset, plain: BinaryIO) -> None:
    file.seek(_META_ENDS + int(meta.FileMetaInformationGroupLength))
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    plain.write(b"\0" * 128 + b"DICM")
    write_file_meta_info(cast("Any", plain), cast("FileMetaDataset", meta))
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while chunk := file.read(_CHUNK):
        while chunk:
            plain.write(unpacker.decompress(chunk, _CHUNK))
            chunk = unpacker.unconsumed_tail
    plain.write(unpacker.flush())
    plain.seek(0)


def as_file(header: Dataset) -> bytes:
    """A whole Part 10 file: preamble, meta, data, and nothing behind it."""
    out = BytesIO()
    if header.original_encoding[1] is False:
        _turn_bytes(header)
    dcmwrite(
        out, header, implicit_vr=False, little_endian=True, enforce_file_format=True
    )
    return out.getvalue()


_WIDTHS = {"OW": 2, "OF": 4, "OL": 4, "OD": 8, "OV": 8}


def _turn_bytes(header: Dataset) -> None:
    """From big-endian. Numbers turn by being read; what is kept as bytes does not."""
    for element in header.iterall():
        width = _WIDTHS.get(element.VR)
        if width and isinstance(element.value, bytes):
            words = np.frombuffer(element.value, f">u{width}")
            element.value = words.astype(f"<u{width}").tobytes()
