"""How the worklist is narrowed down: all of it stands in the address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import django_filters
from django import forms
from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.people.models import Facility, Role, User
from portal.search.fulltext import query_for
from portal.web.listing import COUNT_UP_TO
from tickets.desk.models import Priority, Status, Ticket, TicketQuerySet
from tickets.inventory.models import ConfigurationItem

STATUSES: Final = [
    ("open", _("Open")),
    ("new", _("New")),
    ("assigned", _("In work")),
    ("pending", _("On hold")),
    ("late", _("Late")),
    ("table", _("Patient on the table")),
    ("resolved", _("Resolved")),
    ("closed", _("Closed")),
    ("all", _("All")),
]
AGES: Final = [
    ("day", _("Up to a day old")),
    ("week", _("2 to 7 days old")),
    ("older", _("Older than a week")),
]
DAY, WEEK = timedelta(days=1), timedelta(days=7)
ORDERS: Final[Mapping[str, Sequence[str]]] = {
    "priority": ("priority", "due_at", "pk"),
    "due": ("due_at", "pk"),
    "age": ("opened_at", "pk"),
    "number": ("-pk",),
}


class WorklistFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="found",
        label=_("Search"),
        widget=forms.TextInput(
            {"type": "search", "placeholder": _("Number, words, AE title")}
        ),
    )
    status = django_filters.ChoiceFilter(
        method="standing", label=_("State"), choices=STATUSES, empty_label=None
    )
    priority = django_filters.ChoiceFilter(
        label=_("Priority"), choices=Priority.choices, empty_label=_("Any priority")
    )
    assignee = django_filters.ChoiceFilter(
        method="in_hands", label=_("Who"), empty_label=_("Anybody's"), choices=()
    )
    facility = django_filters.ChoiceFilter(
        field_name="item__facility", label=_("Place"), empty_label=_("Everywhere")
    )
    age = django_filters.ChoiceFilter(
        method="aged", label=_("Age"), choices=AGES, empty_label=_("Any age")
    )
    item = django_filters.ChoiceFilter(
        field_name="item__short_id", label=_("Item"), widget=forms.HiddenInput
    )

    class Meta:
        model = Ticket
        fields: Sequence[str] = ()

    def __init__(self, data: Any, *args: Any, **options: Any) -> None:
        data = data.copy()
        if data.get("status") not in dict(STATUSES):
            data["status"] = "open"
        super().__init__(data, *args, **options)
        self.filters["assignee"].extra["choices"] = [
            ("me", _("Mine")),
            ("nobody", _("Nobody's")),
            *_agents(),
        ]
        self.filters["facility"].extra["choices"] = list(
            Facility.objects.values_list("pk", "name")
        )
        self.filters["item"].extra["choices"] = _item(data.get("item"))

    def filter_queryset(self, queryset: TicketQuerySet) -> TicketQuerySet:
        """Words come last: they are looked up once, in what else is asked for."""
        narrowed: TicketQuerySet = super().filter_queryset(queryset)
        text = self.form.cleaned_data.get("q")
        return _found(narrowed, text) if text else narrowed

    def found(self, tickets: TicketQuerySet, _name: str, _text: str) -> TicketQuerySet:
        return tickets

    def standing(
        self, tickets: TicketQuerySet, _name: str, value: str
    ) -> TicketQuerySet:
        if value in Status.values:
            return tickets.filter(status=value)
        return {
            "all": tickets,
            "late": tickets.late(),
            "table": tickets.open().filter(patient_on_table=True),
        }.get(value, tickets.open())

    def in_hands(
        self, tickets: TicketQuerySet, _name: str, value: str
    ) -> TicketQuerySet:
        if value == "nobody":
            return tickets.filter(assignee=None)
        holder = self.request.user.pk if value == "me" else int(value)
        return tickets.filter(assignee=holder)

    def aged(self, tickets: TicketQuerySet, _name: str, value: str) -> TicketQuerySet:
        now = timezone.now()
        if value == "day":
            return tickets.filter(opened_at__gt=now - DAY)
        if value == "week":
            return tickets.filter(opened_at__lte=now - DAY, opened_at__gt=now - WEEK)
        return tickets.filter(opened_at__lte=now - WEEK)


def _found(tickets: TicketQuerySet, text: str) -> TicketQuerySet:
    """A number, an AE title or station name, or else words: the newest that have
    them, as many as are counted aloud."""
    numbered = tickets.numbered(text)
    if numbered.exists():
        return numbered
    name = text.strip().upper()
    items = ConfigurationItem.objects.filter(names__contains=f" {name} ")
    named = list(items.values_list("pk", flat=True)[:20]) if " " not in name else []
    if named:
        return tickets.filter(item__in=named)
    query = query_for(text)
    if query is None:
        return tickets.none()
    hits = tickets.filter(search=query).order_by("-pk").values_list("pk", flat=True)
    return tickets.filter(pk__in=list(hits[: COUNT_UP_TO + 1]))


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the worklist that is one tap away."""

    label: str | Promise
    query: str
    count: str
    is_current: bool


def tabs(
    tickets: TicketQuerySet, reader: User, query: str, *, found: TicketQuerySet
) -> tuple[list[Tab], int]:
    """Counted no further than is said aloud, all in one query, and so is what was
    found."""
    is_open = tickets.open()
    views: list[tuple[str | Promise, str, TicketQuerySet]] = [
        (_("Open"), "", is_open),
        (_("Mine"), "assignee=me", is_open.filter(assignee=reader)),
        (_("Nobody's"), "assignee=nobody", tickets.filter(status=Status.NEW)),
        (
            _("Patient on the table"),
            "status=table",
            is_open.filter(patient_on_table=True),
        ),
        (_("On hold"), "status=pending", tickets.filter(status=Status.PENDING)),
        (_("Late"), "status=late", tickets.late()),
    ]
    *counts, rows = capped_counts([*(view[2] for view in views), found])
    shown = [
        Tab(label, address, _said(count), address == query)
        for (label, address, _view), count in zip(views, counts, strict=True)
    ]
    return shown, rows


def capped_counts(views: Iterable[TicketQuerySet]) -> list[int]:
    """Each counted to one beyond what is said aloud. Written out here, as Django takes
    twice as long to put the same query together."""
    parts, values = [], []
    for view in views:
        query = view.order_by().values("pk")[: COUNT_UP_TO + 1].query
        compiler = query.get_compiler(connection=connection, elide_empty=False)
        sql, params = compiler.as_sql()
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608 - Django's
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


def _said(count: int) -> str:
    return f"{count}" if count <= COUNT_UP_TO else f"{COUNT_UP_TO:,}+"


def _agents() -> list[tuple[int, str]]:
    agents = User.objects.with_role(Role.AGENT).only("name")
    return [(one.pk, one.short_name) for one in agents]


def _item(short_id: str | None) -> list[tuple[str, str]]:
    if not short_id:
        return []
    items = ConfigurationItem.objects.filter(short_id=short_id)
    return list(items.values_list("short_id", "name"))
