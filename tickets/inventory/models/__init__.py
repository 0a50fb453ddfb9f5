"""What the department runs, and how it hangs together."""

from tickets.inventory.models.interface import Effect, Interface, Standard
from tickets.inventory.models.item import (
    ConfigurationItem,
    Lifecycle,
    new_short_id,
)
from tickets.inventory.models.kind import ItemGroup, ItemType
from tickets.inventory.models.state import ItemState

__all__ = [
    "ConfigurationItem",
    "Effect",
    "Interface",
    "ItemGroup",
    "ItemState",
    "ItemType",
    "Lifecycle",
    "Standard",
    "new_short_id",
]
