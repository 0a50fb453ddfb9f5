"""Pixel Data as bytes: cut to what the header says, and nothing behind it."""

from itertools import islice
from typing import Any

import numpy as np
from pydicom import DataElement, Dataset
from pydicom.encaps import encapsulate, generate_frames

from courses.dicom import bitstream

BULK = frozenset({"OB", "OW", "OF", "OD", "OL", "OV", "UN", "OB or OW"})
PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
KNOWN = frozenset(
    {
        *PIXELS,
        "LUTData",
        "RedPaletteColorLookupTableData",
        "GreenPaletteColorLookupTableData",
        "BluePaletteColorLookupTableData",
        "SegmentedRedPaletteColorLookupTableData",
        "SegmentedGreenPaletteColorLookupTableData",
        "SegmentedBluePaletteColorLookupTableData",
    }
)
_BITS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}
# Where text in the pixels is usual, or where the image may be of paper.
RISKY_MODALITIES = frozenset({"US", "SC", "OT", "XA", "RF", "ES", "GM", "XC", "IVUS"})
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_DISCRETE, _INDIRECT = 0, 2
DOCUMENTS = ("1.2.840.10008.5.1.4.1.1.88.", "1.2.840.10008.5.1.4.1.1.104.")


def frame_count(dataset: Dataset) -> int:
    """Number of Frames, one where it is absent or nonsense."""
    try:
        return max(1, int(dataset.get("NumberOfFrames") or 1))
    except (TypeError, ValueError):
        return 1


def length(dataset: Dataset, keyword: str = "PixelData") -> int:
    """Bytes of the native pixels, by PS3.5 8.1.1, before padding."""
    samples = int(dataset.get("SamplesPerPixel") or 1)
    bits = _BITS.get(keyword) or int(dataset.get("BitsAllocated") or 0)
    pixels = int(dataset.get("Rows") or 0) * int(dataset.get("Columns") or 0)
    total = pixels * samples * bits * frame_count(dataset)
    if str(dataset.get("PhotometricInterpretation")) == "YBR_FULL_422":
        total = total // 3 * 2
    return (total + 7) // 8


def cut_to_size(dataset: Dataset) -> None:
    """Whatever stands behind the last pixel, table entry or code is not image."""
    _cut_tables(dataset)
    for keyword in PIXELS:
        if keyword in dataset and dataset[keyword].value:
            _cut_pixels(dataset, keyword)


def _cut_pixels(dataset: Dataset, keyword: str) -> None:
    element = dataset[keyword]
    value: bytes = element.value
    if element.is_undefined_length:
        number = frame_count(dataset)
        frames = islice(generate_frames(value, number_of_frames=number), number)
        element.value = encapsulate([bitstream.stripped(frame) for frame in frames])
        return
    size = length(dataset, keyword)
    element.value = value[:size] + b"\0" * (size % 2)


def in_little_endian(value: bytes, kind: str, bits: int) -> bytes:
    """Words of a big-endian file turned round; bytes (OB) have no order."""
    width = {"OW": 4 if bits == 32 else 2, "OF": 4, "OD": 8}.get(kind)
    if width is None or len(value) % width:
        return value
    return np.frombuffer(value, f">u{width}").astype(f"<u{width}").tobytes()


def _cut_tables(dataset: Dataset) -> None:
    """Look-up tables, at any depth, to the length their descriptor names."""
    for element in list(dataset):
        if element.VR == "SQ":
            for item in element.value:
                _cut_tables(item)
        elif element.keyword.endswith("LookupTableData"):
            name = element.keyword.replace("Segmented", "").replace("Data", "")
            _cut_table(element, dataset.get(f"{name}Descriptor"))
        elif element.keyword == "LUTData" and isinstance(element.value, bytes):
            _cut_table(element, dataset.get("LUTDescriptor"))


def _cut_table(element: DataElement, described: Any) -> None:
    entries, _first, bits = described or (0, 0, 16)
    entries = int(entries) or 65536
    if element.keyword.startswith("Segmented"):
        element.value = element.value[: _segments_end(element.value, entries)]
        return
    size = entries * (2 if bits > 8 else 1)
    element.value = element.value[: size + size % 2]


def _segments_end(value: bytes, entries: int) -> int:
    """Where the last segment ends that fills the table (PS3.3 C.7.9.2)."""
    words, at, made = np.frombuffer(value[: len(value) // 2 * 2], "<u2"), 0, 0
    while made < entries and at + 2 <= len(words):
        kind, length = int(words[at]), int(words[at + 1])
        if kind == _INDIRECT:
            return len(value)
        at += 2 + (length if kind == _DISCRETE else 1)
        made += length
    return at * 2


def suspects(dataset: Dataset) -> list[str]:
    """Why a person must look for text in these pixels, in plain words."""
    reasons = []
    sop_class = str(dataset.get("SOPClassUID", ""))
    if str(dataset.get("BurnedInAnnotation", "")).strip() == "YES":
        reasons.append("The header says that text is burned in.")
    modality = str(dataset.get("Modality", "")).strip()
    if modality in RISKY_MODALITIES:
        reasons.append(f"{modality} images often carry text.")
    elif sop_class.startswith(SECONDARY_CAPTURE):
        reasons.append("A secondary capture may show a screen or a paper.")
    if str(dataset.get("RecognizableVisualFeatures", "")).strip() == "YES":
        reasons.append("The header says that a face can be recognised.")
    if sop_class.startswith(DOCUMENTS):
        reasons.append("A document: its text was removed, look at what is left.")
    return reasons
