"""How much of the time something answered, from the days that were folded."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, Sum
from django.utils import timezone

from portal.people.models import User
from tickets.inventory import rules
from tickets.inventory.models import ConfigurationItem, Probe, ProbeDay

SPANS: Final = (7, 30, 90)
STRIP: Final = 30
WHOLE: Final = 100
Folded = tuple[int, date, int, int]  # probe, day, asked, answered
STEP: Final = 6  # from bar to bar, in the drawing


@dataclass(frozen=True, slots=True)
class Share:
    """Answered of asked over so many days; None where nothing was asked."""

    days: int
    percent: float | None


@dataclass(frozen=True, slots=True)
class Day:
    """One bar: its height and look, and what it says aloud."""

    day: date
    place: int
    percent: float | None

    @property
    def look(self) -> str:
        if self.percent is None:
            return "none"
        if self.percent >= WHOLE:
            return "whole"
        return "gaps" if self.percent >= 95 else "bad"

    @property
    def height(self) -> int:
        return 2 if self.percent is None else max(4, round(self.percent * 0.24))

    @property
    def top(self) -> int:
        return 24 - self.height


@dataclass(frozen=True, slots=True)
class Strip:
    days: Sequence[Day]

    @property
    def whole(self) -> int:
        return sum(one.look == "whole" for one in self.days)

    @property
    def gaps(self) -> int:
        return sum(one.look in {"gaps", "bad"} for one in self.days)

    @property
    def unasked(self) -> int:
        return sum(one.look == "none" for one in self.days)


def of_probes(probes: Iterable[Probe]) -> Mapping[int, Sequence[Share]]:
    """One query for all of them."""
    wanted = [one.pk for one in probes]
    rows = ProbeDay.objects.filter(probe__in=wanted).order_by().values("probe")
    sums: dict[int, Any] = {row["probe"]: row for row in rows.annotate(**_sums())}
    return {pk: _shares(sums.get(pk, {})) for pk in wanted}


def strips(probes: Iterable[Probe]) -> Mapping[int, Strip]:
    """The last days of each, the oldest first; one query."""
    wanted = [one.pk for one in probes]
    return _strips(wanted, _folded(wanted, STRIP))


def _folded(wanted: Iterable[int], days: int) -> Sequence[Folded]:
    since = timezone.localdate() - timedelta(days=days)
    found = ProbeDay.objects.filter(probe__in=wanted, day__gt=since, asked__gt=0)
    return list(found.order_by().values_list("probe", "day", "asked", "answered"))


def _strips(wanted: Iterable[int], rows: Iterable[Folded]) -> Mapping[int, Strip]:
    known = {(pk, day): WHOLE * yes / asked for pk, day, asked, yes in rows}
    first = timezone.localdate() - timedelta(days=STRIP - 1)
    days = [first + timedelta(days=place) for place in range(STRIP)]
    return {pk: Strip(_bars(pk, days, known)) for pk in wanted}


def _of_all(rows: Iterable[Folded]) -> Sequence[Share]:
    """Of all that is asked of one item."""
    today, sums = timezone.localdate(), Counter[str]()
    for _pk, day, asked, answered in rows:
        for days in SPANS:
            if day > today - timedelta(days=days):
                sums[f"asked_{days}"] += asked
                sums[f"answered_{days}"] += answered
    return _shares(sums)


def _bars(
    pk: int, days: Sequence[date], known: Mapping[tuple[int, date], float]
) -> Sequence[Day]:
    return [
        Day(day, STEP * place, known.get((pk, day))) for place, day in enumerate(days)
    ]


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    """How it answers: two queries, none where `with_watch` found no probes."""
    is_probed = getattr(item, "is_probed", True)
    probes = list(item.probes.for_list()) if is_probed else []
    may_change = rules.can_change_items(user)
    if not probes:
        return {"probes": [], "may_change": may_change} if may_change else None
    wanted = [one.pk for one in probes]
    rows = _folded(wanted, max(SPANS))
    drawn = _strips(wanted, rows)
    return {
        "probes": [(one, drawn[one.pk]) for one in sorted(probes, key=worst)],
        "shares": _of_all(rows),
        "may_change": may_change,
    }


def worst(probe: Probe) -> tuple[int, int]:
    return (getattr(probe, "worst", 0), probe.pk)


def _sums() -> dict[str, Sum]:
    today = timezone.localdate()
    found: dict[str, Sum] = {}
    for days in SPANS:
        since = Q(day__gt=today - timedelta(days=days))
        found[f"asked_{days}"] = Sum("asked", filter=since)
        found[f"answered_{days}"] = Sum("answered", filter=since)
    return found


def _shares(row: Mapping[str, int]) -> Sequence[Share]:
    return [Share(days, _percent(row, days)) for days in SPANS]


def _percent(row: Mapping[str, int], days: int) -> float | None:
    asked = row.get(f"asked_{days}") or 0
    return WHOLE * (row.get(f"answered_{days}") or 0) / asked if asked else None
