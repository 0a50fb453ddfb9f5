"""The form of a clean file: nothing stands where nothing should, and it says so."""

import re
from functools import lru_cache

from pydicom._uid_dict import UID_dictionary
from pydicom.datadict import keyword_for_tag, tag_for_keyword

from courses.dicom.proof.elements import BIG, Walked
from courses.dicom.proof.needles import tags
from courses.dicom.proof.options import BASIC, SAFE_PRIVATE
from courses.dicom.proof.values import Values, numbers

_EXPLICIT = "1.2.840.10008.1.2.1"
_META = frozenset({0x00020000, 0x00020001, 0x00020002, 0x00020003}) | {
    *(0x00020010, 0x00020012, 0x00020013)
}
_BULK = frozenset({b"OB", b"OW", b"UN", b"OF", b"OD", b"OL", b"OV"})
_BULKS = tags("""PixelData FloatPixelData DoubleFloatPixelData LUTData
    RedPaletteColorLookupTableData GreenPaletteColorLookupTableData
    BluePaletteColorLookupTableData SegmentedRedPaletteColorLookupTableData
    SegmentedGreenPaletteColorLookupTableData SegmentedBluePaletteColorLookupTableData
    FileMetaInformationVersion WaveformData ICCProfile PointCoordinatesData
    DoublePointCoordinatesData LongPrimitivePointIndexList TrackPointIndexList
    PointIndexList SurfacePointsNormals VectorGridData ExtendedOffsetTable
    ExtendedOffsetTableLengths SpectroscopyData ChannelMinimumValue
    ChannelMaximumValue WaveformPaddingValue""")
TABLES = {0x00281201: 0x00281101, 0x00281202: 0x00281102, 0x00281203: 0x00281103}
TABLES |= {0x00283006: 0x00283002}
_REMOVED, _METHOD = 0x00120062, 0x00120063
_CODES = ((0x00120064,), 0x00080100)
_CLASS, _INSTANCE = 0x00080016, 0x00080018
_AGE = tag_for_keyword("PatientAge")
_OURS = re.compile(rb"2\.25\.(0|[1-9]\d{0,38})")
_LONGEST_UID, _LARGEST = 64, 1 << 128


def methods_of(values: Values) -> frozenset[bytes]:
    return frozenset(value.strip(b"\0 ") for value in values.get(_CODES, []))


def faults(
    walked: Walked, values: Values, expected: frozenset[bytes] | None
) -> list[str]:
    """By name; a file without a fault gives an empty list."""
    methods = methods_of(values)
    found = [*_edges(walked), *_elements(walked, methods), *_said(values)]
    if BASIC not in methods or (expected is not None and expected - methods):
        found.append("A method code is missing.")
    if expected is not None and methods - expected:
        found.append("A method code says too much.")
    return [*found, *_tables(values), *_age(values)]


def _edges(walked: Walked) -> list[str]:
    found, data = [], walked.data
    if any(data[:128]) or data[128:132] != b"DICM":
        found.append("The preamble is not empty.")
    is_plain = walked.syntax == _EXPLICIT or walked.is_encapsulated
    if walked.big_endian or walked.syntax == BIG or not is_plain:
        found.append("It is written in another encoding than Explicit Little Endian.")
    for start, stop in walked.strays:
        whole = start == walked.at and stop == len(data) and stop - start >= 8
        found.append(
            "The file ends in the middle of an element."
            if whole and data[start + 4 : start + 6].isalpha()
            else "Something stands behind the last element."
        )
    return found


def _elements(walked: Walked, methods: frozenset[bytes]) -> list[str]:
    found: set[str] = set()
    seen = {(tag, kind if z > a else b"") for _path, tag, kind, a, z in walked.leaves}
    seen |= {(tag, b"SQ") for path in walked.counts for tag in path}
    for tag, kind in seen:
        fault = _fault_of(tag, kind)
        if fault and not (fault == _PRIVATE and SAFE_PRIVATE in methods):
            found.add(fault)
    return sorted(found)


_PRIVATE = "A private element is left."


def _fault_of(tag: int, kind: bytes) -> str:
    group, element = tag >> 16, tag & 0xFFFF
    if group & 1:
        return _PRIVATE
    if group >> 8 in (0x50, 0x60):
        return "A curve or an overlay is left."
    if tag == 0xFFFCFFFC:
        return "Trailing padding is left."
    if group == 2:
        return "" if tag in _META else "The file meta says more than a reader needs."
    if element == 0 or group < 8:
        return "A group length or a command element is left."
    if kind in _BULK and tag not in _BULKS:
        return f"{keyword_for_tag(tag) or 'An unknown element'} holds unknown bytes."
    return ""


def _said(values: Values) -> list[str]:
    found = []
    if values.get(((), _REMOVED), [b""])[0].strip() != b"YES":
        found.append("Nothing says that the identity was removed.")
    if not values.get(((), _METHOD), [b""])[0].strip():
        found.append("Nothing says by which method it was cleaned.")
    for meta, own in ((0x00020002, _CLASS), (0x00020003, _INSTANCE)):
        if values.get(((), meta)) != values.get(((), own)):
            found.append("The file meta names another object.")
    return found


def _tables(values: Values) -> list[str]:
    """Look-up tables no longer than their descriptor says."""
    return [
        f"{keyword_for_tag(tag)} is longer than it says."
        for (path, tag), tables in values.items()
        if tag in TABLES
        and any(len(table) > table_size(values, path, tag) for table in tables)
    ]


def table_size(values: Values, path: tuple[int, ...], tag: int) -> int:
    """Bytes of the longest table at this place, by its descriptor."""
    sizes = [0]
    for raw in values.get((path, TABLES[tag]), []):
        entries, _first, bits = (*numbers(raw, 2), 0, 0, 16)[:3]
        size = (entries or 65536) * (2 if bits > 8 else 1)
        sizes.append(size + size % 2)
    return max(sizes)


def _age(values: Values) -> list[str]:
    ages = values.get(((), _AGE or 0), [])
    old = [one for one in ages if one[3:4] == b"Y" and one[:3] > b"090"]
    return ["PatientAge tells an age past 89."] if old else []


@lru_cache(maxsize=4096)
def is_ours(uid: bytes) -> bool:
    """A registered UID, or one of those that the engine gives (PS3.5 B.2)."""
    if uid.decode("latin-1") in UID_dictionary:
        return True
    match = _OURS.fullmatch(uid)
    return match is not None and len(uid) <= _LONGEST_UID and int(match[1]) < _LARGEST
