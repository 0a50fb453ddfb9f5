"""What people say to each other on a ticket."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User
from tickets.desk import rules
from tickets.desk.models import ArticleLink, Message, MessageKind, Status, Ticket
from tickets.desk.workflow.moves import how_it_stands, locked, tell
from tickets.knowledge.models import Article


@transaction.atomic
def reply(
    ticket: Ticket, *, by: User, body: str, at: datetime | None = None
) -> Message:
    """For the reporter's eyes too. An agent's first reply stops the response clock."""
    ticket = locked(ticket)
    if not rules.can_reply(by, ticket):
        raise PermissionDenied
    if ticket.status == Status.CLOSED:
        raise Refused(how_it_stands(ticket))

    message = _say(ticket, MessageKind.REPLY, by, body, at)
    if ticket.responded_at is None and by.pk != ticket.reporter_id:
        ticket.responded_at = message.at
        ticket.save(update_fields=["responded_at"])

    subject = _("%(who)s wrote on %(ticket)s") % {
        "who": by.short_name,
        "ticket": ticket.reference,
    }
    people = [ticket.reporter, ticket.assignee]
    tell("ticket.replied", subject, ticket, to=people, by=by, at=at)
    return message


@transaction.atomic
def note(ticket: Ticket, *, by: User, body: str, at: datetime | None = None) -> Message:
    """Among agents: the reporter never sees it. A closed ticket still takes one."""
    ticket = locked(ticket)
    if not rules.can_note(by, ticket):
        raise PermissionDenied

    message = _say(ticket, MessageKind.NOTE, by, body, at)

    subject = _("%(who)s left a note on %(ticket)s") % {
        "who": by.short_name,
        "ticket": ticket.reference,
    }
    tell("ticket.replied", subject, ticket, to=[ticket.assignee], by=by, at=at)
    return message


@transaction.atomic
def link(ticket: Ticket, article: Article, *, by: User) -> ArticleLink:
    """This article is about what the ticket is about."""
    if not rules.can_work(by):
        raise PermissionDenied
    linked, is_new = ArticleLink.objects.get_or_create(
        ticket=ticket, article=article, defaults={"by": by}
    )
    if is_new:
        ledger.record(by, "ticket.linked", ticket, article=article.pk)
    return linked


def _say(
    ticket: Ticket, kind: MessageKind, by: User, body: str, at: datetime | None
) -> Message:
    message = Message.objects.create(
        ticket=ticket, kind=kind, author=by, body=body, at=at or timezone.now()
    )
    ledger.record(by, f"ticket.{kind}", ticket, message=message.pk)
    return message
