"""Frames of run lengths (PS3.5 Annex G), cut to their pixels without decoding."""

from struct import pack, unpack_from

from courses.dicom.deid.errors import CannotCleanError

_HEADER, _MOST = 64, 15
_NOTHING = 128


def stripped(frame: bytes, pixels: int, planes: int) -> bytes:
    """The same segments, one for each byte plane and each as long as its pixels, and
    nothing between or behind them."""
    if len(frame) < _HEADER:
        raise CannotCleanError("A frame of run lengths lacks its header.")
    number, *starts = unpack_from("<16I", frame)
    number = min(number, planes)
    if not 1 <= number <= _MOST or starts[0] < _HEADER:
        raise CannotCleanError("A frame of run lengths has an odd header.")
    parts: list[bytes] = []
    for start in starts[:number]:
        part = _segment(frame, start, pixels)
        parts.append(part + b"\0" * (len(part) % 2))
    offsets = [_HEADER + sum(map(len, parts[:at])) for at in range(number)]
    offsets += [0] * (_MOST - number)
    return pack("<16I", number, *offsets) + b"".join(parts)


def _segment(frame: bytes, start: int, pixels: int) -> bytes:
    """Up to the last run that fills it; of a longer one, what is needed."""
    at, last = start, len(frame)
    while pixels > 0 and at < last:
        head = frame[at]
        if head < _NOTHING:
            if head + 1 > pixels:
                rest = frame[at + 1 : at + 1 + pixels]
                return frame[start:at] + bytes([pixels - 1]) + rest
            at += head + 2
            pixels -= head + 1
        elif head > _NOTHING:
            at += 2
            pixels -= 257 - head
        else:
            at += 1
    return frame[start : min(at, last)]
