"""Take back what an import did, except what somebody has touched since."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.models import Event

from portal.lib.refusal import Refused
from tickets.inventory import many, workflow
from tickets.inventory.importing import lines, values
from tickets.inventory.importing.checking import LATER
from tickets.inventory.importing.fields import label_of, text_of
from tickets.inventory.importing.values import Known, UnknownError
from tickets.inventory.models import (
    ConfigurationItem,
    ImportRow,
    ItemImport,
    Lifecycle,
    Verdict,
)

# Rows that every item brings along itself; they are no reason to keep it.
ITS_OWN: Final = frozenset(
    {
        *("inventory.itemstate", "inventory.networkae", "inventory.networkconnection"),
        *("inventory.softwareversion", "inventory.importrow", "inventory.suggestion"),
        *("inventory.mapplace", "inventory.advisorymatch"),
    }
)


def take_back(run: ItemImport, rows: Sequence[ImportRow]) -> None:
    items = ConfigurationItem.objects.for_page().in_bulk(
        [row.item_id for row in rows if row.item_id]
    )
    there = [row for row in rows if row.item_id in items]
    _take_away(run, [row for row in there if row.verdict == Verdict.NEW])
    known = _known(rows)
    for row in rows:
        if row not in there:
            row.problems = [_("The item is gone already.")]
        elif row.verdict != Verdict.NEW:
            row.problems = _set_back(run, row, items[row.item_id or 0], known)
        row.undone_at = timezone.now()
    lines.keep(rows)


def needed(items: Iterable[int]) -> set[int]:
    """Those of them that something hangs on: tickets, interfaces, papers, duties."""
    found: set[int] = set()
    wanted = list(items)
    for relation in ConfigurationItem._meta.related_objects:
        model: Any = relation.related_model
        if model._meta.label_lower in ITS_OWN or issubclass(model, Event):
            continue
        name = relation.field.name
        held = model._default_manager.filter(**{f"{name}__in": wanted})
        found |= set(held.values_list(name, flat=True))
    return found & set(wanted)


def _take_away(run: ItemImport, added: Sequence[ImportRow]) -> None:
    kept = needed(row.item_id for row in added if row.item_id)
    gone = [row for row in added if row.item_id not in kept]
    for row in added:
        if row.item and row.item_id in kept:
            workflow.change(row.item, by=run.by, lifecycle=Lifecycle.RETIRED)
            row.problems = [
                _("It is retired, not removed: something hangs on it by now.")
            ]
    many.remove([row.item for row in gone if row.item], by=run.by)
    for row in gone:
        row.item = None


def _set_back(
    run: ItemImport, row: ImportRow, item: ConfigurationItem, known: Known
) -> list[str]:
    """Each field, unless it says something else by now."""
    facts: dict[str, Any] = {}
    said: list[str] = []
    for name, (before, after) in sorted(row.diff.items(), key=_needs_another):
        now = text_of(item, name)
        if now not in {before, after}:
            said.append(_changed_since(name))
        elif now == after:
            try:
                facts[name] = _value(before, name, _as_was(item, facts), known)
            except UnknownError as gone:
                said.append(str(gone))
    try:
        workflow.change(item, by=run.by, **facts)
    except Refused as refused:
        said.append(str(refused))
    return said


def _changed_since(name: str) -> str:
    return _("%(field)s was changed since, and stays.") % {"field": label_of(name)}


def _needs_another(pair: tuple[str, list[str]]) -> bool:
    """A department is one of a facility, a contract one of a vendor."""
    return pair[0] in LATER


def _as_was(item: ConfigurationItem, facts: dict[str, Any]) -> dict[str, Any]:
    return {"facility": item.facility, "vendor": item.vendor, **facts}


def _value(text: str, name: str, whole: dict[str, Any], known: Known) -> Any:
    column: Any = ConfigurationItem._meta.get_field(name)
    if not text:
        return None if column.null else ""
    if name == "department":
        return values.department_of(text, whole["facility"], known)
    if name == "contract":
        return values.contract_of(text, whole["vendor"], known)
    return values.value_of(text, name, known)


def _known(rows: Collection[ImportRow]) -> Known:
    emails = {
        row.diff[name][0].lower()
        for row in rows
        for name in ("owner", "super_user")
        if name in row.diff
    }
    return Known.now(creates=False, emails=emails)
