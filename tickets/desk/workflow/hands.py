"""Whose hands a ticket is in."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib.refusal import Refused
from portal.people.models import User
from tickets.desk import rules
from tickets.desk.models import Deed, Status, Ticket
from tickets.desk.workflow.moves import how_it_stands, locked, move, tell, write_down


@transaction.atomic
def take(ticket: Ticket, *, by: User, at: datetime | None = None) -> Ticket:
    """A new ticket becomes mine; of two who reach for it, one is told who was first."""
    ticket = locked(ticket)
    if not rules.can_take(by, ticket):
        raise PermissionDenied
    if ticket.status != Status.NEW:
        raise Refused(_taken(ticket, by))
    move(ticket, Status.ASSIGNED)

    ticket.assignee = by
    if ticket.reporter_id is None:  # nobody waits for an answer but the clock
        ticket.responded_at = at or timezone.now()
    ticket.save(update_fields=["status", "assignee", "responded_at"])

    write_down(ticket, Deed.TAKEN, by=by, at=at)
    return ticket


@transaction.atomic
def assign(ticket: Ticket, *, by: User, to: User, at: datetime | None = None) -> Ticket:
    """Into other hands. What is on hold stays on hold."""
    ticket = locked(ticket)
    if not rules.can_assign(by, ticket):
        raise PermissionDenied
    if not rules.can_take(to, ticket):
        raise Refused(_("%(who)s is no support agent.") % {"who": to.short_name})
    if rules.is_settled(ticket):
        raise Refused(how_it_stands(ticket))
    before = ticket.assignee
    if before == to:
        return ticket
    if ticket.status == Status.NEW:
        move(ticket, Status.ASSIGNED)

    ticket.assignee = to
    ticket.save(update_fields=["status", "assignee"])

    write_down(ticket, Deed.ASSIGNED, by=by, to=to, at=at)
    subject = _("%(ticket)s is yours now") % {"ticket": ticket.reference}
    tell("ticket.assigned", subject, ticket, to=[to], by=by, at=at)
    subject = _("%(ticket)s went to %(who)s") % {
        "ticket": ticket.reference,
        "who": to.short_name,
    }
    tell("ticket.assigned", subject, ticket, to=[before], by=by, at=at)
    return ticket


def _taken(ticket: Ticket, by: User) -> str:
    who = ticket.assignee
    if ticket.is_open and who is not None:
        said = {"ticket": ticket.reference, "who": who.short_name}
        if who == by:
            return _("%(ticket)s is yours already.") % said
        return _("%(who)s has taken %(ticket)s already.") % said
    return how_it_stands(ticket)
