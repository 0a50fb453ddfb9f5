"""What is promised for a ticket: its priority, and when its clocks run out."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from tickets.inventory.models import ConfigurationItem
from tickets.sla.clock import NeverOpen, Span, WorkingHours, due
from tickets.sla.models import BusinessCalendar, PriorityRule, ServiceLevel

LOWEST = 4


def priority_for(impact: int, urgency: int) -> int:
    """P1 to P4 by the department's own matrix."""
    rules = PriorityRule.objects.filter(impact=impact, urgency=urgency)
    return rules.values_list("priority", flat=True).first() or LOWEST


def level_for(priority: int, item: ConfigurationItem | None) -> ServiceLevel | None:
    """The promise for this tier, or else the general one."""
    tier = item.tier if item else None
    return (
        ServiceLevel.objects.filter(Q(tier=tier) | Q(tier=None), priority=priority)
        .select_related("calendar")
        .order_by(F("tier").asc(nulls_last=True))
        .first()
    )


def targets_for(
    priority: int,
    item: ConfigurationItem | None,
    opened_at: datetime,
    *,
    holds: Iterable[Span] = (),
) -> tuple[datetime | None, datetime | None]:
    """(first answer by, solved by). None where nothing is promised, or the desk never
    opens. Holds move the solution, never the first answer."""
    level = level_for(priority, item)
    if level is None:
        return None, None
    hours = hours_of(level.calendar)
    try:
        return (
            due(opened_at, level.response_minutes, hours),
            due(opened_at, level.resolution_minutes, hours, holds),
        )
    except NeverOpen:
        return None, None


def hours_of(calendar: BusinessCalendar) -> WorkingHours:
    week: dict[int, list[tuple[int, int]]] = {}
    if not calendar.round_the_clock:
        for one in calendar.intervals.all():
            week.setdefault(one.weekday, []).append((one.opens, one.closes))
    return WorkingHours(
        ZoneInfo(calendar.time_zone),
        week,
        frozenset(day.on for day in calendar.holidays.all()),
        round_the_clock=calendar.round_the_clock,
    )
