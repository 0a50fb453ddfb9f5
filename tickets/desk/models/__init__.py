"""Tickets: what was reported, what was said and done about it."""

from tickets.desk.models.clock import Alert, AlertKind, Hold, HoldReason
from tickets.desk.models.talk import (
    ArticleLink,
    Deed,
    FindingLink,
    Message,
    MessageKind,
    Step,
)
from tickets.desk.models.ticket import SEES_ALL, Ticket, TicketQuerySet
from tickets.desk.models.words import (
    OPEN,
    SETTLED,
    CanWork,
    Category,
    Cause,
    Priority,
    Source,
    Status,
)

__all__ = [
    "OPEN",
    "SEES_ALL",
    "SETTLED",
    "Alert",
    "AlertKind",
    "ArticleLink",
    "CanWork",
    "Category",
    "Cause",
    "Deed",
    "FindingLink",
    "Hold",
    "HoldReason",
    "Message",
    "MessageKind",
    "Priority",
    "Source",
    "Status",
    "Step",
    "Ticket",
    "TicketQuerySet",
]
