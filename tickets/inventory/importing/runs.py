"""One file from its upload to its undoing. The row is the job: a worker that dies
leaves the batch it was at undone, and the next one goes on there."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User
from portal.wake import soon
from tickets.inventory import rules
from tickets.inventory.importing import applying, formats, lines, undoing
from tickets.inventory.importing.checking import judge
from tickets.inventory.importing.reading import Sheet
from tickets.inventory.models import ImportRow, ImportState, ItemImport, Verdict

if TYPE_CHECKING:
    from django.db.models import QuerySet

BATCH: Final = 500
WRITES: Final = (Verdict.NEW, Verdict.CHANGED)
AT_WORK: Final = (ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)
# From where each step may be asked for.
FROM: Final[Mapping[ImportState, tuple[ImportState, ...]]] = {
    ImportState.CHECKING: (ImportState.READ, ImportState.CHECKED),
    ImportState.APPLYING: (ImportState.CHECKED,),
    ImportState.UNDOING: (ImportState.APPLIED,),
}


@transaction.atomic
def receive(sheet: Sheet, *, by: User, file_name: str) -> ItemImport:
    """Keep the lines as they came, and guess what their columns mean."""
    known = formats.format_of(sheet.columns)
    return keep(
        sheet,
        by=by,
        file_name=file_name[-160:],
        format=known,
        mapping=formats.guess(sheet.columns, known),
    )


@transaction.atomic
def keep(sheet: Sheet, *, by: User, **facts: Any) -> ItemImport:
    if not rules.can_change_items(by):
        raise PermissionDenied
    run = ItemImport.objects.create(
        by=by, columns=sheet.columns, rows_total=len(sheet.lines), **facts
    )
    ImportRow.objects.bulk_create(
        (ImportRow(run=run, number=n, cells=cells) for n, cells in sheet.lines),
        batch_size=1_000,
    )
    ledger.record(by, "import.received", run, lines=len(sheet.lines))
    return run


@transaction.atomic
def check(
    run: ItemImport,
    *,
    by: User,
    mapping: Mapping[str, str] | None = None,
    **options: Any,
) -> ItemImport:
    """Look at every line; nothing is written."""
    run = _begin(run, ImportState.CHECKING, by)
    if mapping is not None:
        run.mapping, run.options = dict(mapping), options
    run.rows.update(verdict="")
    return _work(run, run.rows_total)


@transaction.atomic
def apply(run: ItemImport, *, by: User, why: str) -> ItemImport:
    run = _begin(run, ImportState.APPLYING, by)
    run.why, run.by = why, by
    ledger.record(by, "import.begun", run, why=why)
    return _work(run, run.rows.filter(verdict__in=WRITES).count())


@transaction.atomic
def undo(run: ItemImport, *, by: User) -> ItemImport:
    run = _begin(run, ImportState.UNDOING, by)
    run.by = by
    ledger.record(by, "import.undone", run)
    return _work(run, _written(run).count())


@transaction.atomic
def correct(row: ImportRow, *, by: User, cells: Mapping[str, str]) -> ImportRow:
    """One line as it should have been; it is checked at once."""
    run = ItemImport.objects.select_for_update().get(pk=row.run_id)
    if not rules.can_change_items(by):
        raise PermissionDenied
    if run.state != ImportState.CHECKED:
        raise Refused(_("This file is not being checked any more."))
    row.cells = {head: text.strip() for head, text in cells.items() if text.strip()}
    row.save(update_fields=["cells"])
    _judge(run, [row])
    return row


def step(run: ItemImport) -> None:
    """The next batch. Files are written one at a time, so that two that bring the
    same item add it once."""
    batch, work, ends_in = STEPS[ImportState(run.state)]
    rows = list(batch(run)[:BATCH])
    if rows:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(b"item imports")])
        with pghistory.context(user=run.by_id, why=run.why, source=run.file_name):
            work(run, rows)
        run.rows_done += len(rows)
        run.due_at = timezone.now()
    else:
        run.state, run.finished_at = ends_in, timezone.now()
        run.rows_done = run.rows_total
    run.save(update_fields=["state", "rows_done", "finished_at", "due_at"])


def _begin(run: ItemImport, state: ImportState, by: User) -> ItemImport:
    if not rules.can_change_items(by):
        raise PermissionDenied
    run = ItemImport.objects.select_for_update().get(pk=run.pk)
    if run.state not in FROM[state]:
        raise Refused(_("Somebody took this file a step further already."))
    run.state = state
    return run


def _work(run: ItemImport, total: int) -> ItemImport:
    run.rows_total, run.rows_done, run.due_at = total, 0, timezone.now()
    run.attempts, run.finished_at = 0, None
    run.save()
    soon("inventory.work_imports")
    return run


def _unchecked(run: ItemImport) -> "QuerySet[ImportRow]":
    return run.rows.filter(verdict="").order_by("number")


def _unwritten(run: ItemImport) -> "QuerySet[ImportRow]":
    return run.rows.filter(verdict__in=WRITES, applied_at=None).order_by("number")


def _written(run: ItemImport) -> "QuerySet[ImportRow]":
    done = run.rows.exclude(applied_at=None).filter(undone_at=None)
    return done.select_related("item").order_by("-number")


def _judge(run: ItemImport, rows: list[ImportRow]) -> None:
    for one in judge(run, rows):
        one.row.verdict, one.row.item = one.verdict, one.item
        one.row.problems, one.row.diff = one.problems, one.diff
    lines.keep(rows)


Batch = Callable[[ItemImport], "QuerySet[ImportRow]"]
Work = Callable[[ItemImport, list[ImportRow]], None]
STEPS: Final[Mapping[ImportState, tuple[Batch, Work, ImportState]]] = {
    ImportState.CHECKING: (_unchecked, _judge, ImportState.CHECKED),
    ImportState.APPLYING: (_unwritten, applying.write, ImportState.APPLIED),
    ImportState.UNDOING: (_written, undoing.take_back, ImportState.UNDONE),
}
