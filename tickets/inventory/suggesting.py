"""What images say that the inventory does not: suggested, never written by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.studies.models import Sighting
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User
from tickets.inventory import rules, workflow
from tickets.inventory.models import (
    ConfigurationItem,
    SoftwareSource,
    Suggestion,
    SuggestionState,
)
from tickets.inventory.seen import differ

NEW: Final = "new"
# Field of the item → what a sighting says of it.
FIELDS: Final[Mapping[str, str]] = {
    "software_version": "software_version",
    "station_name": "station_name",
    "ae_title": "ae_title",
    "serial": "serial",
    "manufacturer": "manufacturer",
    "model": "model",
}
# What a device goes by, the surest first.
NAMES: Final = ("serial", "ae_title", "station_name")
LOOKED_AT: Final = 2_000
# The newest of each: by item and field, a new device by its name.
Said = dict[tuple[int | None, str], Suggestion]


@dataclass(slots=True)
class Names:
    """Running items by what their images call them."""

    by: dict[tuple[str, str], list[ConfigurationItem]] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[ConfigurationItem]) -> "Names":
        names = cls()
        for item in items:
            for kind in NAMES:
                said = getattr(item, kind).strip().upper()
                if said:
                    names.by.setdefault((kind, said), []).append(item)
        return names

    def find(self, seen: Sighting) -> ConfigurationItem | None:
        """The one item that it can be; a name that two share says nothing."""
        for kind in NAMES:
            found = self.by.get((kind, getattr(seen, kind).strip().upper()), [])
            if len(found) == 1:
                return found[0]
        return None


def look() -> int:
    """Compare the newest sightings with the items. Counts what is newly suggested."""
    names = Names.of(ConfigurationItem.objects.running())
    said: Said = {}
    for seen in Sighting.objects.order_by("-last_seen", "-pk")[:LOOKED_AT]:
        for one in _told(seen, names.find(seen)):
            said.setdefault((one.item_id, one.field if one.item else one.value), one)
    _withdraw(names, said)
    before = Suggestion.objects.count()
    Suggestion.objects.bulk_create(
        (one for one in said.values() if _is_news(one)), ignore_conflicts=True
    )
    return Suggestion.objects.count() - before


def _withdraw(names: Names, said: Said) -> None:
    """Nobody need decide what was written down meanwhile, or is seen otherwise now."""
    waiting = Suggestion.objects.waiting()
    past = [
        one.pk
        for one in waiting.select_related("item")
        if _is_past(one, names, said.get((one.item_id, one.field)))
    ]
    waiting.filter(pk__in=past).delete()


def _is_past(one: Suggestion, names: Names, newest: Suggestion | None) -> bool:
    if one.item is None:
        called = {name: one.facts.get(name, "") for name in NAMES}
        return names.find(Sighting(**called)) is not None
    return not _is_news(one) or (newest is not None and newest.value != one.value)


def _is_news(one: Suggestion) -> bool:
    written = getattr(one.item, one.field) if one.item else ""
    return not written or differ(written, one.value)


def _told(seen: Sighting, item: ConfigurationItem | None) -> list[Suggestion]:
    """All that it says, news or not: an older sighting must not say otherwise."""
    facts = facts_of(seen)
    if item is None:
        named = seen.serial or seen.station_name or seen.ae_title
        if not named:
            return []
        return [Suggestion(field=NEW, value=named, facts=facts)]
    return [
        Suggestion(item=item, field=name, value=said, facts=facts)
        for name, source in FIELDS.items()
        if (said := _room_for(name, getattr(seen, source)))
    ]


def _room_for(name: str, said: str) -> str:
    column: Any = ConfigurationItem._meta.get_field(name)
    return said.strip() if len(said.strip()) <= column.max_length else ""


def facts_of(seen: Sighting) -> dict[str, Any]:
    return {
        **{name: getattr(seen, name) for name in FIELDS},
        "first_seen": seen.first_seen.isoformat(),
        "last_seen": seen.last_seen.isoformat(),
        "count": seen.count,
    }


@transaction.atomic
def accept(suggestion: Suggestion, *, by: User) -> ConfigurationItem:
    """Yes: the item says it from now on."""
    suggestion = _waiting(suggestion, by)
    item = suggestion.item
    if item is None:
        raise Refused(_("Say first which item this is."))
    item = _change(item, by, {suggestion.field: suggestion.value})
    _settle(suggestion, SuggestionState.ACCEPTED, by)
    return item


@transaction.atomic
def refuse(suggestion: Suggestion, *, by: User) -> None:
    """No, and it is not asked again."""
    _settle(_waiting(suggestion, by), SuggestionState.REFUSED, by)


@transaction.atomic
def is_item(
    suggestion: Suggestion, item: ConfigurationItem, *, by: User
) -> ConfigurationItem:
    """It is this item: what the item leaves open is filled in."""
    suggestion = _waiting(suggestion, by)
    said = {
        name: _room_for(name, str(suggestion.facts.get(name, ""))) for name in FIELDS
    }
    facts = {n: text for n, text in said.items() if text and not getattr(item, n)}
    item = _change(item, by, facts)
    _settle(suggestion, SuggestionState.ACCEPTED, by)
    return item


def _waiting(suggestion: Suggestion, by: User) -> Suggestion:
    if not rules.can_change_items(by):
        raise PermissionDenied
    suggestion = (
        Suggestion.objects.select_for_update(of=("self",))
        .select_related("item")
        .get(pk=suggestion.pk)
    )
    if suggestion.state != SuggestionState.WAITING:
        raise Refused(_("Somebody decided this already."))
    return suggestion


def _settle(suggestion: Suggestion, state: SuggestionState, by: User) -> None:
    suggestion.state, suggestion.decided_by = state, by
    suggestion.decided_at = timezone.now()
    suggestion.save(update_fields=["state", "decided_by", "decided_at"])
    ledger.record(by, f"suggestion.{state}", suggestion, field=suggestion.field)


def _change(
    item: ConfigurationItem, by: User, facts: dict[str, Any]
) -> ConfigurationItem:
    why = _("Seen in its images")
    return workflow.change(item, by=by, why=why, source=SoftwareSource.SEEN, **facts)
