"""Which item a line speaks of: by short-id, asset tag, serial, AE title, name."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from tickets.inventory.importing.values import UnknownError
from tickets.inventory.models import ConfigurationItem, Lifecycle, NetworkAE

Facts = Mapping[str, Any]
ALONE: Final = ("short_id", "asset_tag", "serial")
HERE: Final = ("ae_title", "name")  # unique in a facility only
Key = tuple[str, str, Hashable]


def _place(facts: Facts) -> Hashable:
    """A facility that is not written down yet is a place, too."""
    facility = facts.get("facility")
    place: Hashable = getattr(facility, "pk", facility)
    return place


def keys_of(facts: Facts) -> list[Key]:
    """By what the line can be recognised, the surest first."""
    keys: list[Key] = [
        (name, str(facts[name]).lower(), None) for name in ALONE if facts.get(name)
    ]
    where = _place(facts)
    if where is not None:
        keys += [(n, str(facts[n]).lower(), where) for n in HERE if facts.get(n)]
    return keys


@dataclass(slots=True)
class Candidates:
    """All items that some of these lines may mean, fetched in one query."""

    by_key: dict[Key, list[ConfigurationItem]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @classmethod
    def for_lines(cls, lines: Iterable[Facts]) -> "Candidates":
        wanted: dict[str, set[str]] = defaultdict(set)
        for name, text, _where in (key for facts in lines for key in keys_of(facts)):
            wanted[name].add(text)
        return cls().add(_items(wanted))

    def add(self, items: Iterable[ConfigurationItem]) -> "Candidates":
        for item in items:
            facts = {name: getattr(item, name) for name in (*ALONE, *HERE, "facility")}
            for key in keys_of(facts):
                self.by_key[key].append(item)
        return self

    def find(self, facts: Facts) -> ConfigurationItem | None:
        """The item, or none: then the line is a new one."""
        for key in keys_of(facts):
            found = [item for item in self.by_key[key] if _may_be(item, key, facts)]
            if len(found) > 1:
                raise UnknownError(
                    _("Several items fit “%(text)s”. Give the short-id of one.")
                    % {"text": facts[key[0]]}
                )
            if found:
                return found[0]
            if key[0] == "short_id":
                raise UnknownError(
                    _("No item has the short-id “%(text)s”. Empty the cell to add one.")
                    % {"text": facts["short_id"]}
                )
        return None


def holders_of(lines: Iterable[Facts]) -> dict[tuple[int, str], ConfigurationItem]:
    """Facility and AE title → the item that answers to it."""
    titles = {str(facts["ae_title"]) for facts in lines if facts.get("ae_title")}
    running = ConfigurationItem.objects.exclude(lifecycle=Lifecycle.RETIRED)
    aes = NetworkAE.objects.installed().filter(title__in=titles)
    return {
        **{
            (one.facility_id, one.ae_title): one
            for one in running.filter(ae_title__in=titles - {""})
        },
        **{(ae.facility_id, ae.title): ae.item for ae in aes.select_related("item")},
    }


def _items(wanted: Mapping[str, set[str]]) -> Sequence[ConfigurationItem]:
    if not wanted:
        return []
    named = Q(pk__in=[])
    for name, texts in wanted.items():
        named |= Q(**{f"lower_{name}__in": texts})
    lowered = {f"lower_{name}": Lower(name) for name in wanted}
    found = ConfigurationItem.objects.alias(**lowered).filter(named)
    return list(
        found.select_related(
            *("type", "facility", "department", "vendor", "contract"),
            *("owner", "super_user", "contract__vendor"),
        ).order_by("pk")
    )


def _may_be(item: ConfigurationItem, key: Key, facts: Facts) -> bool:
    """A name is no proof against another serial number or asset tag."""
    if key[0] not in HERE:
        return True
    return _runs(item) and not any(
        _differ(getattr(item, name), facts.get(name)) for name in ALONE[1:]
    )


def _differ(ours: str, theirs: Any) -> bool:
    return bool(ours and theirs) and ours.lower() != str(theirs).lower()


def _runs(item: ConfigurationItem) -> bool:
    return item.lifecycle != Lifecycle.RETIRED


def first_lines(lines: Iterable[tuple[int, Facts]]) -> dict[int, int]:
    """Line → the earlier line that speaks of the same item."""
    seen: dict[Key, tuple[int, Facts]] = {}
    doubles: dict[int, int] = {}
    for number, facts in lines:
        for key in keys_of(facts):
            earlier = seen.setdefault(key, (number, facts))
            if earlier[0] != number and not _apart(key, facts, earlier[1]):
                doubles.setdefault(number, earlier[0])
    return doubles


def _apart(key: Key, one: Facts, other: Facts) -> bool:
    """Two of one name are two where their serials or tags differ."""
    return key[0] == "name" and any(
        _differ(str(one.get(name, "")), other.get(name)) for name in ALONE
    )
