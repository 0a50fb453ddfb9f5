"""Write down what was checked: a batch of lines at a time, each line once."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.lib.refusal import Refused
from tickets.inventory import many, workflow
from tickets.inventory.importing import lines
from tickets.inventory.importing.checking import Judged, judge
from tickets.inventory.importing.values import Missing
from tickets.inventory.models import ImportRow, ItemImport, SoftwareSource, Verdict


def write(run: ItemImport, rows: Sequence[ImportRow]) -> None:
    """A line that would do something else by now than was shown is left alone."""
    judged = judge(run, rows)
    ready = [one for one in judged if _is_as_shown(one)]
    made = _make_missing(ready)
    new = [one for one in ready if one.item is None]
    changed = [one for one in ready if one.item is not None]
    _add(run, new, made)
    for one in changed:
        _change(run, one, made)
    lines.keep(one.row for one in judged)


def _is_as_shown(one: Judged) -> bool:
    row = one.row
    if one.verdict == row.verdict and one.diff == row.diff:
        return True
    if one.verdict == Verdict.SAME:
        row.verdict, row.item, row.diff = Verdict.SAME, one.item, {}
        return False
    _refuse(row, one.problems or [_("It changed after it was checked. Check again.")])
    return False


def _refuse(row: ImportRow, problems: list[str]) -> None:
    row.verdict, row.problems = Verdict.WRONG, problems


def _make_missing(ready: Sequence[Judged]) -> dict[Missing, Any]:
    """Each facility, type and vendor that was not here yet, once."""
    missing = {
        said
        for one in ready
        for said in one.changes.values()
        if isinstance(said, Missing)
    }
    return {one: one.make() for one in missing}


def _add(run: ItemImport, new: Sequence[Judged], made: dict[Missing, Any]) -> None:
    """All at once; one by one where one of them is refused."""
    if not new:
        return
    try:
        with transaction.atomic():
            items = many.add(
                (_facts(one, made) for one in new),
                by=run.by,
                source=SoftwareSource.IMPORTED,
            )
    except Refused as refused:
        if len(new) == 1:
            _refuse(new[0].row, [str(refused)])
            return
        for one in new:
            _add(run, [one], made)
        return
    for one, item in zip(new, items, strict=True):
        one.row.item, one.row.applied_at = item, timezone.now()


def _change(run: ItemImport, one: Judged, made: dict[Missing, Any]) -> None:
    if one.item is None:
        return
    try:
        workflow.change(one.item, by=run.by, **_facts(one, made))
    except Refused as refused:
        _refuse(one.row, [str(refused)])
        return
    one.row.item, one.row.applied_at = one.item, timezone.now()


def _facts(one: Judged, made: dict[Missing, Any]) -> dict[str, Any]:
    return {
        name: made[said] if isinstance(said, Missing) else said
        for name, said in one.changes.items()
    }
