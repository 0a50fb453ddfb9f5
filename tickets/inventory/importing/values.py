"""What a cell's text means: a date, a number, one of our own people or places."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.people.models import Department, Facility, User
from tickets.inventory.importing.fields import DATES, PLACE
from tickets.inventory.models import (
    ConfigurationItem,
    Contract,
    ItemType,
    Lifecycle,
    Vendor,
)

DAYS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y")
LIFECYCLES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("active", "production", "deployed", "running"), "in_use"),
    **dict.fromkeys(("staged", "ordered", "pending"), "planned"),
    **dict.fromkeys(("ready to deploy", "spare", "inventory"), "standby"),
    **dict.fromkeys(("offline", "failed", "broken", "out for repair"), "out_of_use"),
    **dict.fromkeys(("decommissioning", "archived", "disposed"), "retired"),
}
_SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")


class UnknownError(Exception):
    """This cell cannot be taken; the sentence says what to write instead."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A facility, type or vendor that is to be written down with the line."""

    model: type[Facility | ItemType | Vendor]
    name: str

    def make(self) -> "Facility | ItemType | Vendor":
        found = self.model._default_manager.filter(name__iexact=self.name).first()
        return found or self.model._default_manager.create(**self._facts())

    def _facts(self) -> dict[str, str]:
        if self.model is Vendor:
            return {"name": self.name}
        model = cast("type[Facility | ItemType]", self.model)  # a vendor has no code
        longest = model._meta.get_field("code").max_length or 20
        code = _free_code(model, _slug(self.name)[:longest] or "new", longest)
        own = {"group": "support"} if model is ItemType else {}
        return {"name": self.name, "code": code, **own}


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _free_code(model: type[Facility | ItemType], code: str, longest: int) -> str:
    n, free = 1, code
    while model._default_manager.filter(code=free).exists():
        n += 1
        free = f"{code[: longest - 1 - len(str(n))]}-{n}"
    return free


@dataclass(slots=True)
class Known:
    """What is written down already, fetched once for many lines."""

    creates: bool = False
    facilities: dict[str, Facility] = field(default_factory=dict)
    types: dict[str, ItemType] = field(default_factory=dict)
    vendors: dict[str, Vendor] = field(default_factory=dict)
    departments: dict[tuple[int, str], Department] = field(default_factory=dict)
    contracts: dict[str, list[Contract]] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    @classmethod
    def now(cls, *, creates: bool, emails: Iterable[str] = ()) -> "Known":
        known = cls(creates)
        for facility in Facility.objects.all():
            known.facilities |= dict.fromkeys(_words(facility), facility)
        for kind in ItemType.objects.all():
            known.types |= dict.fromkeys(_words(kind), kind)
        known.vendors = {one.name.lower(): one for one in Vendor.objects.all()}
        for unit in Department.objects.all():
            known.departments[unit.facility_id, unit.name.lower()] = unit
        for contract in Contract.objects.select_related("vendor"):
            known.contracts.setdefault(contract.number.lower(), []).append(contract)
        people = User.objects.active().filter(email__in=[*emails])
        known.people = {person.email.lower(): person for person in people}
        return known


def _words(thing: Facility | ItemType) -> tuple[str, str]:
    return thing.code.lower(), thing.name.lower()


def value_of(text: str, name: str, known: Known) -> Any:
    """The value of a field that stands alone; the rest needs its line."""
    if name in READERS:
        return READERS[name](text, known)
    if name in DATES:
        return _day(text)
    if name == "lifecycle":
        return _lifecycle(text)
    if name == "host":
        text = text.split("/")[0]
    if name in {"tier", "fda_product_code"}:
        text = text.lower().removeprefix("tier").strip().upper()
    return _plain(text, name)


def _plain(text: str, name: str) -> Any:
    column: Any = ConfigurationItem._meta.get_field(name)
    try:
        return column.clean(text, None)
    except ValidationError as wrong:
        raise UnknownError(
            _("“%(text)s” does not fit: %(why)s")
            % {"text": text[:40], "why": " ".join(wrong.messages)}
        ) from wrong


