"""Tickets in each state that a test may need."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from tests.makers.inventory import make_item
from tests.makers.people import make_agent, make_user
from tickets.desk.models import CanWork, Category, Cause, Status, Ticket

_number = count(1)


def make_ticket(**over: Any) -> Ticket:
    """A ticket just reported; a test names only what it is about."""
    over.setdefault("subject", f"Images stop half-way {next(_number)}")
    over.setdefault("category", Category.SENDING)
    over.setdefault("can_work", CanWork.WORKAROUND)
    over.setdefault("impact", 2)
    over.setdefault("urgency", 2)
    over.setdefault("priority", 3)
    over.setdefault("opened_at", timezone.now())
    over.setdefault("respond_by", over["opened_at"] + timedelta(hours=1))
    over.setdefault("due_at", over["opened_at"] + timedelta(hours=8))
    over["item"] = over.get("item") or make_item()
    over["reporter"] = over.get("reporter") or make_user()
    return Ticket.objects.create(**over)


def make_assigned(**over: Any) -> Ticket:
    over["assignee"] = over.get("assignee") or make_agent()
    return make_ticket(status=over.pop("status", Status.ASSIGNED), **over)


def make_resolved(**over: Any) -> Ticket:
    over.setdefault("cause", Cause.SOFTWARE)
    over.setdefault("resolution", "Started the sender again.")
    over.setdefault("resolved_at", timezone.now())
    return make_assigned(status=over.pop("status", Status.RESOLVED), **over)
