"""A film's pace: Frame Increment Pointer names the attribute that tells it (PS3.3
C.7.6.6.1.1). What it names must be there."""

from collections.abc import Mapping
from struct import iter_unpack

from courses.dicom.deid import encoding

POINTER = 0x00280009
_HEAD = 8


def pointer(level: Mapping[int, bytes]) -> bytes:
    """The pointer's element without what was removed; nothing where nothing is left."""
    kept = b"".join(
        value
        for value in _values(level[POINTER][_HEAD:])
        if len(level.get(_tag(value), b"")) > _HEAD
    )
    return encoding.element(POINTER, "AT", kept) if kept else b""


def _values(raw: bytes) -> list[bytes]:
    return [value for (value,) in iter_unpack("4s", raw)]


def _tag(value: bytes) -> int:
    group, number = value[:2], value[2:]
    return int.from_bytes(group, "little") << 16 | int.from_bytes(number, "little")
