"""How a ticket ends, and how it begins again."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.competency import needs
from courses.competency.models import Competency
from portal.lib.refusal import Refused
from portal.people.models import User
from tickets.desk import rules
from tickets.desk.models import Cause, Deed, Message, MessageKind, Status, Ticket
from tickets.desk.workflow.clocks import set_clock
from tickets.desk.workflow.holding import end_hold
from tickets.desk.workflow.moves import (
    allow_who_has_it,
    fold_item,
    how_it_stands,
    locked,
    move,
    tell,
    write_down,
)


@transaction.atomic
def resolve(
    ticket: Ticket,
    *,
    by: User,
    cause: Cause,
    resolution: str,
    lacking: Competency | None = None,
    at: datetime | None = None,
) -> Ticket:
    """Settle the ticket; a training cause also opens a hole in the matrix."""
    ticket = locked(ticket)
    if rules.can_work(by):
        move(ticket, Status.RESOLVED)
    allow_who_has_it(ticket, by)

    now = at or timezone.now()
    end_hold(ticket, now)
    ticket.cause, ticket.resolution, ticket.resolved_at = cause, resolution, now
    if cause == Cause.TRAINING and ticket.reporter is not None:
        ticket.lacking = lacking
    ticket.responded_at = ticket.responded_at or now
    ticket.alarm_at = None
    ticket.save()
    Message.objects.create(
        ticket=ticket, kind=MessageKind.REPLY, author=by, body=resolution, at=now
    )
    fold_item(ticket.item_id)

    write_down(ticket, Deed.RESOLVED, by=by, at=at, cause=cause)
    subject = _("%(ticket)s is resolved") % {"ticket": ticket.reference}
    tell("ticket.resolved", subject, ticket, to=[ticket.reporter], by=by, at=at)
    if ticket.lacking is not None and ticket.reporter is not None:
        reason = _("Came up in %(ticket)s") % {"ticket": ticket.reference}
        needs.raise_need(
            ticket.reporter, ticket.lacking, by=by, reason=reason, source=ticket
        )
    return ticket


@transaction.atomic
def reopen(
    ticket: Ticket, *, by: User, reason: str, at: datetime | None = None
) -> Ticket:
    """It does not work after all. The clock goes on from where it stood."""
    ticket = locked(ticket)
    if not rules.can_reopen(by, ticket):
        raise PermissionDenied
    if not rules.may_still_be_reopened(ticket):
        raise Refused(how_it_stands(ticket))
    move(ticket, Status.ASSIGNED)

    now = at or timezone.now()
    Message.objects.create(
        ticket=ticket, kind=MessageKind.REPLY, author=by, body=reason, at=now
    )
    ticket.cause = ticket.resolution = ""
    ticket.lacking, ticket.resolved_at = None, None
    ticket.assignee = ticket.assignee or by
    ticket.reopenings += 1
    write_down(ticket, Deed.REOPENED, by=by, at=at)
    set_clock(ticket)
    ticket.save()
    fold_item(ticket.item_id)

    subject = _("%(ticket)s was opened again") % {"ticket": ticket.reference}
    people = [ticket.assignee, ticket.reporter]
    tell("ticket.reopened", subject, ticket, to=people, by=by, at=at)
    return ticket


@transaction.atomic
def close(
    ticket: Ticket, *, by: User | None = None, at: datetime | None = None
) -> Ticket:
    """For good: by the reporter, or by the schedule when nobody doubted it."""
    ticket = locked(ticket)
    if by is not None and not rules.can_close(by, ticket):
        raise PermissionDenied
    move(ticket, Status.CLOSED)

    ticket.closed_at = at or timezone.now()
    ticket.save(update_fields=["status", "closed_at"])

    write_down(ticket, Deed.CLOSED, by=by, at=at)
    return ticket
