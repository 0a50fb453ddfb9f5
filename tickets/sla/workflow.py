"""How a promise, its hours and the matrix of priorities are changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.audit import ledger
from portal.people.models import User
from tickets.sla import rules
from tickets.sla.hours import Interval
from tickets.sla.models import (
    BusinessCalendar,
    Holiday,
    OpeningInterval,
    PriorityRule,
    ServiceLevel,
)


@transaction.atomic
def promise(
    *, by: User, level: ServiceLevel | None = None, **terms: Any
) -> ServiceLevel:
    """A new promise, or other terms for one. It holds for what is opened next."""
    _may_change(by)
    level = level or ServiceLevel()
    for name, value in terms.items():
        setattr(level, name, value)
    level.save()
    ledger.record(
        by,
        "level.promised",
        level,
        response=level.response_minutes,
        resolution=level.resolution_minutes,
        calendar=level.calendar.name,
    )
    return level


@transaction.atomic
def withdraw(level: ServiceLevel, *, by: User) -> None:
    _may_change(by)
    ledger.record(by, "level.withdrawn", level)
    level.delete()


@transaction.atomic
def set_hours(
    calendar: BusinessCalendar,
    *,
    by: User,
    week: Mapping[int, Sequence[Interval]],
    holidays: Sequence[tuple[date, str]],
    **facts: Any,
) -> BusinessCalendar:
    """The whole calendar as it shall be from now on."""
    _may_change(by)
    calendar = BusinessCalendar.objects.select_for_update().get(pk=calendar.pk)
    for name, value in facts.items():
        setattr(calendar, name, value)
    calendar.save()
    calendar.intervals.all().delete()
    OpeningInterval.objects.bulk_create(
        OpeningInterval(calendar=calendar, weekday=day, opens=opens, closes=closes)
        for day, intervals in week.items()
        for opens, closes in intervals
    )
    calendar.holidays.all().delete()
    Holiday.objects.bulk_create(
        Holiday(calendar=calendar, on=on, name=name) for on, name in holidays
    )
    ledger.record(by, "calendar.changed", calendar, holidays=len(holidays))
    return calendar


@transaction.atomic
def set_matrix(
    matrix: Mapping[tuple[int, int], int], *, by: User
) -> list[tuple[int, int]]:
    """Impact x urgency → priority; answers the cells that changed."""
    _may_change(by)
    changed = []
    for rule in PriorityRule.objects.select_for_update():
        wanted = matrix.get((rule.impact, rule.urgency), rule.priority)
        if wanted != rule.priority:
            rule.priority = wanted
            rule.save(update_fields=["priority"])
            ledger.record(by, "priority.changed", rule)
            changed.append((rule.impact, rule.urgency))
    return changed


def _may_change(by: User) -> None:
    if not rules.can_change_promises(by):
        raise PermissionDenied
