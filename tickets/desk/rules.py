"""Who may do what to a ticket: plain questions, answered yes or no."""

from datetime import timedelta

from portal.people.models import Role, User
from tickets.desk.models import SETTLED, Status, Ticket

WORKERS = (Role.AGENT, Role.LEAD, Role.ADMINISTRATOR)
NOTE_READERS = (*WORKERS, Role.AUDITOR)
REOPEN_WITHIN = timedelta(days=5)


def can_work(user: User) -> bool:
    """Whether this person works on tickets at all."""
    return user.has_role(*WORKERS)


def can_read_notes(user: User) -> bool:
    return user.has_role(*NOTE_READERS)


def can_take(user: User, ticket: Ticket) -> bool:
    return user.has_role(Role.AGENT)


def can_assign(user: User, ticket: Ticket) -> bool:
    return can_work(user)


def can_reply(user: User, ticket: Ticket) -> bool:
    """Where monitoring opened it, nobody is there to read a reply."""
    if ticket.reporter_id is None:
        return False
    return can_work(user) or ticket.reporter_id == user.pk


def can_note(user: User, ticket: Ticket) -> bool:
    return can_work(user)


def can_reopen(user: User, ticket: Ticket) -> bool:
    return can_work(user) or ticket.reporter_id == user.pk


def can_close(user: User, ticket: Ticket) -> bool:
    return can_work(user) or ticket.reporter_id == user.pk


def may_still_be_reopened(ticket: Ticket) -> bool:
    """Closed is for good; a resolved one stays open to doubt for some days."""
    return ticket.status == Status.RESOLVED


def is_settled(ticket: Ticket) -> bool:
    return ticket.status in SETTLED


def has_it(user: User, ticket: Ticket) -> bool:
    """The one who has the ticket; a lead and an administrator may step in."""
    return can_work(user) and (
        ticket.assignee_id == user.pk or user.has_role(Role.LEAD, Role.ADMINISTRATOR)
    )
