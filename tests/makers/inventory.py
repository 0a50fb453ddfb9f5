"""Items, and the interfaces between them."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from portal.people.models import Role, User
from tests.makers.people import make_facility, make_user
from tickets.inventory.models import (
    Advisory,
    ConfigurationItem,
    Contract,
    Duty,
    Effect,
    Interface,
    ItemType,
    TypeField,
    Vendor,
)

_number = count(1)


def make_item_type(**over: Any) -> ItemType:
    number = next(_number)
    over.setdefault("code", f"kind-{number}")
    over.setdefault("name", f"Kind {number}")
    over.setdefault("group", "modality")
    return ItemType.objects.create(**over)


def make_field(of: ItemType, code: str, **over: Any) -> TypeField:
    """Something that this type asks of its items."""
    over.setdefault("label", code.replace("_", " ").capitalize())
    return TypeField.objects.create(type=of, code=code, **over)


def make_item(**over: Any) -> ConfigurationItem:
    """A scanner in use; a test names only what it is about."""
    over.setdefault("name", f"CT {next(_number)}")
    over["type"] = over.get("type") or make_item_type()
    over["facility"] = over.get("facility") or make_facility()
    return ConfigurationItem.objects.create(**over)


def make_interface(
    source: ConfigurationItem, target: ConfigurationItem, **over: Any
) -> Interface:
    over.setdefault("standard", "DICOM")
    over.setdefault("service", "C-STORE")
    over.setdefault("effect", Effect.STOPS)
    return Interface.objects.create(source=source, target=target, **over)


def make_contract(**over: Any) -> Contract:
    number = next(_number)
    over["vendor"] = over.get("vendor") or make_vendor()
    over.setdefault("number", f"C-{number}")
    return Contract.objects.create(**over)


def make_vendor(**over: Any) -> Vendor:
    over.setdefault("name", f"Vendor {next(_number)}")
    return Vendor.objects.create(**over)


def make_asset_manager(**over: Any) -> User:
    return make_user(Role.ASSET_MANAGER, **over)


def make_duty(**over: Any) -> Duty:
    """A yearly test that is due in forty days, with a ticket two weeks before."""
    over["item"] = over.get("item") or make_item()
    over.setdefault("kind", "physics")
    over.setdefault("title", f"Yearly test {next(_number)}")
    over.setdefault("every_days", 365)
    over.setdefault("next_on", timezone.localdate() + timedelta(days=40))
    return Duty.objects.create(**over)


def make_advisory(**over: Any) -> Advisory:
    """As it stands before it is matched."""
    number = next(_number)
    over.setdefault("kind", "recall")
    over.setdefault("reference", f"R-{number}")
    over.setdefault("title", f"Notice {number}")
    over.setdefault("manufacturer", "Northlight")
    over.setdefault("published_on", timezone.localdate())
    over["entered_by"] = over.get("entered_by") or make_asset_manager()
    return Advisory.objects.create(**over)
