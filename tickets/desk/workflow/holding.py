"""The clock stands still: never without a reason and an end."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib.refusal import Refused
from portal.people.models import User
from portal.web import words
from tickets.desk.models import Deed, Hold, HoldReason, Status, Ticket
from tickets.desk.workflow.clocks import set_clock
from tickets.desk.workflow.moves import (
    allow_who_has_it,
    how_it_stands,
    locked,
    move,
    tell,
    write_down,
)


@transaction.atomic
def hold(
    ticket: Ticket,
    *,
    by: User,
    reason: HoldReason,
    until: datetime,
    promised: str = "",
    at: datetime | None = None,
) -> Ticket:
    """Nothing can be done before `until`, and the page says why."""
    ticket = locked(ticket)
    now = at or timezone.now()
    allow_who_has_it(ticket, by)
    if until <= now:
        raise Refused(_("A hold ends in the future: choose a later time."))
    move(ticket, Status.PENDING)

    pause = Hold.objects.create(
        ticket=ticket,
        reason=reason,
        promised=promised,
        by=by,
        starts_at=now,
        until=until,
    )
    ticket.held_until = until
    set_clock(ticket)
    ticket.save(update_fields=["status", "held_until", "due_at", "alarm_at"])

    write_down(ticket, Deed.HELD, by=by, at=at, hold=pause, reason=reason)
    subject = _("%(ticket)s is on hold until %(when)s") % {
        "ticket": ticket.reference,
        "when": words.moment(until),
    }
    tell("ticket.held", subject, ticket, to=[ticket.reporter], by=by, at=at)
    return ticket


@transaction.atomic
def resume(
    ticket: Ticket, *, by: User | None = None, at: datetime | None = None
) -> Ticket:
    """Work goes on; without `by` because the hold has run out."""
    ticket = locked(ticket)
    if by is not None:
        allow_who_has_it(ticket, by)
    if ticket.status != Status.PENDING:
        raise Refused(how_it_stands(ticket))
    move(ticket, Status.ASSIGNED)

    end_hold(ticket, at or timezone.now())
    set_clock(ticket)
    ticket.save(update_fields=["status", "held_until", "due_at", "alarm_at"])

    write_down(ticket, Deed.RESUMED, by=by, at=at)
    subject = _("The hold of %(ticket)s is over") % {"ticket": ticket.reference}
    tell("ticket.held", subject, ticket, to=[ticket.assignee], by=by, at=at)
    return ticket


def end_hold(ticket: Ticket, now: datetime) -> None:
    """A hold that ran out ended when it was to, however late it is noticed."""
    for running in ticket.holds.running():
        running.ended_at = min(now, running.until)
        running.save(update_fields=["ended_at"])
    ticket.held_until = None
