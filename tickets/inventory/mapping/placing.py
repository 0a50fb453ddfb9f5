"""Putting a box somewhere else on a map, and back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.audit import ledger
from portal.people.models import User
from tickets.inventory import rules
from tickets.inventory.models import ConfigurationItem, MapPlace


@transaction.atomic
def place(
    item: ConfigurationItem, *, on: str, x: float, y: float, by: User
) -> MapPlace:
    if not rules.can_change_items(by):
        raise PermissionDenied
    there = {"x": x, "y": y, "placed_by": by, "placed_at": timezone.now()}
    put, _new = MapPlace.objects.update_or_create(map=on, item=item, defaults=there)
    ledger.record(by, "item.placed", item, map=on)
    return put


@transaction.atomic
def reset(on: str, *, by: User) -> int:
    """All of a map go back to where the layout puts them."""
    if not rules.can_change_items(by):
        raise PermissionDenied
    gone, _kinds = MapPlace.objects.filter(map=on).delete()
    if gone:
        ledger.record(by, "map.reset", by, map=on, places=gone)
    return gone
