"""An item's own duties and open notices, for its page."""

from typing import Any

from django.utils import timezone

from portal.people.models import User
from tickets.inventory import record, rules
from tickets.inventory.models import ConfigurationItem


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    duties = record.DUTIES.of(item, user)
    matches = record.MATCHES.of(item, user)
    may_change = rules.can_change_items(user)
    if not (duties or matches or may_change):
        return None
    return {
        "duties": duties,
        "matches": matches,
        "today": timezone.localdate(),
        "may_change": may_change,
    }
