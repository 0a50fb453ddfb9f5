"""The demo hospital's items, as a PACS administrator would know them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from courses.competency.models import Competency
from portal.lib import yaml_files
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
    **{name: name for name in ("name", "purpose", "building", "room", "phone")},
    **{name: name for name in ("model", "details", "tier", "host", "port")},
    "lifecycle": "lifecycle",
    "make": "manufacturer",
    "version": "software_version",
    "serial": "serial",
    "tag": "asset_tag",
    "ae": "ae_title",
    "station": "station_name",
    "site": "vendor_site_id",
    "remote": "remote_access",
    "os": "os_name",
    "tolerates": "tolerates_minutes",
    "loses": "may_lose_minutes",
    "procedure": "downtime_procedure",
    "tell": "whom_to_tell",
}
DATES: Final = {
    "warranty_days": "warranty_ends_on",
    "support_days": "support_ends_on",
    "os_days": "os_ends_on",
}
AT: Final = "@demo.example"
OF_A_TYPE: Final = ["name", "group", "icon"]
OF_A_FIELD: Final = ["label", "kind", "unit", "choices", "help_text", "order"]
Facts = dict[str, Any]


@demo(order=20)
def plant() -> None:
    """All at once: a hospital has hundreds of each."""
    content = read_content()
    _types(content["types"])
    items = _items(content)
    nodes.begin(ConfigurationItem.objects.filter(network_aes=None, connections=None))
    _interfaces(content["interfaces"], items)
    planting.plant(content, items)


@demo(order=35)
def say_what_it_takes() -> None:
    """After the competencies are there."""
    content = read_content()
    items = _known(content)
    known = {one.code: one for one in Competency.objects.in_use()}
    takes = ConfigurationItem.competencies.through
    takes.objects.bulk_create(
        (
            takes(configurationitem=item, competency=known[code])
            for facts in content["items"].values()
            if (item := items.get((facts["at"], facts["name"])))
            for code in facts.get("takes", [])
            if code in known
        ),
        ignore_conflicts=True,
    )


def read_content() -> Facts:
    """All files as one: a site's items may feed another's."""
    content: Facts = {}
    for path in sorted(DATA.glob("*.yaml")):
        for section, rows in yaml_files.read(path.read_text(encoding="utf-8")).items():
            if isinstance(rows, list):
                content.setdefault(section, []).extend(rows)
            else:
                content.setdefault(section, {}).update(rows)
    return content


def _types(content: Facts) -> None:
    ItemType.objects.bulk_create(
        (
            ItemType(code=code, **{name: facts[name] for name in OF_A_TYPE})
            for code, facts in content.items()
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=OF_A_TYPE,
    )
    kinds = ItemType.objects.in_bulk(content, field_name="code")
    TypeField.objects.bulk_create(
        (
            TypeField(type=kinds[code], order=order, **field)
            for code, facts in content.items()
            for order, field in enumerate(facts.get("fields", []))
        ),
        update_conflicts=True,
        unique_fields=["type", "code"],
        update_fields=OF_A_FIELD,
    )


def _vendors(content: Facts) -> dict[str, Vendor]:
    Vendor.objects.bulk_create(
        (Vendor(name=name, **facts) for name, facts in content["vendors"].items()),
        ignore_conflicts=True,
    )
    return Vendor.objects.in_bulk(content["vendors"], field_name="name")


def _contracts(content: Facts, vendors: dict[str, Vendor]) -> dict[str, Contract]:
    """By their number: here it is one vendor's alone."""
    Contract.objects.bulk_create(
        (
            _contract(number, dict(facts), vendors)
            for number, facts in content["contracts"].items()
        ),
        ignore_conflicts=True,
    )
    there = Contract.objects.filter(number__in=content["contracts"])
    return {one.number: one for one in there.select_related("vendor")}


def _contract(number: str, facts: Facts, vendors: dict[str, Vendor]) -> Contract:
    ends_on = timezone.localdate() + timedelta(days=facts.pop("days"))
    vendor = vendors[facts.pop("vendor")]
    return Contract(vendor=vendor, number=number, ends_on=ends_on, **facts)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What items stand on, by the words of the files."""

    facilities: Mapping[str, Facility]
    departments: Mapping[tuple[str, str], Department]
    kinds: Mapping[str, ItemType]
    vendors: Mapping[str, Vendor]
    contracts: Mapping[str, Contract]
    people: Mapping[str, User]


def _ground(content: Facts) -> _Ground:
    codes = {facts["at"] for facts in content["items"].values()}
    Facility.objects.bulk_create(
        (Facility(code=code, name=code) for code in codes), ignore_conflicts=True
    )
    departments = Department.objects.filter(facility__code__in=codes)
    vendors = _vendors(content)
    return _Ground(
        facilities=Facility.objects.in_bulk(codes, field_name="code"),
        departments={
            (one.facility.code, one.name): one
            for one in departments.select_related("facility")
        },
        kinds=ItemType.objects.in_bulk(field_name="code"),
        vendors=vendors,
        contracts=_contracts(content, vendors),
        people=User.objects.filter(email__endswith=AT).in_bulk(field_name="email"),
    )


def _items(content: Facts) -> dict[str, ConfigurationItem]:
    """By their key in the files; one that is there already stays as it is."""
    ground, known = _ground(content), _known(content)
    items = {
        key: known.get((facts["at"], facts["name"])) or _item(facts, ground)
        for key, facts in content["items"].items()
    }
    ConfigurationItem.objects.bulk_create(
        item for item in items.values() if item.pk is None
    )
    return items


def _known(content: Facts) -> dict[tuple[str, str], ConfigurationItem]:
    """Those of the files that are there, by facility and name."""
    there = ConfigurationItem.objects.filter(
        name__in={facts["name"] for facts in content["items"].values()}
    ).select_related("facility", "owner")
    return {(item.facility.code, item.name): item for item in there}


def _item(facts: Facts, ground: _Ground) -> ConfigurationItem:
    contract = ground.contracts.get(facts.get("contract", ""))
    vendor = ground.vendors.get(facts.get("vendor", ""))
    return ConfigurationItem(
        facility=ground.facilities[facts["at"]],
        department=ground.departments.get((facts["at"], facts["in"])),
        type=ground.kinds[facts["type"]],
        contract=contract,
        vendor=contract.vendor if contract else vendor,
        **_plain(facts),
        owner=ground.people.get(facts.get("owner", "") + AT),
        super_user=ground.people.get(facts.get("super", "") + AT),
    )


def _plain(facts: Facts) -> Facts:
    fields = {AS_THEY_ARE[key]: facts[key] for key in facts.keys() & AS_THEY_ARE.keys()}
    for key, name in DATES.items():
        if key in facts:
            fields[name] = timezone.localdate() + timedelta(days=facts[key])
    return fields


def _interfaces(told: list[Facts], items: dict[str, ConfigurationItem]) -> None:
    Interface.objects.bulk_create(
        (
            Interface(
                source=items[edge["from"]],
                target=items[target],
                standard=edge["standard"],
                service=edge["service"],
                opened_by_target=edge.get("asked", False),
                channel=edge.get("channel", ""),
                port=edge.get("port"),
                effect=edge["effect"],
                lost=edge["lost"],
                downtime_behaviour=edge["still"],
            )
            for edge in told
            for target in edge["to"]
        ),
        ignore_conflicts=True,
    )
