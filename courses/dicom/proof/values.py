"""Values by their place, to lay an original and its copy beside each other."""

import re
from datetime import date
from functools import lru_cache

from courses.dicom.proof.elements import Walked
from courses.dicom.proof.spelling import is_date

Place = tuple[tuple[int, ...], int]
Values = dict[Place, list[bytes]]
CHARSET: Place = ((), 0x00080005)
_LONGEST = 1 << 16
_WIDE = {b"US": 2, b"SS": 2, b"UL": 4, b"SL": 4, b"FL": 4, b"FD": 8, b"OW": 2}
_WIDE |= {b"UV": 8, b"SV": 8, b"AT": 2, b"OF": 4, b"OD": 8}


def values_of(walked: Walked) -> Values:
    """All but the pixels and what is as large, in the order of the file. Items of a
    sequence share a place: where both files have as many, they pair."""
    found: Values = {}
    data, big = walked.data, walked.big_endian
    for path, tag, kind, start, stop in walked.leaves:
        value = data[start : min(stop, start + _LONGEST)]
        if big and kind in _WIDE and tag >> 16 != 2:
            value = _turned(value, _WIDE[kind])
        if (path, tag) in found:
            found[path, tag].append(value)
        else:
            found[path, tag] = [value]
    return found


def _turned(value: bytes, width: int) -> bytes:
    return b"".join(value[at : at + width][::-1] for at in range(0, len(value), width))


def numbers(raw: bytes, width: int) -> list[int]:
    return [
        int.from_bytes(raw[at : at + width], "little")
        for at in range(0, len(raw) - width + 1, width)
    ]


def whole(values: Values, tag: int, otherwise: int = 0) -> int:
    """A number at the top, whether written in binary (US) or in digits (IS)."""
    raw = values.get(((), tag), [b""])[0]
    if tag == 0x00280008:
        text = raw.strip(b"\0 ").split(b"\\")[0]
        return int(text) if text.isdigit() and int(text) else otherwise
    return numbers(raw, 2)[0] if len(raw) >= 2 else otherwise


@lru_cache(maxsize=4096)
def day_of(raw: bytes) -> date | None:
    digits = re.sub(rb"[.:/-]", b"", raw.strip(b"\0 "))[:8]
    if not is_date(digits):
        return None
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
