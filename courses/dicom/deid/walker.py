"""Walk the bytes of a little-endian dataset, without making objects of them.

What is not written as the standard has it is `OddError`: pydicom, which forgives much,
reads that file instead. What ends too early wants `MoreError`."""

from struct import Struct, error

from pydicom._dicom_dict import DicomDictionary

from courses.dicom.deid.encoding import LONG, SHORT

# Tag, VR, value or items, and whether the bytes of a sequence are implicit VR.
Element = tuple[int, str, "bytes | list[Level]", bool]
Level = list[Element]
# Tag, VR, and where the element, its value and its end stand.
Span = tuple[int, str, int, int, int]

UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXELS = 0x7FE00000
_EXPLICIT, _IMPLICIT, _WORD = Struct("<HH2sH"), Struct("<HHI"), Struct("<I")
_SHORT = {kind.encode(): kind for kind in SHORT}
_LONG = {kind.encode(): kind for kind in LONG}
_DEEPEST = 32


class OddError(ValueError):
    """Not written as the standard has it."""


class MoreError(ValueError):
    """The bytes end before the element does."""


def spans(data: bytes, at: int, *, implicit: bool) -> tuple[list[Span], int]:
    """The elements up to the pixels or the end, and where that is."""
    found: list[Span] = []
    before, end = 0, len(data)
    while at < end:
        tag, vr, start, stop = head(data, at, implicit=implicit)
        if tag >= PIXELS:
            return found, at
        if tag <= before:
            raise OddError
        if stop > end:
            raise MoreError
        found.append((tag, vr, at, start, stop))
        before, at = tag, stop
    return found, at


def level(data: bytes, at: int, end: int, *, implicit: bool) -> tuple[Level, int]:
    """The elements of one item, up to its delimiter or the end."""
    found: Level = []
    before = 0
    while at < end:
        group, number = _EXPLICIT.unpack_from(data, at)[:2] if at + 8 <= end else (0, 0)
        if group << 16 | number == ITEM_END:
            return found, at + 8
        tag, vr, start, stop = head(data, at, implicit=implicit)
        if tag <= before or stop > end:
            raise OddError
        found.append((tag, vr, data[start:stop], implicit or vr == "UN"))
        before, at = tag, stop
    return found, at


def items(value: bytes, *, implicit: bool) -> list[Level]:
    """The items of a sequence's value."""
    found: list[Level] = []
    at, end = 0, len(value)
    while at < end:
        tag, length = _item(value, at)
        if tag == SEQUENCE_END:
            break
        if tag != ITEM:
            raise OddError
        stop = end if length == UNDEFINED else at + 8 + length
        if stop > end:
            raise OddError
        elements, after = level(value, at + 8, stop, implicit=implicit)
        found.append(elements)
        at = after if length == UNDEFINED else stop
    return found


def head(data: bytes, at: int, *, implicit: bool = False) -> tuple[int, str, int, int]:
    """Tag, VR, start and end of the value of the element that stands here."""
    try:
        group, number, kind, length = _EXPLICIT.unpack_from(data, at)
        tag = group << 16 | number
        if implicit:
            vr, start = _known(tag), at + 8
            length = _WORD.unpack_from(data, at + 4)[0]
        elif kind in _SHORT:
            vr, start = _SHORT[kind], at + 8
        elif kind in _LONG:
            vr, start = _LONG[kind], at + 12
            length = _WORD.unpack_from(data, at + 8)[0]
        else:
            raise OddError
    except error as short:
        raise MoreError from short
    if length != UNDEFINED or tag >= PIXELS:
        return tag, vr, start, start + length
    if vr not in ("SQ", "UN"):
        raise OddError
    inner = implicit or vr == "UN"
    return tag, vr, start, _after_items(data, start, 1, implicit=inner)


def _known(tag: int) -> str:
    """What an element without VR is, as the dictionary has it."""
    entry = DicomDictionary.get(tag)
    return "SQ" if entry and entry[0] == "SQ" else "UN"


def _after_items(data: bytes, at: int, depth: int, *, implicit: bool) -> int:
    """Behind the delimiter of a sequence of undefined length."""
    if depth > _DEEPEST:
        raise OddError
    while True:
        tag, length = _item(data, at)
        at += 8
        if tag == SEQUENCE_END:
            return at
        if tag != ITEM:
            raise OddError
        if length != UNDEFINED:
            at += length
            continue
        while _item(data, at)[0] != ITEM_END:
            at = head(data, at, implicit=implicit)[3]
        at += 8


def _item(data: bytes, at: int) -> tuple[int, int]:
    if at + 8 > len(data):
        raise MoreError
    group, number, length = _IMPLICIT.unpack_from(data, at)
    return group << 16 | number, length
