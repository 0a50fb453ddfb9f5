"""What happens to vendors, contracts, and types of item with their fields."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.audit import ledger
from portal.people.models import User
from tickets.inventory import rules
from tickets.inventory.models import (
    ConfigurationItem,
    Contract,
    ItemType,
    TypeField,
    Vendor,
)

Row = TypeVar("Row", Vendor, Contract, ItemType, TypeField)


@transaction.atomic
def keep(row: Row, *, by: User, **facts: Any) -> Row:
    """Write down a new one, or what is new of one."""
    _may(by)
    verb = "changed" if row.pk else "added"
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    ledger.record(by, f"{row._meta.model_name}.{verb}", row)
    return row


@transaction.atomic
def take_off(field: TypeField, *, by: User) -> bool:
    """No item is asked it any more. One that was ever answered is archived, so that
    nothing typed is lost; one that never was is gone. Says whether it is gone."""
    _may(by)
    is_used = ConfigurationItem.objects.filter(details__has_key=field.code).exists()
    ledger.record(by, "typefield.archived" if is_used else "typefield.removed", field)
    if is_used:
        field.is_archived = True
        field.save(update_fields=["is_archived"])
    else:
        field.delete()
    return not is_used


@transaction.atomic
def ask_again(field: TypeField, *, by: User) -> None:
    _may(by)
    field.is_archived = False
    field.save(update_fields=["is_archived"])
    ledger.record(by, "typefield.changed", field)


def _may(by: User) -> None:
    if not rules.can_change_items(by):
        raise PermissionDenied
