"""The clocks of one ticket: what was promised, with its pauses taken off."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from tickets.desk.models import AlertKind, Deed, Ticket
from tickets.sla.clock import ALWAYS, Span, due
from tickets.sla.models import ServiceLevel
from tickets.sla.targets import hours_of, level_for

# Minutes to the first answer and to the solution where nothing is promised: a list
# in order of urgency needs a time for every ticket.
UNPROMISED: Final = {1: (15, 240), 2: (60, 480), 3: (480, 2_880), 4: (1_440, 10_080)}
WARN_AT: Final = 0.75


def start_clock(ticket: Ticket) -> None:
    """The three moments of a ticket that is about to be kept."""
    _set(ticket, [])


def set_clock(ticket: Ticket) -> None:
    """Reckon again after a pause, a reopening or another priority."""
    _set(ticket, list(_pauses(ticket)))


def _set(ticket: Ticket, pauses: list[Span]) -> None:
    level = _promise(ticket)
    if level is None:
        hours = ALWAYS
        response, resolution = UNPROMISED[ticket.priority]
    else:
        hours = hours_of(level.calendar)
        response, resolution = level.response_minutes, level.resolution_minutes
    start = ticket.opened_at
    ticket.respond_by = due(start, response, hours)
    ticket.due_at = due(start, resolution, hours, pauses)
    warn_at = due(start, round(resolution * WARN_AT), hours, pauses)
    ticket.alarm_at = _next_alarm(ticket, warn_at)


def _promise(ticket: Ticket) -> ServiceLevel | None:
    """A patient on the table does not wait for desk hours, whatever the device:
    the promise is that of the first tier."""
    if ticket.patient_on_table:
        levels = ServiceLevel.objects.filter(priority=ticket.priority, tier=1)
        first_tier = levels.select_related("calendar").first()
        if first_tier is not None:
            return first_tier
    return level_for(ticket.priority, ticket.item)


def _next_alarm(ticket: Ticket, warn_at: datetime) -> datetime | None:
    """What the clock has not said yet in this round; nothing while it stands still."""
    if ticket.is_held:
        return None
    said = _said(ticket)
    if AlertKind.SOON not in said:
        return warn_at
    return ticket.due_at if AlertKind.OVER not in said else None


def _said(ticket: Ticket) -> set[str]:
    if ticket.pk is None:
        return set()
    alerts = ticket.alerts.filter(round=ticket.reopenings)
    return set(alerts.values_list("kind", flat=True))


def _pauses(ticket: Ticket) -> Iterator[Span]:
    """Holds (a running one to its promised end), and the time between a solution
    that did not last and the reopening."""
    for hold in ticket.holds.all():
        yield hold.starts_at, hold.ended_at or hold.until
    ends = [
        (step.deed, step.at.astimezone(UTC))
        for step in ticket.steps.filter(
            deed__in=[Deed.RESOLVED, Deed.REOPENED]
        ).order_by("at", "pk")
    ]
    for (first, ended_at), (second, began_at) in pairwise(ends):
        if (first, second) == (Deed.RESOLVED, Deed.REOPENED):
            yield ended_at, began_at
