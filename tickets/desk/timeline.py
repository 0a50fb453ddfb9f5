"""The conversation and the steps of a ticket as one line of time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.people.models import User
from portal.web import words
from tickets.desk.models import Deed, Hold, Message, MessageKind, Step, Ticket

ICONS: Final = {
    Deed.REPORTED: "urgent",
    Deed.TAKEN: "hand-move",
    Deed.ASSIGNED: "user-share",
    Deed.HELD: "clock-pause",
    Deed.RESUMED: "player-play",
    Deed.RESOLVED: "check",
    Deed.REOPENED: "arrow-back-up",
    Deed.CLOSED: "lock",
    Deed.WEIGHED: "arrows-sort",
}


@dataclass(frozen=True, slots=True)
class Line:
    """Something said (`body`), or something done (`icon` and `text`)."""

    at: datetime
    author: User | None
    body: str = ""
    is_note: bool = False
    is_reporter: bool = False
    icon: str = ""
    text: str | Promise = ""


def timeline(ticket: Ticket, *, with_notes: bool) -> list[Line]:
    """Two queries; a note is only for those who may read notes."""
    messages = ticket.messages.select_related("author")
    if not with_notes:
        messages = messages.public()
    lines = [_said(ticket, one) for one in messages]
    steps = ticket.steps.exclude(deed=Deed.REPORTED).select_related("by", "to", "hold")
    lines += [_done(ticket, step) for step in steps]
    return sorted(lines, key=lambda line: line.at)


def _said(ticket: Ticket, message: Message) -> Line:
    return Line(
        at=message.at,
        author=message.author,
        body=message.body,
        is_note=message.kind == MessageKind.NOTE,
        is_reporter=message.author is not None
        and message.author_id == ticket.reporter_id,
    )


def _done(ticket: Ticket, step: Step) -> Line:
    who = step.by.short_name if step.by else _("The schedule")
    text = f"{who} {step.get_deed_display()}"
    if step.to is not None:
        text = f"{text} {step.to.short_name}"
    if step.hold is not None:
        text += _why(step.hold)
    if step.deed == Deed.RESOLVED and ticket.cause and step.at == ticket.resolved_at:
        text = f"{text}: {ticket.get_cause_display()}"
    return Line(
        at=step.at, author=step.by, icon=ICONS.get(Deed(step.deed), "point"), text=text
    )


def _why(hold: Hold) -> str:
    said = _(" until %(when)s. %(reason)s") % {
        "when": words.moment(hold.until),
        "reason": hold.get_reason_display(),
    }
    return f"{said}: {hold.promised}" if hold.promised else f"{said}."
