"""The helpdesk's pages."""

from tickets.desk.views.actions import (
    assign,
    close,
    hold,
    lesson,
    link,
    reopen,
    resolve,
    resume,
    take,
)
from tickets.desk.views.lists import mine, worklist
from tickets.desk.views.page import say, ticket
from tickets.desk.views.reporting import items, label, report, sent, suggestions

__all__ = [
    "assign",
    "close",
    "hold",
    "items",
    "label",
    "lesson",
    "link",
    "mine",
    "reopen",
    "report",
    "resolve",
    "resume",
    "say",
    "sent",
    "suggestions",
    "take",
    "ticket",
    "worklist",
]
