"""Items for other programs: the list, one item, and what stops with it."""

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from portal.api.auth import ApiRequest
from portal.api.paging import Paging, newest
from portal.api.routers import add
from tickets.inventory import impact, writing
from tickets.inventory.models import ConfigurationItem
from tickets.inventory.states import standing_of

router = Router(tags=["Inventory"])
SERVICE = (
    *("vendor", "vendor_phone"),
    *("service_hours", "contract_number", "contract_ends_on"),
)


class ItemsAsked(Paging):
    q: str = ""
    facility: str = ""
    type: str = ""


class ItemOut(Schema):
    short_id: str
    name: str
    type: str
    facility: str
    room: str
    ae_title: str
    tier: int
    lifecycle: str
    state: str
    open_tickets: int


class ItemDetail(ItemOut):
    purpose: str
    manufacturer: str
    model: str
    software_version: str
    serial: str
    asset_tag: str
    station_name: str
    host: str
    port: int | None
    vendor: str
    vendor_phone: str
    vendor_site_id: str
    service_hours: str
    contract_number: str
    contract_ends_on: date | None
    warranty_ends_on: date | None
    support_ends_on: date | None
    competencies: list[str]


class ItemPage(Schema):
    items: list[ItemOut]
    next: int | None


class ReachedOut(Schema):
    short_id: str
    name: str
    depth: int
    effect: str


class ImpactOut(Schema):
    level: int
    downstream: list[ReachedOut]
    upstream: list[ReachedOut]


@router.get("", response=ItemPage)
def items(request: ApiRequest, asked: Query[ItemsAsked]) -> dict[str, Any]:
    """The newest first. `q` looks in name, AE title, station name and serial."""
    found = ConfigurationItem.objects.visible_to(request.user).for_list()
    for word in asked.q.split():
        found = found.filter(names__contains=word.upper())
    if asked.facility:
        found = found.filter(facility__code=asked.facility)
    if asked.type:
        found = found.filter(type__code=asked.type)
    page, after = newest(found, asked)
    return {"items": [_row(item) for item in page], "next": after}


@router.get("/{short_id}", response=ItemDetail)
def item(request: ApiRequest, short_id: str) -> dict[str, Any]:
    found = _visible(request, short_id)
    plain = {
        name: getattr(found, name)
        for name in ItemDetail.model_fields.keys() - ItemOut.model_fields.keys()
        if name not in {"competencies", *SERVICE}
    }
    codes = [one.code for one in found.competencies.in_use()]
    return {**_row(found), **plain, **_service(found), "competencies": codes}


@router.get("/{short_id}/impact", response=ImpactOut)
def item_impact(request: ApiRequest, short_id: str) -> dict[str, Any]:
    found = _visible(request, short_id)
    down, up = impact.around(found)
    return {
        "level": impact.impact_level(found),
        "downstream": [_reached(one) for one in down],
        "upstream": [_reached(one) for one in up],
    }


def _visible(request: ApiRequest, short_id: str) -> ConfigurationItem:
    visible = ConfigurationItem.objects.visible_to(request.user)
    return get_object_or_404(visible.for_page(), short_id=short_id.upper())


def _row(item: ConfigurationItem) -> dict[str, Any]:
    state = getattr(item, "state", None)
    return {
        "short_id": item.short_id,
        "name": item.name,
        "type": item.type.code,
        "facility": item.facility.code,
        "room": item.room,
        "ae_title": item.ae_title,
        "tier": item.tier,
        "lifecycle": item.lifecycle,
        "state": str(standing_of(item).word),
        "open_tickets": state.open_tickets if state else 0,
    }


def _service(item: ConfigurationItem) -> dict[str, Any]:
    """Whom to phone, and under which contract."""
    vendor, contract = item.vendor, item.contract
    return {
        "vendor": vendor.name if vendor else "",
        "vendor_phone": vendor.phone if vendor else "",
        "service_hours": contract.hours if contract else "",
        "contract_number": contract.number if contract else "",
        "contract_ends_on": contract.ends_on if contract else None,
    }


def _reached(one: impact.Reached) -> dict[str, Any]:
    return {
        "short_id": one.item.short_id,
        "name": one.item.name,
        "depth": one.depth,
        "effect": one.effect.name.lower(),
    }


router.post("", response={201: writing.WrittenOut})(writing.add)
router.patch("/{short_id}", response=writing.WrittenOut)(writing.change)
router.add_router("", writing.router)
add("/items", router)
add("/interfaces", writing.interface_router)
add("/item-imports", writing.import_router)
