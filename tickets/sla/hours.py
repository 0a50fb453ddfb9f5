"""Opening hours as people write them: “08:00-12:00, 12:30-17:00”. No Django."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from tickets.sla.clock import MINUTES_OF_A_DAY

INTERVAL: Final = re.compile(r"(\d{1,2}):(\d{2})\s*[-\u2013]\s*(\d{1,2}):(\d{2})")
CLOSED: Final = frozenset({"", "-", "closed"})
Interval = tuple[int, int]


class Unreadable(Exception):  # noqa: N818 - it is an answer, not an error
    """The part that could not be read."""


class Overlapping(Exception):  # noqa: N818 - it is an answer, not an error
    """Two intervals of a day, or one that ends before it begins."""


def read_day(text: str) -> list[Interval]:
    if text.strip().lower() in CLOSED:
        return []
    found = sorted(_interval(part) for part in text.split(","))
    edges = [edge for interval in found for edge in interval]
    if any(a > b for a, b in pairwise(edges)):
        raise Overlapping(text)
    if any(opens == closes for opens, closes in found):
        raise Overlapping(text)
    return found


def write_day(intervals: Sequence[Interval]) -> str:
    return ", ".join(f"{_face(a)}-{_face(b)}" for a, b in intervals)


def read_holidays(text: str) -> list[tuple[date, str]]:
    """One a line: the day, then its name."""
    found = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        day, _space, name = line.partition(" ")
        try:
            found[date.fromisoformat(day)] = name.strip()[:80] or day
        except ValueError as wrong:
            raise Unreadable(line) from wrong
    return sorted(found.items())


def _interval(part: str) -> Interval:
    match = INTERVAL.fullmatch(part.strip())
    if match is None:
        raise Unreadable(part.strip())
    hour, minute, to_hour, to_minute = map(int, match.groups())
    opens, closes = hour * 60 + minute, to_hour * 60 + to_minute
    if max(minute, to_minute) > 59 or closes > MINUTES_OF_A_DAY:
        raise Unreadable(part.strip())
    return opens, closes


def _face(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
