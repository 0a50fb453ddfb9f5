"""The next 90 days on one page: every date after which something is no longer so, or
by which something has to be done. Six queries, however much there is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.inventory.models import (
    Advisory,
    ConfigurationItem,
    Contract,
    Duty,
    DutyKind,
    Lifecycle,
    NetworkConnection,
)

AHEAD: Final = timedelta(days=90)
# What ended longer ago is a matter for the item's page.
BEHIND: Final = timedelta(days=365)
NEAR: Final = timedelta(days=30)
MOST: Final = 400
RUNNING: Final = (Lifecycle.IN_USE, Lifecycle.STANDBY)


class Dated(models.TextChoices):
    """What a line of the radar is about; duties have kinds of their own."""

    CONTRACT = "contract", _("Contract ends")
    WARRANTY = "warranty", _("Warranty ends")
    SUPPORT = "support", _("Software support ends")
    OPERATING_SYSTEM = "os", _("Operating system support ends")
    END_OF_LIFE = "end_of_life", _("End of life")
    CERTIFICATE = "certificate", _("Certificate ends")
    ADVISORY = "advisory", _("Recall or advisory")


KINDS: Final = [*DutyKind.choices, *Dated.choices]
ON_ITEMS: Final = {
    Dated.WARRANTY: "warranty_ends_on",
    Dated.SUPPORT: "support_ends_on",
    Dated.OPERATING_SYSTEM: "os_ends_on",
    Dated.END_OF_LIFE: "end_of_life_on",
}


@dataclass(frozen=True, slots=True)
class Line:
    """`key` names what it is about, and with its day, for ever."""

    on: date
    kind: str
    label: str | Promise
    title: str
    url: str
    key: str
    item: ConfigurationItem | None = None
    more: int = 0
    lead: timedelta | None = None
    opens_ticket: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days, which facility (a code), which kind; empty: all."""

    since: date
    until: date
    facility: str = ""
    kind: str = ""
    most: int | None = MOST

    @classmethod
    def around(cls, today: date, **narrower: Any) -> "Asked":
        return cls(today - BEHIND, today + AHEAD, **narrower)

    def days(self, field: str) -> dict[str, Any]:
        return {f"{field}__range": (self.since, self.until)}

    def place(self, prefix: str = "") -> dict[str, Any]:
        return {f"{prefix}facility__code": self.facility} if self.facility else {}


def lines(asked: Asked) -> list[Line]:
    """The nearest first; at most `asked.most` of each kind."""
    found = [
        *_of_items(asked),
        *_of_contracts(asked),
        *_of_certificates(asked),
        *_of_duties(asked),
        *_of_advisories(asked),
    ]
    if asked.kind:
        found = [one for one in found if one.kind == asked.kind]
    return sorted(found, key=lambda one: (one.on, one.title))


def _of_items(asked: Asked) -> Iterator[Line]:
    """The four dates of an item, in one query."""
    ending = reduce(or_, (Q(**asked.days(field)) for field in ON_ITEMS.values()))
    items = ConfigurationItem.objects.filter(
        ending, lifecycle__in=RUNNING, **asked.place()
    )
    for item in items.select_related("facility").order_by("tier", "pk")[: asked.most]:
        for kind, field in ON_ITEMS.items():
            on = getattr(item, field)
            if on and asked.since <= on <= asked.until:
                yield _line(kind, on, item, f"{kind}:{item.pk}")


def _of_contracts(asked: Asked) -> Iterator[Line]:
    """One line a contract, under the item that care can least do without."""
    contracts = Contract.objects.filter(**asked.days("ends_on"))
    found = {one.pk: one for one in contracts.select_related("vendor")[: asked.most]}
    items = ConfigurationItem.objects.filter(
        lifecycle__in=RUNNING, contract__in=found, **asked.place()
    )
    covered: dict[int | None, list[ConfigurationItem]] = {}
    for item in items.select_related("facility").order_by("tier", "name", "pk"):
        covered.setdefault(item.contract_id, []).append(item)
    for pk, contract in found.items():
        under = covered.get(pk, [])
        if contract.ends_on and (under or not asked.facility):
            yield Line(
                contract.ends_on,
                Dated.CONTRACT,
                Dated.CONTRACT.label,
                str(contract),
                contract.get_absolute_url(),
                f"contract:{pk}",
                under[0] if under else None,
                max(0, len(under) - 1),
            )


def _of_certificates(asked: Asked) -> Iterator[Line]:
    connections = NetworkConnection.objects.filter(
        installed=True,
        item__lifecycle__in=RUNNING,
        **asked.days("certificate_ends_on"),
        **asked.place("item__"),
    )
    for one in connections.select_related("item__facility")[: asked.most]:
        if one.certificate_ends_on:
            yield _line(
                Dated.CERTIFICATE,
                one.certificate_ends_on,
                one.item,
                f"certificate:{one.pk}",
            )


def _of_duties(asked: Asked) -> Iterator[Line]:
    duties = Duty.objects.filter(
        is_on=True,
        item__lifecycle__in=RUNNING,
        **asked.days("next_on"),
        **asked.place("item__"),
    )
    for duty in duties.select_related("item__facility").order_by("next_on")[
        : asked.most
    ]:
        if duty.next_on:
            yield Line(
                duty.next_on,
                duty.kind,
                DutyKind(duty.kind).label,
                duty.title,
                duty.get_absolute_url(),
                f"duty:{duty.pk}",
                duty.item,
                lead=timedelta(days=duty.lead_days or 0),
                opens_ticket=duty.lead_days is not None,
            )


def _of_advisories(asked: Asked) -> Iterator[Line]:
    advisories = Advisory.objects.open().filter(**asked.days("act_by"))
    if asked.facility:
        advisories = advisories.filter(
            matches__item__facility__code=asked.facility
        ).distinct()
    for one in advisories[: asked.most]:
        if one.act_by:
            yield Line(
                one.act_by,
                Dated.ADVISORY,
                one.get_kind_display(),
                one.title,
                one.get_absolute_url(),
                f"advisory:{one.pk}",
            )


def _line(kind: Dated, on: date, item: ConfigurationItem, key: str) -> Line:
    return Line(on, kind, kind.label, item.name, item.get_absolute_url(), key, item)


def shape_on(day: date, today: date) -> str:
    if day < today:
        return "lapsed"
    return "soon" if day <= today + NEAR else "later"


def by_month(
    found: Iterable[Line], today: date
) -> list[tuple[date | None, list[Line]]]:
    """What is past under None, then month by month."""
    months: dict[date | None, list[Line]] = {}
    for one in found:
        month = None if one.on < today else one.on.replace(day=1)
        months.setdefault(month, []).append(one)
    return list(months.items())
