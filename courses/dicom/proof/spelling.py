"""The ways in which a name or a day may be written."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import permutations

from courses.dicom.proof.charsets import spellings

_YEAR = "january february march april may june july august september october"
_FULL = (*_YEAR.split(), "november", "december")
_MONTHS = tuple(word[:3] for word in _FULL)
_SHORT = 4
_JOINTS = ("^", " ", ", ", ",", "", "_", ".", "-")


def is_date(digits: bytes) -> bool:
    if len(digits) != 8 or not digits.isdigit():
        return False
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return 1850 <= year <= 2150


@lru_cache(maxsize=1024)
def date_spellings(digits: bytes) -> tuple[bytes, ...]:
    """A day as DICOM, ISO 8601 and people in several countries write it."""
    text = digits.decode()
    y, m, d = text[:4], text[4:6], text[6:]
    forms = {text}
    for joint in "-./ ":
        forms |= {joint.join(order) for order in ((y, m, d), (d, m, y), (m, d, y))}
    bare_m, bare_d = m.lstrip("0"), d.lstrip("0")
    for joint in "./":
        forms |= {joint.join((bare_d, bare_m, y)), joint.join((bare_m, bare_d, y))}
    for months in (_MONTHS, _FULL):
        word = months[int(m) - 1]
        for day in (d, bare_d):
            forms |= {f"{day} {word} {y}", f"{word} {day}, {y}", f"{day}-{word}-{y}"}
            forms |= {f"{word} {day} {y}"}
    return tuple(form.encode() for form in forms)


def person_spellings(text: str) -> set[bytes]:
    """Every part that is long enough, and short parts as they may be joined."""
    found: set[bytes] = set()
    for person in re.split(r"[\\=]", text.strip("\0 ")):
        parts = [part.strip() for part in person.split("^") if part.strip()]
        words = [word for part in parts for word in re.split(r"[ ,;_-]+", part) if word]
        for word in {*parts, *words}:
            found |= spellings(word)
        if any(len(part.encode()) < _SHORT for part in parts):
            found |= set(_joined(parts[:3]))
    return found


def _joined(parts: list[str]) -> Iterator[bytes]:
    for pair in permutations(parts, 2):
        for joint in _JOINTS:
            form = joint.join(pair)
            if len(form) > _SHORT or not form.isascii():
                yield from spellings(form)
