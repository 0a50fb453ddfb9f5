"""What the desk says on the front page, and on an item's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Case, Count, IntegerField, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from portal.home.panels import Panel, register
from portal.people.models import Role, User
from tickets.desk.filters import AGES, DAY, WEEK, capped_counts
from tickets.desk.models import SEES_ALL, Priority, Status, Ticket
from tickets.inventory import item_sections
from tickets.inventory.models import ConfigurationItem

SHOWN: Final = 5
# How deep a cell is tinted: the shade of the greatest limit that it reaches.
SHADES: Final = ((20, 4), (10, 3), (4, 2), (1, 1), (0, 0))
RECENT: Final = timedelta(days=14)


def your_tickets(user: User) -> dict[str, Any] | None:
    """Open ones, and what was resolved lately: does it work?"""
    mine = Ticket.objects.filter(reporter=user).for_list().order_by("-opened_at", "-pk")
    since = timezone.now() - RECENT
    tickets = list(mine.open()[:SHOWN])
    resolved = mine.filter(status=Status.RESOLVED, resolved_at__gte=since)
    tickets += list(resolved[: SHOWN - len(tickets)])
    if not tickets and user.has_role(*SEES_ALL):
        return None
    return {"tickets": tickets}


def due_next(user: User) -> dict[str, Any]:
    """What this agent has, the most urgent first, and how the desk stands."""
    visible = Ticket.objects.visible_to(user)
    is_open = visible.open()
    mine = is_open.filter(assignee=user)
    new = visible.filter(status=Status.NEW)
    order = ("priority", "due_at", "pk")
    counts = capped_counts([mine, new, visible.late(), is_open])
    return {
        "mine": list(mine.for_list().order_by(*order)[:SHOWN]),
        "new": list(new.for_list().order_by(*order)[:SHOWN]),
        "now": timezone.now(),
        "stats": dict(zip(("mine", "nobody", "late", "open"), counts, strict=True)),
    }


@dataclass(frozen=True, slots=True)
class Cell:
    count: int
    shade: int
    url: str


def by_age(user: User) -> dict[str, Any]:
    """Open tickets by priority and age; each number leads to its rows."""
    now = timezone.now()
    age = Case(
        When(opened_at__gt=now - DAY, then=Value(0)),
        When(opened_at__gt=now - WEEK, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = (
        Ticket.objects.visible_to(user)
        .open()
        .order_by()
        .annotate(bucket=age)
        .values_list("priority", "bucket")
        .annotate(n=Count("pk"))
    )
    counts = {(priority, bucket): n for priority, bucket, n in rows}
    return {
        "ages": [label for _code, label in AGES],
        "rows": [(priority, _cells(priority, counts)) for priority in Priority.values],
        "total": sum(counts.values()),
        "late": capped_counts([Ticket.objects.visible_to(user).late()])[0],
    }


def _cells(priority: int, counts: Mapping[tuple[int, int], int]) -> Sequence[Cell]:
    cells = []
    for bucket, (age, _label) in enumerate(AGES):
        count = counts.get((priority, bucket), 0)
        shade = next(shade for limit, shade in SHADES if count >= limit)
        query = urlencode({"priority": str(priority), "age": age})
        cells.append(Cell(count, shade, f"{reverse('desk:worklist')}?{query}"))
    return cells


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    """The tickets of an item: all for those who work here, else one's own."""
    tickets = Ticket.objects.visible_to(user).filter(item=item).for_list()
    shown = list(tickets.order_by("-opened_at", "-pk")[:SHOWN])
    return {"tickets": shown, "item": item, "sees_all": user.has_role(*SEES_ALL)}


def _works(user: User) -> bool:
    return user.has_role(Role.AGENT)


def _leads(user: User) -> bool:
    return user.has_role(Role.LEAD)


def _everybody(user: User) -> bool:
    return user.is_active


register(Panel(12, "tickets/desk/_due_next.html", _works, due_next))
register(Panel(22, "tickets/desk/_your_tickets.html", _everybody, your_tickets))
register(Panel(50, "tickets/desk/_by_age.html", _leads, by_age, is_wide=False))
item_sections.register(item_sections.Section(10, "tickets/desk/_on_item.html", on_item))
