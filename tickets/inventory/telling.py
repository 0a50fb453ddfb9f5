"""Two states of a row, and what lies between them, in words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tickets.inventory import details
from tickets.inventory.models import ConfigurationItem, Contract, TypeField

# What a reader learns nothing from.
UNTOLD: Final = frozenset(
    {"id", "names", "created_at", "stored_as", "sha256", "confirmed_by", "item"}
)
NOTHING: Final = "\u2013"


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


class Names:
    """What the rows that are pointed at are called: one query for each kind."""

    def __init__(self, known: Mapping[tuple[type, Any], str]) -> None:
        self.known = known
        self.fields: dict[str, TypeField] = {}

    @classmethod
    def of(cls, pairs: Iterable[tuple[Any, Any]], item: ConfigurationItem) -> "Names":
        """Of what differs in each pair of states, and of both ends of an interface."""
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for before, after in pairs:
            if hasattr(after, "source_id"):
                wanted[ConfigurationItem] |= {after.source_id, after.target_id}
            for field in _differing(before, after) if before else ():
                if isinstance(field, models.ForeignKey):
                    ends = {getattr(one, field.attname) for one in (before, after)}
                    wanted[field.related_model] |= ends - {None}
        known = {
            (model, pk): str(row)
            for model, pks in wanted.items()
            for pk, row in _in_bulk(model, pks).items()
        }
        names = cls(known)
        asked = TypeField.objects.filter(type__items=item)
        names.fields = {one.code: one for one in asked}
        return names

    def called(self, model: Any, pk: object) -> str:
        return self.known.get((model, pk), _("no longer here"))


def changes(before: Any, after: Any, names: Names) -> list[Change]:
    found: list[Change] = []
    for field in _differing(before, after):
        old, new = (getattr(one, field.attname) for one in (before, after))
        if field.name == "details":
            found += _between(old, new, names)
            continue
        label = str(capfirst(field.verbose_name))
        found.append(Change(label, *(_said(field, one, names) for one in (old, new))))
    return found


def title(event: Any, names: Names) -> str:
    """What a row that hangs on the item is called."""
    if hasattr(event, "source_id"):
        ends = (event.source_id, event.target_id)
        here, there = (names.called(ConfigurationItem, one) for one in ends)
        return f"{here} → {there}, {event.service}"
    if hasattr(event, "short_id"):
        return ""
    said = (getattr(event, name, "") for name in ("title", "host", "kind"))
    return next((str(one) for one in said if one), "")


def _fields(event: Any) -> Iterator[Any]:
    for field in event._meta.concrete_fields:
        if not field.name.startswith("pgh_") and field.name not in UNTOLD:
            yield field


def _differing(before: Any, after: Any) -> list[Any]:
    return [
        field
        for field in _fields(after)
        if getattr(before, field.attname) != getattr(after, field.attname)
    ]


def _in_bulk(model: Any, pks: Iterable[Any]) -> dict[Any, Any]:
    """With what its name is made of: a contract's says with whom."""
    rows = model._default_manager.all()
    if model is Contract:
        rows = rows.select_related("vendor")
    found: dict[Any, Any] = rows.in_bulk(set(pks))
    return found


def _between(old: Any, new: Any, names: Names) -> Iterator[Change]:
    for code in sorted({*old, *new}):
        if old.get(code) == new.get(code):
            continue
        asked = names.fields.get(code)
        label = asked.label if asked else code
        yield Change(label, *(_detail(asked, one.get(code)) for one in (old, new)))


def _detail(asked: TypeField | None, value: Any) -> str:
    if value in (None, ""):
        return NOTHING
    return details.in_words(asked, value) if asked else str(value)


def _said(field: Any, value: Any, names: Names) -> str:
    if value in (None, "", []):
        return NOTHING
    if isinstance(field, models.ForeignKey):
        return names.called(field.related_model, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)
