"""The demo hospital's items, as a PACS administrator would know them."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils import timezone

from courses.competency.models import Competency
from portal.lib.seeds import demo
from portal.people.models import Department, Facility, User
from tickets.inventory import volume  # noqa: F401 - registers what grows
from tickets.inventory.models import (
    ConfigurationItem,
    Contract,
    Interface,
    ItemType,
    Vendor,
)

FILE: Final = Path(__file__).parent / "data" / "hospital.yaml"
# How the file's short words are called in the model.
AS_THEY_ARE: Final = {
    "name": "name",
    "purpose": "purpose",
    "room": "room",
    "phone": "phone",
    "make": "manufacturer",
    "model": "model",
    "version": "software_version",
    "serial": "serial",
    "tag": "asset_tag",
    "tier": "tier",
    "ae": "ae_title",
    "station": "station_name",
    "host": "host",
    "port": "port",
    "site": "vendor_site_id",
    "tolerates": "tolerates_minutes",
    "procedure": "downtime_procedure",
    "tell": "whom_to_tell",
    "lifecycle": "lifecycle",
}
DATES: Final = {
    "warranty_days": "warranty_ends_on",
    "support_days": "support_ends_on",
}
PEOPLE: Final = {"owner": "owner", "super": "super_user"}


@demo(order=20)
def plant() -> None:
    content = _content()
    for code, facts in content["types"].items():
        ItemType.objects.update_or_create(code=code, defaults=facts)
    items = {key: _item(facts) for key, facts in content["items"].items()}
    for edge in content["interfaces"]:
        for target in edge["to"]:
            _interface(edge, items[edge["from"]], items[target])


@demo(order=35)
def say_what_it_takes() -> None:
    """After the competencies are there."""
    known = {one.code: one for one in Competency.objects.in_use()}
    for facts in _content()["items"].values():
        item = ConfigurationItem.objects.filter(
            facility__code=facts["at"], name=facts["name"]
        ).first()
        wanted = [known[code] for code in facts.get("takes", []) if code in known]
        if item:
            item.competencies.add(*wanted)


def _content() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


def _item(facts: dict[str, Any]) -> ConfigurationItem:
    today, facility = timezone.localdate(), _facility(facts["at"])
    fields = {AS_THEY_ARE[key]: facts[key] for key in facts.keys() & AS_THEY_ARE.keys()}
    for key, name in DATES.items():
        if key in facts:
            fields[name] = today + timedelta(days=facts[key])
    for key, name in PEOPLE.items():
        if key in facts:
            email = f"{facts[key]}@demo.example"
            fields[name] = User.objects.filter(email=email).first()
    fields |= _service(facts, today)
    item, _new = ConfigurationItem.objects.get_or_create(
        facility=facility,
        name=facts["name"],
        defaults=fields
        | {
            "type": ItemType.objects.get(code=facts["type"]),
            "department": Department.objects.filter(
                facility=facility, name=facts["in"]
            ).first(),
        },
    )
    return item


def _service(facts: dict[str, Any], today: date) -> dict[str, Any]:
    """Whom to phone, and the contract that says when they come."""
    if "vendor" not in facts:
        return {}
    vendor, _new = Vendor.objects.get_or_create(
        name=facts["vendor"], defaults={"phone": facts.get("vendor_phone", "")}
    )
    if "contract" not in facts:
        return {"vendor": vendor}
    ends_on = today + timedelta(days=facts["contract_days"])
    contract, _new = Contract.objects.get_or_create(
        vendor=vendor,
        number=facts["contract"],
        defaults={"hours": facts.get("hours", ""), "ends_on": ends_on},
    )
    return {"vendor": vendor, "contract": contract}


def _facility(code: str) -> Facility:
    facility, _new = Facility.objects.get_or_create(code=code, defaults={"name": code})
    return facility


def _interface(
    edge: dict[str, Any], source: ConfigurationItem, target: ConfigurationItem
) -> None:
    Interface.objects.get_or_create(
        source=source,
        target=target,
        standard=edge["standard"],
        service=edge["service"],
        defaults={
            "opened_by_target": edge.get("asked", False),
            "channel": edge.get("channel", ""),
            "port": edge.get("port"),
            "effect": edge["effect"],
            "lost": edge["lost"],
            "downtime_behaviour": edge["still"],
        },
    )
