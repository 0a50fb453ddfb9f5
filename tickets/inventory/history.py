"""What was changed of an item, its interfaces, its AEs and its papers: by whom, from
what to what, when, and why; read from the row history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.utils.text import capfirst

from portal.people.models import User
from tickets.inventory import telling
from tickets.inventory.models import ConfigurationItem
from tickets.inventory.telling import Change

SIZE: Final = 40
OF_ITEM: Final = "item_id"
# Whose events tell of an item, and which of their columns say so.
TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "ConfigurationItemEvent": ("pgh_obj_id",),
    "InterfaceEvent": ("source_id", "target_id"),
    "NetworkAEEvent": (OF_ITEM,),
    "NetworkConnectionEvent": (OF_ITEM,),
    "ItemDocumentEvent": (OF_ITEM,),
    "ProbeEvent": (OF_ITEM,),
    "DutyEvent": (OF_ITEM,),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row at one moment."""

    what: str
    is_new: bool
    changes: Sequence[Change]


@dataclass(slots=True)
class Deed:
    """All that one person did at one moment, and why."""

    at: datetime
    who: User | None
    why: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class History:
    deeds: Sequence[Deed]
    next_before: datetime | None


def of(item: ConfigurationItem, *, before: datetime | None = None) -> History:
    """The newest first. Two queries for each kind of row on the page, and one for
    each kind of name in it, however long the history is."""
    keys, after = _page(item, before)
    events = _fetched(keys)
    befores = _befores(events)
    pairs = [(befores.get(key), event) for key, event in events.items()]
    names = telling.Names.of(pairs, item)
    people = User.objects.in_bulk({_user_of(one) for one in events.values()} - {None})
    deeds: dict[Any, Deed] = {}
    for key in keys:
        event = events[key]
        deed = deeds.setdefault(
            (event.pgh_context_id, event.pgh_created_at), _deed(event, people)
        )
        deed.entries.append(_entry(event, befores.get(key), names))
    told = [one for one in deeds.values() if _says_something(one)]
    return History(told, after)


Key = tuple[str, int]


def _page(
    item: ConfigurationItem, before: datetime | None
) -> tuple[list[Key], datetime | None]:
    """The events of this page, and the moment before which the next one begins. A
    moment is never parted."""
    lists = [_own(name, item, before) for name in TOLD]
    rows = list(
        lists[0]
        .union(*lists[1:], all=True)
        .order_by("-pgh_created_at", "-pgh_id")[: SIZE + 1]
    )
    if len(rows) <= SIZE:
        return [(name, pk) for name, pk, _at in rows], None
    beyond = rows[-1][2]
    kept = [row for row in rows if row[2] > beyond] or rows[:SIZE]
    return [(name, pk) for name, pk, _at in kept], kept[-1][2]


def _own(name: str, item: ConfigurationItem, before: datetime | None) -> Any:
    own = Q()
    for column in TOLD[name]:
        own |= Q(**{column: item.pk})
    found = _model(name).objects.filter(own).order_by()
    if before:
        found = found.filter(pgh_created_at__lt=before)
    tagged = found.annotate(told_by=Value(name, output_field=CharField()))
    rows = tagged.values_list("told_by", "pgh_id", "pgh_created_at")
    return rows.order_by("-pgh_created_at", "-pgh_id")[: SIZE + 1]


def _fetched(keys: Iterable[Key]) -> dict[Key, Any]:
    """Each event, with its context and the number of the one before it."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for name, pk in keys:
        wanted[name].append(pk)
    found: dict[Key, Any] = {}
    for name, pks in wanted.items():
        model = _model(name)
        earlier = model.objects.filter(
            pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")
        ).order_by("-pgh_id")
        events = model.objects.select_related("pgh_context").annotate(
            earlier=Subquery(earlier.values("pgh_id")[:1])
        )
        for event in events.filter(pgh_id__in=pks):
            found[name, event.pgh_id] = event
    return found


def _befores(events: Mapping[Key, Any]) -> dict[Key, Any]:
    wanted: dict[str, dict[int, Key]] = defaultdict(dict)
    for key, event in events.items():
        if event.earlier:
            wanted[key[0]][event.earlier] = key
    found: dict[Key, Any] = {}
    for name, pairs in wanted.items():
        for event in _model(name).objects.filter(pgh_id__in=pairs):
            found[pairs[event.pgh_id]] = event
    return found


def _deed(event: Any, people: Mapping[int, User]) -> Deed:
    context = event.pgh_context.metadata if event.pgh_context else {}
    who = people.get(_user_of(event) or 0)
    return Deed(event.pgh_created_at, who, str(context.get("why", "")))


def _entry(event: Any, earlier: Any, names: telling.Names) -> Entry:
    is_new = earlier is None
    changes = [] if is_new else telling.changes(earlier, event, names)
    return Entry(_what(event, names), is_new, changes)


def _what(event: Any, names: telling.Names) -> str:
    noun = event.pgh_tracked_model._meta.verbose_name
    own, noun = telling.title(event, names), str(capfirst(str(noun)))
    return f"{noun}: {own}" if own else noun


def _says_something(deed: Deed) -> bool:
    deed.entries = [one for one in deed.entries if one.is_new or one.changes]
    return bool(deed.entries)


def _user_of(event: Any) -> int | None:
    if event.pgh_context is None:
        return None
    user = event.pgh_context.metadata.get("user")
    return int(user) if user else None


def _model(name: str) -> Any:
    return apps.get_model("inventory", name)
