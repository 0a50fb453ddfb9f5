"""A second, small parser of Explicit VR Little Endian, for the second reader."""

import struct
from dataclasses import dataclass, field

_LONG = frozenset({b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV"}) | frozenset(
    {b"UC", b"UN", b"UR", b"UT", b"UV"}
)
_UNDEFINED = 0xFFFFFFFF
_START = 132
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD


@dataclass(slots=True)
class Layout:
    """Where the pixels lie, and what stands where nothing should."""

    pixels: range = range(0)
    faults: list[str] = field(default_factory=list)


def layout_of(written: bytes) -> Layout:
    """Walk the file from the first byte to the last."""
    layout = Layout(range(len(written), len(written)))
    if any(written[:128]) or written[128:_START] != b"DICM":
        layout.faults.append("The preamble is not empty.")
    try:
        end = _walk(written, _START, len(written), layout)
    except (struct.error, IndexError):
        layout.faults.append("The file ends in the middle of an element.")
        return layout
    if end != len(written):
        layout.faults.append("Something stands behind the last element.")
    return layout


def _walk(data: bytes, at: int, end: int, layout: Layout) -> int:
    while at < end:
        group, element = struct.unpack_from("<HH", data, at)
        tag = group << 16 | element
        if tag in (_ITEM_END, _SEQUENCE_END):
            return at + 8
        kind, start, length = _head(data, at)
        _judge(group, element, layout)
        if group == 0x7FE0:
            at = _pixels(data, start, length, layout)
        elif kind == b"SQ":
            at = _items(data, start, length, layout)
        else:
            at = start + length
        if at > len(data):
            raise IndexError
    return at


def _judge(group: int, element: int, layout: Layout) -> None:
    if group % 2:
        layout.faults.append("A private element is left.")
    if group >> 8 in (0x50, 0x60):
        layout.faults.append("A curve or an overlay is left.")
    if (group, element) == (0xFFFC, 0xFFFC):
        layout.faults.append("Trailing padding is left.")


def _head(data: bytes, at: int) -> tuple[bytes, int, int]:
    kind = data[at + 4 : at + 6]
    if kind in _LONG:
        return kind, at + 12, struct.unpack_from("<I", data, at + 8)[0]
    return kind, at + 8, struct.unpack_from("<H", data, at + 6)[0]


def _pixels(data: bytes, start: int, length: int, layout: Layout) -> int:
    end = start + length
    if length == _UNDEFINED:
        end = start
        while struct.unpack_from("<HH", data, end) == (0xFFFE, 0xE000):
            end += 8 + struct.unpack_from("<I", data, end + 4)[0]
        end += 8
    layout.pixels = range(start, end)
    return end


def _items(data: bytes, at: int, length: int, layout: Layout) -> int:
    end = len(data) if length == _UNDEFINED else at + length
    while at < end:
        group, element = struct.unpack_from("<HH", data, at)
        size = struct.unpack_from("<I", data, at + 4)[0]
        if group << 16 | element == _SEQUENCE_END:
            return at + 8
        stop = end if size == _UNDEFINED else at + 8 + size
        at = _walk(data, at + 8, stop, layout)
    return at
