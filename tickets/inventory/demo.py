"""The demo hospital's items, as a PACS administrator would know them."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils import timezone

from courses.competency.models import Competency
from portal.lib.seeds import demo
from portal.people.models import Department, Facility, User
from tickets.inventory import (
    nodes,
    volume,  # noqa: F401 - registers what grows
)
from tickets.inventory.models import (
    ConfigurationItem,
    Contract,
    Interface,
    ItemType,
    TypeField,
    Vendor,
)
from tickets.inventory.probing import (
    planting as plants_probes,  # noqa: F401 - in its own turn
)
from tickets.inventory.radar import planting
from tickets.inventory.symptoms import (
    planting as plants_symptoms,  # noqa: F401 - in its own turn
)

DATA: Final = Path(__file__).parent / "data"
# How the files' short words are called in the model.
AS_THEY_ARE: Final = {
    "name": "name",
    "purpose": "purpose",
    "building": "building",
    "room": "room",
    "phone": "phone",
    "make": "manufacturer",
    "model": "model",
    "version": "software_version",
    "serial": "serial",
    "tag": "asset_tag",
    "details": "details",
    "tier": "tier",
    "ae": "ae_title",
    "station": "station_name",
    "host": "host",
    "port": "port",
    "site": "vendor_site_id",
    "remote": "remote_access",
    "os": "os_name",
    "tolerates": "tolerates_minutes",
    "loses": "may_lose_minutes",
    "procedure": "downtime_procedure",
    "tell": "whom_to_tell",
    "lifecycle": "lifecycle",
}
DATES: Final = {
    "warranty_days": "warranty_ends_on",
    "support_days": "support_ends_on",
    "os_days": "os_ends_on",
}
PEOPLE: Final = {"owner": "owner", "super": "super_user"}
Facts = dict[str, Any]


@demo(order=20)
def plant() -> None:
    content = read_content()
    for code, facts in content["types"].items():
        _type(code, dict(facts))
    vendors = _vendors(content)
    contracts = _contracts(content, vendors)
    items = {}
    for key, facts in content["items"].items():
        contract = contracts.get(facts.get("contract", ""))
        vendor = contract.vendor if contract else vendors.get(facts.get("vendor", ""))
        items[key] = _item(facts, vendor=vendor, contract=contract)
    nodes.begin(ConfigurationItem.objects.filter(network_aes=None, connections=None))
    for edge in content["interfaces"]:
        for target in edge["to"]:
            _interface(edge, items[edge["from"]], items[target])
    planting.plant(content, items)


@demo(order=35)
def say_what_it_takes() -> None:
    """After the competencies are there."""
    known = {one.code: one for one in Competency.objects.in_use()}
    for facts in read_content()["items"].values():
        item = ConfigurationItem.objects.filter(
            facility__code=facts["at"], name=facts["name"]
        ).first()
        wanted = [known[code] for code in facts.get("takes", []) if code in known]
        if item:
            item.competencies.add(*wanted)


def read_content() -> Facts:
    """All files as one: a site's items may feed another's."""
    content: Facts = {}
    for path in sorted(DATA.glob("*.yaml")):
        for section, rows in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if isinstance(rows, list):
                content.setdefault(section, []).extend(rows)
            else:
                content.setdefault(section, {}).update(rows)
    return content


def _type(code: str, facts: Facts) -> None:
    fields = facts.pop("fields", [])
    kind, _new = ItemType.objects.update_or_create(code=code, defaults=facts)
    for order, field in enumerate(fields):
        TypeField.objects.update_or_create(
            type=kind,
            code=field["code"],
            defaults=field | {"order": order},
        )


def _vendors(content: Facts) -> dict[str, Vendor]:
    known = {}
    for name, facts in content["vendors"].items():
        known[name], _new = Vendor.objects.get_or_create(name=name, defaults=facts)
    return known


def _contracts(content: Facts, vendors: dict[str, Vendor]) -> dict[str, Contract]:
    """By their number: here it is one vendor's alone."""
    known = {}
    for number, told in content["contracts"].items():
        facts = dict(told)
        vendor = vendors[facts.pop("vendor")]
        facts["ends_on"] = timezone.localdate() + timedelta(days=facts.pop("days"))
        known[number], _new = Contract.objects.get_or_create(
            vendor=vendor, number=number, defaults=facts
        )
    return known


def _item(facts: Facts, **service: Any) -> ConfigurationItem:
    facility = _facility(facts["at"])
    department = Department.objects.filter(facility=facility, name=facts["in"]).first()
    defaults = _plain(facts) | service | {"department": department}
    defaults["type"] = ItemType.objects.get(code=facts["type"])
    item, _new = ConfigurationItem.objects.get_or_create(
        facility=facility, name=facts["name"], defaults=defaults
    )
    return item


def _plain(facts: Facts) -> Facts:
    fields = {AS_THEY_ARE[key]: facts[key] for key in facts.keys() & AS_THEY_ARE.keys()}
    for key, name in DATES.items():
        if key in facts:
            fields[name] = timezone.localdate() + timedelta(days=facts[key])
    for key, name in PEOPLE.items():
        if key in facts:
            email = f"{facts[key]}@demo.example"
            fields[name] = User.objects.filter(email=email).first()
    return fields


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
