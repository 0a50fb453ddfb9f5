"""Tickets in the API: list, look at, report, reply."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja import Status as Created

from portal.api import routers
from portal.api.auth import ApiRequest
from portal.api.paging import Paging, newest
from tickets.desk import rules, workflow
from tickets.desk.models import CanWork, Category, Message, Source, Status, Ticket
from tickets.inventory.models import ConfigurationItem

router = Router(tags=["tickets"])


class TicketOut(Schema):
    reference: str
    subject: str
    category: Category
    item: str = Field(description="the item's short id")
    status: Status
    priority: int
    can_work: CanWork
    patient_on_table: bool
    reporter: str | None = Field(description="null: opened by monitoring")
    assignee: str | None
    opened_at: datetime
    respond_by: datetime
    due_at: datetime
    resolved_at: datetime | None
    cause: str

    @staticmethod
    def resolve_item(ticket: Ticket) -> str:
        return ticket.item.short_id

    @staticmethod
    def resolve_reporter(ticket: Ticket) -> str | None:
        return ticket.reporter.name if ticket.reporter else None

    @staticmethod
    def resolve_assignee(ticket: Ticket) -> str | None:
        return ticket.assignee.name if ticket.assignee else None


class TicketsOut(Schema):
    tickets: list[TicketOut]
    next: int | None


class MessageOut(Schema):
    kind: str
    author: str | None = Field(description="null: left by monitoring")
    body: str
    at: datetime

    @staticmethod
    def resolve_author(message: Message) -> str | None:
        return message.author.name if message.author else None


class TicketDetailOut(TicketOut):
    description: str
    resolution: str
    messages: list[MessageOut]

    @staticmethod
    def resolve_messages(ticket: Ticket, context: dict[str, Any]) -> list[Message]:
        messages = ticket.messages.select_related("author").order_by("at", "pk")
        if not rules.can_read_notes(context["request"].auth):
            messages = messages.public()
        return list(messages)


class TicketIn(Schema):
    item: str = Field(description="the item's short id", max_length=20)
    category: Category
    can_work: CanWork
    patient_on_table: bool = False
    description: str = Field("", max_length=4000, description="no patient data")
    key: UUID | None = Field(
        None, description="sent again with the same key, it is the same ticket"
    )


class ReplyIn(Schema):
    body: str = Field(min_length=1, max_length=8000, description="no patient data")


class TicketFilter(Paging):
    status: Status | None = None
    item: str | None = Field(None, description="the item's short id")


@router.get("", response=TicketsOut)
def tickets(request: ApiRequest, wanted: Query[TicketFilter]) -> dict[str, Any]:
    """What the caller may see, the newest first."""
    found = _visible(request).defer("description", "resolution", "search")
    if wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.item:
        found = found.filter(item__short_id=wanted.item)
    page, after = newest(found, wanted)
    return {"tickets": page, "next": after}


@router.post("", response={201: TicketDetailOut})
def report(request: ApiRequest, told: TicketIn) -> Created[Ticket]:
    items = ConfigurationItem.objects.visible_to(request.auth)
    ticket = workflow.report(
        by=request.auth,
        item=get_object_or_404(items, short_id=told.item),
        category=told.category,
        can_work=told.can_work,
        patient_on_table=told.patient_on_table,
        description=told.description,
        source=Source.API,
        form_key=told.key,
    )
    return Created(201, ticket)


@router.get("/{reference}", response=TicketDetailOut)
def ticket(request: ApiRequest, reference: str) -> Ticket:
    return _one(request, reference)


@router.post("/{reference}/replies", response={201: MessageOut})
def reply(request: ApiRequest, reference: str, said: ReplyIn) -> Created[Message]:
    message = workflow.reply(_one(request, reference), by=request.auth, body=said.body)
    return Created(201, message)


def _visible(request: ApiRequest) -> Any:
    return Ticket.objects.visible_to(request.auth).select_related(
        "item", "reporter", "assignee"
    )


def _one(request: ApiRequest, reference: str) -> Ticket:
    found: Ticket = get_object_or_404(_visible(request).numbered(reference))
    return found


routers.add("/tickets", router)
