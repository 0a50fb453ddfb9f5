"""A compressed frame from outside: no comment before the image, nothing behind it."""

import struct

_SOI, _SOC, _SOS, _SOT = b"\xff\xd8", b"\xff\x4f", 0xDA, 0x90
_COMMENTS = {True: frozenset({0xFE}), False: frozenset({0x64})}
_NEEDED_APPS, _LONGEST_APP = frozenset({0xE0, 0xE8, 0xEE}), 34
_END = b"\xff\xd9"
COMMENT = "A comment is left in a compressed frame."
BEHIND = "Something stands behind a compressed frame."


def faults(frame: bytes) -> list[str]:
    is_jpeg = frame[:2] == _SOI
    if not is_jpeg and frame[:2] != _SOC:
        return []
    start, comments = _head(frame, is_jpeg=is_jpeg)
    found = [COMMENT] if comments else []
    end = frame.find(_END, start) + 2
    rest = frame[end:] if end > 1 else b"?"
    return [*found, BEHIND] if len(rest) > 1 or any(rest) else found


def body(frame: bytes) -> bytes:
    """From the first coded part on; a frame that has no such part is all body."""
    is_jpeg = frame[:2] == _SOI
    if not is_jpeg and frame[:2] != _SOC:
        return frame.rstrip(b"\0")
    start, _comments = _head(frame, is_jpeg=is_jpeg)
    end = frame.find(_END, start) + 2
    return frame[start : end if end > 1 else None]


def _head(frame: bytes, *, is_jpeg: bool) -> tuple[int, bool]:
    """Where the coded image starts, and whether text stands before it."""
    at, comments, first = 2, False, _SOS if is_jpeg else _SOT
    while at + 4 <= len(frame) and frame[at] == 0xFF and frame[at + 1] != first:
        marker = frame[at + 1]
        length = int(struct.unpack_from(">H", frame, at + 2)[0])
        comments |= marker in _COMMENTS[is_jpeg]
        if is_jpeg and 0xE0 <= marker <= 0xEF:
            comments |= marker not in _NEEDED_APPS or length > _LONGEST_APP
        at += 2 + length
    return at, comments
