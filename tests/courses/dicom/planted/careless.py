"""Careless copies: a clean file, and one value of the original put back somewhere."""

import struct
from collections.abc import Callable
from io import BytesIO

import numpy as np
from pydicom import Dataset, Sequence, dcmread
from pydicom.encaps import encapsulate

from tests.dicom_maker import as_bytes

_PIXELS = b"\xe0\x7f\x10\x00OW\0\0"


def _changed(written: bytes, change: Callable[[Dataset], None]) -> bytes:
    clean = dcmread(BytesIO(written))
    change(clean)
    return as_bytes(clean)


def at_the_top(written: bytes, value: bytes) -> bytes:
    return _changed(
        written, lambda clean: setattr(clean, "ImageComments", value.decode("latin-1"))
    )


def within_a_sentence(written: bytes, value: bytes) -> bytes:
    text = f"Seen for {value.decode('latin-1').upper()}, again."
    return _changed(written, lambda clean: setattr(clean, "ImageComments", text))


def deep(written: bytes, value: bytes) -> bytes:
    item, middle = Dataset(), Dataset()
    item.TextValue = value.decode("latin-1")
    middle.ContentSequence = Sequence([item])

    def change(clean: Dataset) -> None:
        clean.ReferencedImageSequence = Sequence([middle])

    return _changed(written, change)


def private(written: bytes, value: bytes) -> bytes:
    def change(clean: Dataset) -> None:
        clean.private_block(0x0029, "X", create=True).add_new(1, "UN", value)

    return _changed(written, change)


def overlay(written: bytes, value: bytes) -> bytes:
    return _changed(written, lambda clean: clean.add_new(0x60003000, "OW", value))


def curve(written: bytes, value: bytes) -> bytes:
    return _changed(written, lambda clean: clean.add_new(0x50003000, "OW", value))


def document(written: bytes, value: bytes) -> bytes:
    def change(clean: Dataset) -> None:
        clean.EncapsulatedDocument = b"%PDF " + value

    return _changed(written, change)


def code(written: bytes, value: bytes) -> bytes:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = "T-A0100", "SRT"
    item.CodeMeaning = value.decode("latin-1")

    def change(clean: Dataset) -> None:
        clean.AnatomicRegionSequence = Sequence([item])

    return _changed(written, change)


def method(written: bytes, value: bytes) -> bytes:
    def change(clean: Dataset) -> None:
        clean.DeidentificationMethod = f"By {value.decode('latin-1')}"

    return _changed(written, change)


def file_meta(written: bytes, value: bytes) -> bytes:
    def change(clean: Dataset) -> None:
        clean.file_meta.ImplementationVersionName = value.decode("latin-1")

    return _changed(written, change)


def preamble(written: bytes, value: bytes) -> bytes:
    return value.ljust(128, b"\0") + written[128:]


def padding(written: bytes, value: bytes) -> bytes:
    head = struct.pack("<HH2sHI", 0xFFFC, 0xFFFC, b"OB", 0, len(value))
    return written + head + value


def behind_the_file(written: bytes, value: bytes) -> bytes:
    return written + value


def behind_the_pixels(written: bytes, value: bytes) -> bytes:
    return _changed(
        written, lambda clean: setattr(clean, "PixelData", clean.PixelData + value)
    )


def among_the_pixels(written: bytes, value: bytes) -> bytes:
    def change(clean: Dataset) -> None:
        pixels = bytearray(clean.PixelData)
        pixels[101 : 101 + len(value)] = value
        clean.PixelData = bytes(pixels)

    return _changed(written, change)


def in_a_frame(written: bytes, value: bytes) -> bytes:
    """Not the pixels that were, but that is what another test is about."""

    def change(clean: Dataset) -> None:
        frame = np.arange(256, dtype=np.uint8).tobytes()
        comment = b"\xff\xd8\xff\xfe" + struct.pack(">H", len(value) + 2) + value
        clean.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.50"
        clean.PixelData = encapsulate([comment + frame + b"\xff\xd9"])
        clean["PixelData"].VR = "OB"
        clean["PixelData"].is_undefined_length = True

    return _changed(written, change)


def as_unknown(written: bytes, value: bytes) -> bytes:
    item = struct.pack("<HHI", 0x0010, 0x0010, len(value)) + value
    whole = struct.pack("<HHI", 0xFFFE, 0xE000, len(item)) + item
    head = struct.pack("<HH2sHI", 0xFFF0, 0x0010, b"UN", 0, len(whole))
    at = written.find(_PIXELS)
    return written[:at] + head + whole + written[at:]


PLACES: tuple[Callable[[bytes, bytes], bytes], ...] = (
    at_the_top,
    within_a_sentence,
    deep,
    private,
    overlay,
    curve,
    document,
    code,
    method,
    file_meta,
    preamble,
    padding,
    behind_the_file,
    behind_the_pixels,
    among_the_pixels,
    in_a_frame,
    as_unknown,
)
