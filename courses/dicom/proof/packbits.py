"""RLE frames (PS3.5 Annex G), unpacked to be compared: an encoder may choose other
runs for the same image, and a segment may hide bytes behind its last run."""

import struct

_HEAD = 64
_MOST_SEGMENTS = 15


def unpacked(frame: bytes, plane: int) -> tuple[list[bytes], bool]:
    """Every segment's bytes, and whether more than padding stands behind one."""
    if len(frame) < _HEAD:
        return [], bool(frame)
    number, *offsets = struct.unpack_from("<16I", frame)
    offsets = offsets[: min(number, _MOST_SEGMENTS)]
    planes, more = [], offsets[:1] != [_HEAD]
    for first, last in zip(offsets, [*offsets[1:], len(frame)], strict=True):
        segment, used = _plane(frame[first:last], plane)
        rest = frame[first + used : last]
        more = more or len(rest) > 2 or any(rest)
        planes.append(segment)
    return planes, more


def _plane(packed: bytes, size: int) -> tuple[bytes, int]:
    parts: list[bytes] = []
    at = made = 0
    while made < size and at < len(packed):
        code = packed[at]
        if code < 128:
            part = packed[at + 1 : at + 2 + code]
            at += 2 + code
        elif code > 128:
            part = packed[at + 1 : at + 2] * (257 - code)
            at += 2
        else:
            at += 1
            continue
        parts.append(part)
        made += len(part)
    return b"".join(parts)[:size], at
