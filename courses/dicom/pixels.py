"""Frames as arrays that any browser can show: decoded, and of few kinds only.

Colour becomes RGB, palettes (of 8 bits then) and YBR included; grey stays grey with its
own sign. Values are those of the original, to the bit."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, cast

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.encaps import generate_frames
from pydicom.pixels.processing import apply_color_lut, convert_color_space
from pydicom.pixels.utils import iter_pixels

from courses.dicom.pixeldata import PIXELS, frame_count

Frame = NDArray[Any]
HTJ2K_LOSSLESS = "1.2.840.10008.1.2.4.201"
EXPLICIT = "1.2.840.10008.1.2.1"
# What pydicom leaves to plug-ins, by transfer syntax.
CODECS: Mapping[str, Callable[[bytes], Any]] = MappingProxyType(
    {
        "1.2.840.10008.1.2.4.51": imagecodecs.jpeg8_decode,
        "1.2.840.10008.1.2.4.57": imagecodecs.ljpeg_decode,
        "1.2.840.10008.1.2.4.70": imagecodecs.ljpeg_decode,
        "1.2.840.10008.1.2.4.80": imagecodecs.jpegls_decode,
        "1.2.840.10008.1.2.4.81": imagecodecs.jpegls_decode,
        "1.2.840.10008.1.2.4.90": imagecodecs.jpeg2k_decode,
        "1.2.840.10008.1.2.4.91": imagecodecs.jpeg2k_decode,
        "1.2.840.10008.1.2.4.201": imagecodecs.htj2k_decode,
        "1.2.840.10008.1.2.4.202": imagecodecs.htj2k_decode,
        "1.2.840.10008.1.2.4.203": imagecodecs.htj2k_decode,
    }
)
_BYTE = 8


def frames(dataset: Dataset) -> Iterator[Frame]:
    """One frame at a time, so that a long cine needs no more memory than a still."""
    for frame in _decoded(dataset):
        yield normal(frame, dataset)


def _decoded(dataset: Dataset) -> Iterator[Frame]:
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax not in CODECS:
        yield from iter_pixels(dataset)
        return
    number = frame_count(dataset)
    for data in generate_frames(dataset.PixelData, number_of_frames=number):
        yield in_rgb(cast("Frame", CODECS[syntax](data)), dataset)


def in_rgb(frame: Frame, header: Dataset) -> Frame:
    """As pydicom does for those it decodes itself. What a codec calls its own
    transform (RCT, ICT) it has undone already."""
    kind = str(header.get("PhotometricInterpretation") or "")
    if frame.ndim == 3 and kind in ("YBR_FULL", "YBR_FULL_422"):
        return convert_color_space(frame, kind, "RGB")
    return frame


def normal(frame: Frame, dataset: Dataset) -> Frame:
    """Palettes as the colours they stand for, and the machine's own byte order."""
    if dataset.get("PhotometricInterpretation") == "PALETTE COLOR":
        frame = apply_color_lut(frame, dataset)
    if frame.ndim == 3:
        return _colour(frame, dataset)
    return _own_bits(frame, dataset)


def _colour(frame: Frame, dataset: Dataset) -> Frame:
    """As it is; a palette by its upper bytes, as a screen shows no more."""
    if dataset.get("PhotometricInterpretation") == "PALETTE COLOR":
        deep = frame.dtype.itemsize * _BYTE - _BYTE
        return (frame >> deep).astype(np.uint8)
    return frame.astype(frame.dtype.newbyteorder("="))


def _own_bits(frame: Frame, dataset: Dataset) -> Frame:
    """The sign as the header says; bits above the stored ones may hold an overlay
    and are cleared."""
    width = frame.dtype.itemsize * _BYTE
    stored = min(int(dataset.get("BitsStored") or width), width)
    signed = bool(dataset.get("PixelRepresentation"))
    kind = np.dtype(f"{'i' if signed else 'u'}{frame.dtype.itemsize}")
    values = frame.astype(frame.dtype.newbyteorder("=")).view(kind)
    if width == stored or int(dataset.get("BitsAllocated") or 0) == 1:
        return values
    shift = width - stored
    return (values << shift) >> shift


def is_described(header: Dataset, frame: Frame | None) -> bool:
    """Whether the header, as it was written, tells of the normalised pixels already."""
    if header.file_meta.TransferSyntaxUID != EXPLICIT:
        return False
    colour = str(header.get("PhotometricInterpretation"))
    if frame is None:
        return True
    if frame.ndim == 3 and colour != "RGB":
        return False
    return all(header.get(word) == value for word, value in _facts(header, frame))


def describe(header: Dataset, frame: Frame) -> None:
    """Make the header tell of the normalised pixels, which it no longer carries."""
    for keyword in PIXELS:
        if keyword in header:
            delattr(header, keyword)
    for keyword, value in _facts(header, frame):
        if header.get(keyword) != value:
            setattr(header, keyword, value)
    if frame.ndim == 3:
        _describe_colour(header)


def _facts(header: Dataset, frame: Frame) -> list[tuple[str, int]]:
    width = frame.dtype.itemsize * _BYTE
    colour = frame.ndim == 3
    stored = width if colour else min(int(header.get("BitsStored") or width), width)
    facts = {
        "SamplesPerPixel": 3 if colour else 1,
        "Rows": frame.shape[0],
        "Columns": frame.shape[1],
        "BitsAllocated": width,
        "BitsStored": stored,
        "HighBit": stored - 1,
        "PixelRepresentation": int(frame.dtype.kind == "i"),
    }
    if colour:
        facts["PlanarConfiguration"] = 0
    return list(facts.items())


def _describe_colour(header: Dataset) -> None:
    header.PhotometricInterpretation = "RGB"
    for name in ("Red", "Green", "Blue"):
        for part in ("Descriptor", "Data"):
            keyword = f"{name}PaletteColorLookupTable{part}"
            if keyword in header:
                delattr(header, keyword)


def htj2k(frame: Frame) -> bytes:
    """Lossless, with tile-part markers, so that a viewer may stop early."""
    plain = np.ascontiguousarray(frame)
    return bytes(imagecodecs.htj2k_encode(plain, reversible=True, tlm=True, tilepart=1))


def from_htj2k(data: bytes) -> Frame:
    return imagecodecs.htj2k_decode(data)


def to_hounsfield(frame: Frame, header: Dataset) -> NDArray[np.float64]:
    """Stored values in the header's own unit: HU for CT, optical density…"""
    slope, intercept = unit_of(header)
    return frame.astype(np.float64) * slope + intercept


def unit_of(header: Dataset) -> tuple[float, float]:
    """Slope and intercept."""
    slope = float(_first(header.get("RescaleSlope"), 1))
    return slope, float(_first(header.get("RescaleIntercept"), 0))


def _first(value: Any, otherwise: float) -> Any:
    """A header may give several; the first is the one to show."""
    if value is None or value == "":
        return otherwise
    return value[0] if hasattr(value, "__getitem__") and len(value) else value
