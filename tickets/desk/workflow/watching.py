"""What the schedule does to tickets when their time has come."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.people.models import Role, User
from tickets.desk.models import Alert, AlertKind, Status, Ticket
from tickets.desk.rules import REOPEN_WITHIN
from tickets.desk.workflow.holding import resume
from tickets.desk.workflow.moves import tell
from tickets.desk.workflow.settle import close

AT_ONCE = 500


def ring() -> int:
    """Tell who has the ticket, and the leads, that its time is nearly or wholly
    gone. Each of the two is told once."""
    return _each(_ring_next)


def end_holds() -> int:
    """Holds whose promised end has passed."""
    return _each(_resume_next)


def close_old() -> int:
    """What was resolved and stayed so is closed."""
    return _each(_close_next)


def _each(step: Callable[[], bool]) -> int:
    done = 0
    while done < AT_ONCE and step():
        done += 1
    return done


@transaction.atomic
def _ring_next() -> bool:
    now = timezone.now()
    ticket = (
        Ticket.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(alarm_at__lte=now)
        .order_by("alarm_at")
        .first()
    )
    if ticket is None:
        return False
    kind = AlertKind.OVER if ticket.due_at <= now else AlertKind.SOON
    if ticket.is_open:
        _ring(ticket, kind)
    ticket.alarm_at = (
        ticket.due_at if ticket.is_open and kind == AlertKind.SOON else None
    )
    ticket.save(update_fields=["alarm_at"])
    return True


def _ring(ticket: Ticket, kind: AlertKind) -> None:
    _alert, is_new = Alert.objects.get_or_create(
        ticket=ticket, kind=kind, round=ticket.reopenings
    )
    if not is_new:
        return
    said = {"ticket": ticket.reference, "priority": ticket.priority}
    if kind == AlertKind.OVER:
        subject = _("P%(priority)s %(ticket)s is over its time") % said
    else:
        subject = _("P%(priority)s %(ticket)s: a quarter of its time is left") % said
    tell("ticket.clock", subject, ticket, to=_watchers(ticket), by=None, at=None)


def _watchers(ticket: Ticket) -> Sequence[User | None]:
    return [ticket.assignee, *User.objects.with_role(Role.LEAD)]


@transaction.atomic
def _resume_next() -> bool:
    ticket = (
        Ticket.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(status=Status.PENDING, held_until__lte=timezone.now())
        .order_by("held_until")
        .first()
    )
    if ticket is not None:
        resume(ticket)
    return ticket is not None


@transaction.atomic
def _close_next() -> bool:
    ticket = (
        Ticket.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(status=Status.RESOLVED, resolved_at__lte=timezone.now() - REOPEN_WITHIN)
        .order_by("resolved_at")
        .first()
    )
    if ticket is not None:
        close(ticket)
    return ticket is not None
