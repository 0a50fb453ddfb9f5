"""The courses that teach what it takes to run an item."""

from typing import Any

from portal.people.models import User
from tickets.inventory import record
from tickets.inventory.models import ConfigurationItem


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    found = record.COURSES.of(item, user)
    return {"courses": found} if found else None
