"""What each line would do, and why some cannot be taken. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from portal.people.models import Facility
from tickets.inventory.importing import values
from tickets.inventory.importing.fields import SHORT_ID, text, text_of
from tickets.inventory.importing.matching import (
    Candidates,
    first_lines,
    holders_of,
)
from tickets.inventory.importing.values import Known, UnknownError
from tickets.inventory.models import (
    ConfigurationItem,
    ImportRow,
    ItemImport,
    Lifecycle,
    Verdict,
)

# These need to know another field of their line first.
LATER: Final = ("department", "contract")
NEEDED: Final = ("name", "type", "facility")


@dataclass(slots=True)
class Judged:
    """One line as it was understood."""

    row: ImportRow
    facts: dict[str, Any] = field(default_factory=dict)
    item: ConfigurationItem | None = None
    problems: list[str] = field(default_factory=list)
    diff: dict[str, list[str]] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        if self.problems:
            return Verdict.WRONG
        if self.item is None:
            return Verdict.NEW
        return Verdict.CHANGED if self.diff else Verdict.SAME

    @property
    def changes(self) -> dict[str, Any]:
        """What is to be written, by field."""
        return {name: self.facts[name] for name in self.diff}


def judge(run: ItemImport, rows: Sequence[ImportRow]) -> list[Judged]:
    """Some lines of a file; the lines above them are asked for doubles."""
    lines = {row.pk: cells_of(run, row.cells) for row in rows}
    emails = {
        cells[name].lower()
        for cells in lines.values()
        for name in ("owner", "super_user")
        if name in cells
    }
    known = Known.now(creates=run.options.get("creates", False), emails=emails)
    judged = [_read(row, lines[row.pk], known) for row in rows]
    candidates = Candidates.for_lines(one.facts for one in judged)
    holders = holders_of(one.facts for one in judged)
    doubles = _doubles(run, known, upto=max(row.number for row in rows))
    for one in judged:
        if one.row.number in doubles:
            one.problems.append(_double(doubles[one.row.number]))
        _match(one, lines[one.row.pk], candidates, known)
        one.problems += _in_the_way(one, holders)
    return judged


def judge_one(
    cells: Mapping[str, str], item: ConfigurationItem | None = None
) -> Judged:
    """What a program says of one item, by the rules that hold for a file."""
    emails = {cells[name].lower() for name in ("owner", "super_user") if name in cells}
    known = Known.now(creates=False, emails=emails)
    one = _read(ImportRow(), cells, known)
    one.item = item
    try:
        _read_later(one, cells, known)
    except UnknownError as wrong:
        one.problems.append(str(wrong))
    one.problems += _lacking(one) if item is None else []
    one.problems += _in_the_way(one, holders_of([_whole(one)]))
    one.diff = _diff(one)
    return one


def cells_of(run: ItemImport, cells: Mapping[str, str]) -> dict[str, str]:
    """Field → text, by the columns as they were matched; one choice for all lines
    where the file says nothing."""
    chosen = {name: run.options.get(name, "") for name in ("type", "facility")}
    said = {
        field: cells[head]
        for head, field in run.mapping.items()
        if field and cells.get(head)
    }
    return {**{name: text for name, text in chosen.items() if text}, **said}


def _read(row: ImportRow, cells: Mapping[str, str], known: Known) -> Judged:
    one = Judged(row)
    for name, said in values.spread(cells, known).items():
        if name in LATER:
            continue
        try:
            one.facts[name] = (
                said.upper() if name == SHORT_ID else values.value_of(said, name, known)
            )
        except UnknownError as wrong:
            one.problems.append(str(wrong))
    return one


def _match(
    one: Judged, cells: Mapping[str, str], candidates: Candidates, known: Known
) -> None:
    try:
        one.item = candidates.find(one.facts)
        _read_later(one, cells, known)
    except UnknownError as wrong:
        one.problems.append(str(wrong))
        return
    one.facts.pop(SHORT_ID, None)
    one.problems += _lacking(one) if one.item is None else []
    one.diff = _diff(one)


def _whole(one: Judged) -> dict[str, Any]:
    """The line with what its item says already."""
    names = ("facility", "vendor", "lifecycle", "ae_title")
    ours = {name: getattr(one.item, name) for name in names} if one.item else {}
    return {**ours, **one.facts}


def _in_the_way(
    one: Judged, holders: Mapping[tuple[int, str], ConfigurationItem]
) -> list[str]:
    """Another item answers to this AE title there."""
    whole = _whole(one)
    facility, title = whole.get("facility"), whole.get("ae_title")
    if not isinstance(facility, Facility) or not title:
        return []
    holder = holders.get((facility.pk, title))
    if holder in (None, one.item) or whole.get("lifecycle") == Lifecycle.RETIRED:
        return []
    return [_taken(holder)] if holder else []


def _read_later(one: Judged, cells: Mapping[str, str], known: Known) -> None:
    whole = _whole(one)
    facility = whole.get("facility")
    if cells.get("department") and isinstance(facility, Facility):
        one.facts["department"] = values.department_of(
            cells["department"], facility, known
        )
    if cells.get("contract"):
        one.facts["contract"] = values.contract_of(
            cells["contract"], whole.get("vendor"), known
        )


def _lacking(one: Judged) -> list[str]:
    sayings = {
        "name": _("It has no name. Write one, or leave the line out."),
        "type": _("Its type is not said. Match a column, or choose one for all lines."),
        "facility": _(
            "Its facility is not said. Match a column, or choose one for all lines."
        ),
    }
    if one.problems:
        return []
    return [sayings[name] for name in NEEDED if not one.facts.get(name)]


def _diff(one: Judged) -> dict[str, list[str]]:
    """Field → before and after, as text; of a new item all that is said of it."""
    both = {
        name: [text_of(one.item, name) if one.item else "", _said(value)]
        for name, value in one.facts.items()
    }
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def _said(value: Any) -> str:
    return value.name if isinstance(value, values.Missing) else text(value)


def _doubles(run: ItemImport, known: Known, upto: int) -> dict[int, int]:
    """Which lines speak of the same item as a line above them."""
    above = run.rows.filter(number__lte=upto).order_by("number")
    told = (
        (number, values.spread(cells_of(run, cells), known))
        for number, cells in above.values_list("number", "cells").iterator()
    )
    return first_lines((number, _placed(said)) for number, said in told)


def _placed(cells: Mapping[str, str]) -> dict[str, str]:
    return {**cells, "facility": cells.get("facility", "").lower()}


def _double(number: int) -> str:
    return _("Line %(n)s is the same item. Leave one of the two out.") % {"n": number}


def _taken(holder: ConfigurationItem) -> str:
    return _(
        "%(item)s (%(id)s) has this AE title in this facility. Correct it, or give its"
        " short-id to change that item."
    ) % {"item": holder, "id": holder.short_id}
