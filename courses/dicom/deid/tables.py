"""Look-up tables as bytes: cut to the length that their descriptor names."""

from collections.abc import Mapping
from struct import unpack_from

import numpy as np

from courses.dicom.deid.walker import Element, Level

DESCRIPTORS = frozenset({0x00281101, 0x00281102, 0x00281103, 0x00283002})
_LUT_DATA, _LUT_DESCRIPTOR = 0x00283006, 0x00283002
_SEGMENTED, _TO_DESCRIPTOR = 0x20, 0x100
_DISCRETE, _INDIRECT = 0, 2
_LONGEST_BYTE = 8

Described = Mapping[int, bytes]


def described(elements: Level) -> Described:
    return {
        tag: value
        for tag, _vr, value, _implicit in elements
        if tag in DESCRIPTORS and isinstance(value, bytes)
    }


def cut(element: Element, described: Described) -> bytes | None:
    """The table without what stands behind it; None where nothing says how long
    it is."""
    tag, _vr, value, _implicit = element
    descriptor = described.get(_descriptor_of(tag), b"")
    if len(descriptor) < 6 or not isinstance(value, bytes):
        return None
    entries, _first, bits = unpack_from("<HHH", descriptor)
    entries = entries or 65536
    if tag != _LUT_DATA and tag & _SEGMENTED:
        return value[: _segments_end(value, entries)]
    size = entries * (2 if bits > _LONGEST_BYTE else 1)
    return value[: size + size % 2]


def _descriptor_of(tag: int) -> int:
    if tag == _LUT_DATA:
        return _LUT_DESCRIPTOR
    return (tag & ~_SEGMENTED) - _TO_DESCRIPTOR


def _segments_end(value: bytes, entries: int) -> int:
    """Where the last segment ends that fills the table (PS3.3 C.7.9.2)."""
    words, at, made = np.frombuffer(value[: len(value) // 2 * 2], "<u2"), 0, 0
    while made < entries and at + 2 <= len(words):
        kind, length = int(words[at]), int(words[at + 1])
        if kind == _INDIRECT:
            return min(len(value), 2 * (at + 4))
        at += 2 + (length if kind == _DISCRETE else 1)
        made += length
    return at * 2
