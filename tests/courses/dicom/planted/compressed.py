"""Compressed frames with words in every corner that their formats have."""

import struct
from collections.abc import Callable

import imagecodecs
import numpy as np
from pydicom.encaps import encapsulate
from pydicom.uid import RLELossless

from tests.courses.dicom.planted.marks import Marks
from tests.courses.dicom.planted.places import as_written
from tests.dicom_maker import as_bytes, give_pixels, make_ct

_SHADES = np.arange(256, dtype=np.uint8).reshape(16, 16)
_LEVELS = (np.arange(256, dtype=np.uint16) * 7).reshape(16, 16)


def _segment(marker: int, text: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(text) + 2) + text


def _jpeg(frame: bytes, marks: Marks) -> bytes:
    """COM and APP segments at the head, text behind the end of the image."""
    head = b"".join(
        _segment(marker, marks.raw(f"JPEG segment {marker:02X}"))
        for marker in (0xFE, 0xE1, 0xED, 0xEF, 0xE2)
    )
    exif = _segment(0xE0, b"JFIF\0" + bytes(9) + marks.raw("long JFIF", 64))
    return frame[:2] + head + exif + frame[2:] + marks.raw("behind EOI")


def _jpeg_ls(image: np.ndarray, marks: Marks) -> bytes:
    frame = imagecodecs.jpegls_encode(image)
    head = _segment(0xFE, marks.raw("JPEG-LS comment"))
    head += _segment(0xE8, b"SPIFF\0" + bytes(28) + marks.raw("long SPIFF", 64))
    return frame[:2] + head + frame[2:] + marks.raw("behind JPEG-LS")


def _jpeg_2000(image: np.ndarray, marks: Marks) -> bytes:
    frame = imagecodecs.jpeg2k_encode(image, codecformat="j2k", reversible=True)
    comment = _segment(0x64, b"\0\1" + marks.raw("JPEG 2000 comment"))
    at = frame.find(b"\xff\x52")
    return frame[:at] + comment + frame[at:] + marks.raw("behind EOC")


def _htj2k(image: np.ndarray, marks: Marks) -> bytes:
    frame = imagecodecs.htj2k_encode(image, reversible=True)
    comment = _segment(0x64, b"\0\1" + marks.raw("HTJ2K comment"))
    at = frame.find(b"\xff\x52")
    return frame[:at] + comment + frame[at:] + marks.raw("behind HTJ2K")


def _rle(image: np.ndarray, marks: Marks) -> bytes:
    """One plane of literal runs, words behind its last run and between segments."""
    rows = [bytes([len(row) - 1]) + row.tobytes() for row in image]
    packed = b"".join(rows) + marks.raw("behind an RLE segment")
    return struct.pack("<16I", 1, 64, *[0] * 14) + packed


_Encoder = Callable[[np.ndarray, Marks], bytes]
CODECS: dict[str, tuple[str, np.ndarray, _Encoder]] = {
    "JPEG baseline": (
        "1.2.840.10008.1.2.4.50",
        _SHADES,
        lambda image, marks: _jpeg(imagecodecs.jpeg8_encode(image), marks),
    ),
    "JPEG lossless": (
        "1.2.840.10008.1.2.4.70",
        _LEVELS,
        lambda image, marks: _jpeg(imagecodecs.ljpeg_encode(image), marks),
    ),
    "JPEG-LS": ("1.2.840.10008.1.2.4.80", _LEVELS, _jpeg_ls),
    "JPEG 2000": ("1.2.840.10008.1.2.4.90", _LEVELS, _jpeg_2000),
    "HTJ2K": ("1.2.840.10008.1.2.4.201", _LEVELS, _htj2k),
    "RLE": (RLELossless, _SHADES, _rle),
}


def planted(codec: str) -> tuple[bytes, Marks, np.ndarray]:
    """Two frames, a third that no header knows of, and words in the offset tables."""
    syntax, image, encode = CODECS[codec]
    marks = Marks()
    dataset = make_ct()
    give_pixels(dataset, image)
    dataset.NumberOfFrames = 2
    dataset.file_meta.TransferSyntaxUID = syntax
    frames = [encode(image, marks), encode(image, marks)]
    hidden = marks.raw("a fragment more than there are frames", 64)
    value = encapsulate([*frames, hidden], has_bot=False)
    table = struct.pack("<2I", 0, len(frames[0]) + len(frames[0]) % 2 + 8)
    if codec == "HTJ2K":
        wide = struct.pack("<2Q", *struct.unpack("<2I", table))
        as_written(dataset, "ExtendedOffsetTable", wide + marks.raw("wide table"))
        sizes = struct.pack("<2Q", *(len(frame) for frame in frames))
        lengths = sizes + marks.raw("lengths of frames")
        as_written(dataset, "ExtendedOffsetTableLengths", lengths)
        table = b""
    else:
        table += marks.raw("in the offset table")
    dataset.PixelData = value[:4] + struct.pack("<I", len(table)) + table + value[8:]
    dataset["PixelData"].VR = "OB"
    return as_bytes(dataset), marks, np.stack([image, image])
