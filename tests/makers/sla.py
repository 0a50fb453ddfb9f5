"""Promises and the hours in which they run."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from tickets.sla.models import (
    BusinessCalendar,
    OpeningInterval,
    ServiceLevel,
)

_number = count(1)
OFFICE = ((8 * 60, 12 * 60), (12 * 60 + 30, 17 * 60))


def make_calendar(
    *, days: Sequence[int] = range(5), hours: Any = OFFICE, **over: Any
) -> BusinessCalendar:
    """Weekdays with a lunch."""
    over.setdefault("name", f"Calendar {next(_number)}")
    calendar = BusinessCalendar.objects.create(**over)
    OpeningInterval.objects.bulk_create(
        OpeningInterval(calendar=calendar, weekday=day, opens=opens, closes=closes)
        for day in days
        for opens, closes in hours
    )
    return calendar


def make_level(**over: Any) -> ServiceLevel:
    """The promise for a priority, in the place of the one that is there."""
    over.setdefault("priority", 2)
    over.setdefault("tier", None)
    over.setdefault("response_minutes", 60)
    over.setdefault("resolution_minutes", 240)
    over["calendar"] = over.get("calendar") or make_calendar()
    keys = {"priority": over.pop("priority"), "tier": over.pop("tier")}
    level, _new = ServiceLevel.objects.update_or_create(**keys, defaults=over)
    return level
