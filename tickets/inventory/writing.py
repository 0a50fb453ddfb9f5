"""For other programs: write items and interfaces, and read what hangs on them."""

from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import create_model

from portal.api.auth import ApiRequest
from tickets.inventory import rules, workflow
from tickets.inventory.importing.checking import judge_one
from tickets.inventory.importing.fields import FIELDS
from tickets.inventory.models import (
    ConfigurationItem,
    Effect,
    Interface,
    ItemImport,
    NetworkAE,
    Probe,
    Standard,
)

router = Router(tags=["Inventory"])
REQUIRED: Final = ("name", "type", "facility", "lifecycle", "tier")

# Each field as text, as a file has it: dates as 2026-01-31, people by e-mail, types,
# facilities, vendors by code or name, contracts by number.
ASKED: Final[dict[str, Any]] = dict.fromkeys(FIELDS, (str | None, None))
ItemIn: Any = create_model("ItemIn", __base__=Schema, why=(str, ""), **ASKED)


class WrittenOut(Schema):
    short_id: str
    name: str
    changed: list[str]


class AEOut(Schema):
    title: str
    is_principal: bool
    initiates: bool
    accepts: bool
    installed: bool
    host: str
    port: int | None


class ProbeOut(Schema):
    kind: str
    state: str


class InterfaceIn(Schema):
    source: str
    target: str
    standard: Standard
    service: str = ""
    effect: str = "stops"
    lost: str = ""
    downtime_behaviour: str = ""


class InterfaceOut(Schema):
    id: int
    source: str
    target: str
    standard: str
    service: str
    effect: str
    lost: str
    downtime_behaviour: str


class ImportOut(Schema):
    id: int
    file_name: str
    state: str
    rows_total: int
    rows_done: int
    made_at: datetime
    why: str


def add(request: ApiRequest, told: ItemIn) -> Status[dict[str, Any]]:
    """A new item. It needs a name, a type and a facility."""
    _may_change(request)
    cells, _emptied = _cells(told)
    one = judge_one(cells)
    if one.problems:
        raise ValidationError(one.problems)
    item = workflow.add(by=request.auth, **one.facts)
    return Status(201, _written(item, sorted(one.diff)))


def change(request: ApiRequest, short_id: str, told: ItemIn) -> dict[str, Any]:
    """What is not said stays; an empty text empties the field."""
    _may_change(request)
    item = _item(request, short_id)
    cells, emptied = _cells(told)
    one = judge_one(cells, item)
    if one.problems:
        raise ValidationError(one.problems)
    facts = {**emptied, **one.changes}
    item = workflow.change(item, by=request.auth, why=told.why, **facts)
    return _written(item, sorted(facts))


@router.get("/{short_id}/network-aes", response=list[AEOut])
def network_aes(request: ApiRequest, short_id: str) -> list[dict[str, Any]]:
    """The application entities of a device (PS3.15 annex H)."""
    aes = _item(request, short_id).network_aes.select_related("connection")
    return [_ae(ae) for ae in aes]


@router.get("/{short_id}/probes", response=list[ProbeOut])
def probes(request: ApiRequest, short_id: str) -> list[Probe]:
    found = Probe.objects.filter(item=_item(request, short_id))
    return list(found.order_by("pk"))


@router.get("/{short_id}/interfaces", response=list[InterfaceOut])
def interfaces(request: ApiRequest, short_id: str) -> list[dict[str, Any]]:
    found = Interface.objects.of(_item(request, short_id))
    return [_interface(edge) for edge in found.select_related("source", "target")]


interface_router = Router(tags=["Inventory"])


@interface_router.post("", response={201: InterfaceOut})
def connect(request: ApiRequest, told: InterfaceIn) -> Status[dict[str, Any]]:
    """From the item that feeds to the item that needs it, by their short-ids."""
    _may_change(request)
    facts = told.dict(exclude={"source", "target", "effect"})
    edge = Interface(
        source=_item(request, told.source),
        target=_item(request, told.target),
        effect=_effect(told.effect),
        **facts,
    )
    edge.full_clean()
    made = workflow.connect(
        by=request.auth,
        source=edge.source,
        target=edge.target,
        effect=edge.effect,
        **facts,
    )
    return Status(201, _interface(made))


import_router = Router(tags=["Inventory"])


@import_router.get("/{pk}", response=ImportOut)
def item_import(request: ApiRequest, pk: int) -> ItemImport:
    """How far a file of items has come."""
    found: ItemImport = get_object_or_404(
        ItemImport.objects.visible_to(request.auth), pk=pk
    )
    return found


def _may_change(request: ApiRequest) -> None:
    if not rules.can_change_items(request.auth):
        raise PermissionDenied


def _item(request: ApiRequest, short_id: str) -> ConfigurationItem:
    visible = ConfigurationItem.objects.visible_to(request.auth).for_page()
    return get_object_or_404(visible, short_id=short_id.upper())


def _cells(told: Any) -> tuple[dict[str, str], dict[str, Any]]:
    """What is said, and what is to be emptied."""
    said = {n: t for n, t in told.dict(include=set(FIELDS)).items() if t is not None}
    cells = {name: text.strip() for name, text in said.items() if text.strip()}
    emptied = {name: _nothing(name) for name in said.keys() - cells.keys()}
    return cells, emptied


def _nothing(name: str) -> Any:
    if name in REQUIRED:
        raise ValidationError(f"{name} cannot be empty.")
    column: Any = ConfigurationItem._meta.get_field(name)
    return None if column.null else ""


def _effect(said: str) -> Effect:
    try:
        return Effect[said.upper()]
    except KeyError as unknown:
        names = ", ".join(name.lower() for name in Effect.names)
        raise ValidationError(f"effect is one of: {names}.") from unknown


def _written(item: ConfigurationItem, changed: list[str]) -> dict[str, Any]:
    return {"short_id": item.short_id, "name": item.name, "changed": changed}


def _ae(ae: NetworkAE) -> dict[str, Any]:
    return {
        **{
            name: getattr(ae, name)
            for name in ("title", "is_principal", "initiates", "accepts", "installed")
        },
        "host": ae.connection.host if ae.connection else "",
        "port": ae.connection.port if ae.connection else None,
    }


def _interface(edge: Interface) -> dict[str, Any]:
    plain = ("id", "standard", "service", "lost", "downtime_behaviour")
    return {
        **{name: getattr(edge, name) for name in plain},
        "source": edge.source.short_id,
        "target": edge.target.short_id,
        "effect": Effect(edge.effect).name.lower(),
    }
