"""The service clock: working minutes, in plain Python.

A promise of two hours runs only while the desk is open: not over lunch, not on
a holiday, not while a ticket is held. All moments are aware; the week is written
in local wall time, and what counts is the time that truly passes, so that a night
of 25 hours gives its extra hour."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

Span = tuple[datetime, datetime]

MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)
MINUTES_OF_A_DAY: Final = 24 * 60
# A calendar that opens on no day within this time never will.
HORIZON: Final = timedelta(days=3 * 366)


class NeverOpen(Exception):  # noqa: N818 - it is an answer, not an error
    """The calendar holds too few working minutes for the promise."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """`week` maps a weekday (0 is Monday) to its intervals, in minutes from local
    midnight, ordered and apart."""

    zone: tzinfo
    week: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    round_the_clock: bool = False

    def open_spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """When the desk is open between two moments, in UTC and in order."""
        if self.round_the_clock:
            yield start.astimezone(UTC), end.astimezone(UTC)
            return
        day, last = self._day_of(start), self._day_of(end)
        while day <= last:
            yield from _clipped(self._spans_of(day), start, end)
            day += DAY

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _spans_of(self, day: date) -> Iterator[Span]:
        if day in self.holidays:
            return
        for opens, closes in self.week.get(day.weekday(), ()):
            yield _at(day, opens, self.zone), _at(day, closes, self.zone)


ALWAYS: Final = WorkingHours(UTC, round_the_clock=True)


def due(
    start: datetime, minutes: int, hours: WorkingHours, holds: Iterable[Span] = ()
) -> datetime:
    """The moment at which so many working minutes have passed since `start`."""
    left = timedelta(minutes=minutes)
    if left <= timedelta():
        return start.astimezone(UTC)
    for opens, closes in _less(_from(start, hours), _merged(holds)):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise NeverOpen


def elapsed(
    start: datetime, end: datetime, hours: WorkingHours, holds: Iterable[Span] = ()
) -> timedelta:
    """Working time between two moments, holds taken off."""
    spans = _less(hours.open_spans(start, end), _merged(holds))
    return sum((closes - opens for opens, closes in spans), timedelta())


def _from(start: datetime, hours: WorkingHours) -> Iterator[Span]:
    """Open spans without end."""
    while True:
        found = False
        for span in hours.open_spans(start, start + HORIZON):
            found = True
            yield span
        if not found:
            raise NeverOpen
        start += HORIZON


def _less(spans: Iterable[Span], pauses: Sequence[Span]) -> Iterator[Span]:
    """Open, and not held."""
    for opens, closes in spans:
        at = opens
        for held, resumed in pauses:
            if held >= closes:
                break
            if held > at:
                yield at, held
            at = max(at, resumed)
        if at < closes:
            yield at, closes


def _merged(holds: Iterable[Span]) -> list[Span]:
    """In order, overlapping ones joined, in UTC."""
    merged: list[Span] = []
    for held, resumed in sorted(
        (a.astimezone(UTC), b.astimezone(UTC)) for a, b in holds
    ):
        if merged and held <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], resumed)
        elif resumed > held:
            merged.append((held, resumed))
    return merged


def _clipped(spans: Iterable[Span], start: datetime, end: datetime) -> Iterator[Span]:
    for opens, closes in spans:
        first, last = max(opens, start), min(closes, end)
        if first < last:
            yield first.astimezone(UTC), last.astimezone(UTC)


def _at(day: date, minutes: int, zone: tzinfo) -> datetime:
    """A wall time as a moment. In the hour that a clock leaps over, the moment of
    the leap; in the hour that comes twice, the first."""
    days, rest = divmod(minutes, MINUTES_OF_A_DAY)
    wall = datetime.combine(day + days * DAY, time(rest // 60, rest % 60))
    for _step in range(MINUTES_OF_A_DAY):
        moment = wall.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
        wall += MINUTE
    raise NeverOpen
