"""Items, and the interfaces between them."""

from itertools import count
from typing import Any

from portal.people.models import Role, User
from tests.makers.people import make_facility, make_user
from tickets.inventory.models import (
    ConfigurationItem,
    Contract,
    Effect,
    Interface,
    ItemType,
    Vendor,
)

_number = count(1)


def make_item_type(**over: Any) -> ItemType:
    number = next(_number)
    over.setdefault("code", f"kind-{number}")
    over.setdefault("name", f"Kind {number}")
    over.setdefault("group", "modality")
    return ItemType.objects.create(**over)


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
