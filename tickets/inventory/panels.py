"""What an asset manager must see coming: contracts, warranties, software."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.home.panels import Panel, register
from portal.people.models import User
from tickets.inventory import (
    availability,
    confirming,
    documents,
    item_sections,
    lessons,
    maintenance,
    seen,
)
from tickets.inventory.models import ConfigurationItem
from tickets.inventory.network.section import on_item as nodes_on_item
from tickets.inventory.radar.on_item import on_item as radar_on_item
from tickets.inventory.rules import can_change_items
from tickets.inventory.states import RADAR, Ending, endings_of

SHOWN, LOOKED_AT = 6, 60
# What ended longer ago than this is a matter for the list, not for today.
PAST = timedelta(days=365)


def ending_soon(user: User) -> dict[str, Any] | None:
    today = timezone.localdate()
    items = ConfigurationItem.objects.visible_to(user).ending_by(today + RADAR)
    found: list[tuple[ConfigurationItem, Ending]] = [
        (item, ending)
        for item in items.select_related("facility")[:LOOKED_AT]
        for ending in endings_of(item, today)
        if ending.on >= today - PAST
    ]
    if not found:
        return None
    found.sort(key=lambda pair: pair[1].on)
    return {"endings": found[:SHOWN]}


register(
    Panel(30, "tickets/inventory/_ending_soon.html", can_change_items, ending_soon)
)
item_sections.register(
    item_sections.Section(
        20, "tickets/inventory/_seen.html", seen.on_item, is_side=True
    )
)
item_sections.register(
    item_sections.Section(
        35, "tickets/inventory/_duties.html", radar_on_item, is_side=True
    )
)
item_sections.register(
    item_sections.Section(5, "tickets/inventory/_windows.html", maintenance.on_item)
)
item_sections.register(
    item_sections.Section(
        30, "tickets/inventory/_probes.html", availability.on_item, is_side=True
    )
)
item_sections.register(
    item_sections.Section(
        40, "tickets/inventory/_documents.html", documents.on_item, is_side=True
    )
)
item_sections.register(
    item_sections.Section(16, "tickets/inventory/_nodes.html", nodes_on_item)
)
register(
    Panel(
        31,
        "tickets/inventory/_stale_count.html",
        can_change_items,
        confirming.on_front_page,
        is_wide=False,
    )
)
item_sections.register(
    item_sections.Section(
        2, "tickets/inventory/_still_true.html", confirming.on_item, is_side=True
    )
)
item_sections.register(
    item_sections.Section(27, "tickets/inventory/_lessons.html", lessons.on_item)
)
