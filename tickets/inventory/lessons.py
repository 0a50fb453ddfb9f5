"""The courses that teach what it takes to run an item."""

from typing import Any

from courses.catalog.models import Course
from portal.people.models import User
from tickets.inventory.models import ConfigurationItem

SHOWN = 4


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    taught = Course.objects.visible_to(user).filter(
        competencies__in=item.competencies.values("pk")
    )
    found = list(taught.distinct().order_by("title", "pk")[:SHOWN])
    return {"courses": found} if found else None
