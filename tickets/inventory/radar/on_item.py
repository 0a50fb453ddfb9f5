"""An item's own duties and open notices, for its page."""

from typing import Any, Final

from django.utils import timezone

from portal.people.models import User
from tickets.inventory import rules
from tickets.inventory.models import SETTLED_MATCHES, ConfigurationItem

SHOWN: Final = 6


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    duties = list(item.duties.filter(is_on=True).order_by("next_on", "pk")[:SHOWN])
    matches = list(
        item.advisory_matches.exclude(state__in=SETTLED_MATCHES)
        .select_related("advisory")
        .order_by("pk")[:SHOWN]
    )
    may_change = rules.can_change_items(user)
    if not (duties or matches or may_change):
        return None
    return {
        "duties": duties,
        "matches": matches,
        "today": timezone.localdate(),
        "may_change": may_change,
    }
