"""The card on an item's page: the AEs it answers to, and where it listens."""

from typing import Any

from django.db.models import Count

from portal.people.models import User
from tickets.inventory import record, rules
from tickets.inventory.models import ConfigurationItem


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    peers = ("worklist_source", "mpps_target", "commitment_target")
    aes = list(
        item.network_aes.select_related("connection", *peers).annotate(
            can=Count("transfer_capabilities")
        )
    )
    connections = record.CONNECTIONS.of(item, user)
    may_change = rules.can_change_items(user)
    if not (aes or connections or may_change):
        return None
    return {"aes": aes, "connections": connections, "may_change": may_change}
