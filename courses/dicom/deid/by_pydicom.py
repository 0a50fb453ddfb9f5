"""Read with pydicom what the walker cannot: other byte orders and character sets,
files without preamble, and whatever is oddly written."""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, cast

import numpy as np
from pydicom import DataElement, Dataset
from pydicom._dicom_dict import DicomDictionary
from pydicom.charset import convert_encodings
from pydicom.dataelem import RawDataElement
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_partial
from pydicom.filewriter import write_data_element
from pydicom.tag import BaseTag

from courses.dicom.deid import walker
from courses.dicom.deid.encoding import WIDTHS
from courses.dicom.deid.walker import PIXELS, Element, Level, OddError
from courses.dicom.reading import DAMAGE

_WORDS = {**WIDTHS, "AT": 2, "OW": 2, "OF": 4, "OL": 4, "OD": 8, "OV": 8}


def header(file: BinaryIO) -> Dataset:
    """All up to the pixels, where the file then stands."""
    return read_partial(
        file, stop_when=lambda tag, _vr, _length: tag >= PIXELS, force=True
    )


def elements(dataset: Dataset) -> Level:
    """The dataset's elements as the walker would have them, in little endian."""
    return list(_elements(dataset))


def is_cut_short(dataset: Dataset) -> bool:
    """Whether the file ended within an element."""
    return any(_is_cut_short(dataset.get_item(tag)) for tag in list(dataset.keys()))


def _is_cut_short(element: DataElement | RawDataElement | None) -> bool:
    if isinstance(element, RawDataElement):
        held = len(element.value or b"")
        return element.length != walker.UNDEFINED and held < element.length
    items = element.value or [] if element is not None and element.VR == "SQ" else []
    return any(is_cut_short(item) for item in items)


def _elements(dataset: Dataset) -> Iterator[Element]:
    for tag in list(dataset.keys()):
        if tag >= PIXELS:
            continue
        raw = dataset.get_item(tag)
        if isinstance(raw, RawDataElement):
            yield _of_raw(dataset, raw)
        elif raw is not None:
            yield _of_value(dataset, raw)


def _of_raw(dataset: Dataset, raw: RawDataElement) -> Element:
    tag, value = int(raw.tag), raw.value or b""
    known = DicomDictionary.get(tag, ("UN",))[0]
    vr = raw.VR or ("SQ" if known == "SQ" else "UN")
    if raw.VR == "SQ" or known == "SQ":
        return tag, "SQ", _items(dataset, raw), True
    if not raw.is_little_endian:
        value = _turned(value, raw.VR or known.split(" or ")[0])
    return tag, vr, value, True


def _items(dataset: Dataset, raw: RawDataElement) -> list[Level]:
    """A sequence hidden as unknown bytes is one of implicit VR (PS3.5 6.2.2)."""
    value = raw.value or b""
    if raw.is_little_endian and raw.VR == "UN":
        try:
            return walker.items(value, implicit=True)
        except (OddError, walker.MoreError):
            pass
    try:
        items = dataset[raw.tag].value or []
        return [elements(item) for item in items]
    except DAMAGE:
        return []


def _of_value(dataset: Dataset, element: DataElement) -> Element:
    """An element that is no longer bytes: a sequence, or one that was looked at."""
    tag = int(element.tag)
    if element.VR == "SQ":
        return tag, "SQ", [elements(item) for item in element.value or []], True
    charset = dataset.get("SpecificCharacterSet") or dataset.original_character_set
    out = DicomBytesIO()
    out.is_little_endian, out.is_implicit_VR = True, True
    try:
        write_data_element(out, element, convert_encodings(charset))
    except DAMAGE:
        return tag, str(element.VR), b"", True
    return tag, str(element.VR), out.getvalue()[8:], True


def _turned(value: bytes, vr: str) -> bytes:
    width = _WORDS.get(vr)
    if width is None or len(value) % width:
        return value
    return np.frombuffer(value, f">u{width}").astype(f"<u{width}").tobytes()


def pixels_of(dataset: Dataset, tag: int) -> tuple[str, bytes, bool] | None:
    """VR, value and whether it is encapsulated, of pixels that are in memory."""
    if tag not in dataset:
        return None
    element = dataset[BaseTag(tag)]
    value = cast("bytes", element.value or b"")
    return str(element.VR), value, bool(element.is_undefined_length)


def stream_of(value: bytes) -> BinaryIO:
    return BytesIO(value)