def _day(text: str) -> date:
    text = text.removesuffix(" 00:00:00").strip()
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return _slashed(text)


def _slashed(text: str) -> date:
    """Day and month can be told apart only where one is beyond twelve."""
    found = _SLASHED.match(text)
    if found:
        one, two, year = (int(part) for part in found.groups())
        day, month = (one, two) if one > 12 else (two, one)
        if one == two or max(one, two) > 12:
            try:
                return date(year, month, day)
            except ValueError:
                pass
    raise UnknownError(
        _("“%(text)s” is no sure date. Write it as 2026-01-31.") % {"text": text[:20]}
    )


def _lifecycle(text: str) -> str:
    said = text.lower()
    named = {str(label).lower(): code for code, label in Lifecycle.choices}
    code = LIFECYCLES.get(said) or named.get(said) or said.replace(" ", "_")
    if code not in Lifecycle.values:
        raise UnknownError(
            _("“%(text)s” is no state of an item. Write one of: %(all)s.")
            % {"text": text[:40], "all": ", ".join(map(str, Lifecycle.labels))}
        )
    return code


def _facility(text: str, known: Known) -> Facility | Missing:
    return known.facilities.get(text.lower()) or _missing(
        Facility, text, known, _("No facility is called “%(text)s”.")
    )


def _type(text: str, known: Known) -> ItemType | Missing:
    return known.types.get(text.lower()) or _missing(
        ItemType, text, known, _("No type of item is called “%(text)s”.")
    )


def _vendor(text: str, known: Known) -> Vendor | Missing:
    return known.vendors.get(text.lower()) or _missing(
        Vendor, text, known, _("No vendor is called “%(text)s”.")
    )


def _missing(
    model: type[Facility | ItemType | Vendor], text: str, known: Known, no: str
) -> Missing:
    longest = model._meta.get_field("name").max_length or 80
    if known.creates and len(text) <= longest:
        return Missing(model, text)
    said = no % {"text": text[:40]}
    advice = _("Write one that is here, or let what is missing be added.")
    raise UnknownError(f"{said} {advice}")


def _person(text: str, known: Known) -> User:
    person = known.people.get(text.lower())
    if person is None:
        raise UnknownError(
            _("Nobody here has the e-mail “%(text)s”.") % {"text": text[:60]}
        )
    return person


READERS: Final[Mapping[str, Callable[[str, Known], Any]]] = {
    "facility": _facility,
    "type": _type,
    "vendor": _vendor,
    "owner": _person,
    "super_user": _person,
}


def spread(cells: Mapping[str, str], known: Known) -> dict[str, str]:
    """A place in one cell, “Harbour > West wing > R.12”, in its own fields; what the
    line says by itself is kept."""
    place = cells.get(PLACE, "")
    parts = [part.strip() for part in place.split(">") if part.strip()]
    found: dict[str, str] = {}
    if parts and parts[0].lower() in known.facilities:
        found["facility"] = parts.pop(0)
    if parts:
        found["room"] = parts.pop()[:60]
    if parts:
        found["building"] = " > ".join(parts)[:60]
    own = {name: text for name, text in cells.items() if name != PLACE}
    return {**found, **own}


def department_of(text: str, facility: Facility, known: Known) -> Department:
    found = known.departments.get((facility.pk, text.lower()))
    if found is None:
        raise UnknownError(
            _("%(facility)s has no department “%(text)s”.")
            % {"facility": facility, "text": text[:40]}
        )
    return found


def contract_of(text: str, vendor: Vendor | Missing | None, known: Known) -> Contract:
    found = known.contracts.get(text.lower(), [])
    if isinstance(vendor, Vendor):
        found = [one for one in found if one.vendor_id == vendor.pk]
    if not found:
        raise UnknownError(
            _("No contract has the number “%(text)s”. Write it down first.")
            % {"text": text[:40]}
        )
    if len(found) > 1:
        raise UnknownError(
            _("Several vendors have a contract “%(text)s”. Say whose.")
            % {"text": text[:40]}
        )
    return found[0]
