"""How long a file of 5,000 devices takes, from its lines to its items."""

from collections.abc import Iterator
from time import perf_counter
from typing import Final

from django.db import transaction

from portal.home.bench import Row, measure
from portal.people.models import Facility, User
from tickets.inventory.importing import runs
from tickets.inventory.importing.reading import Sheet
from tickets.inventory.models import ItemImport, ItemType

MANAGER: Final = "assets@demo.example"
LINES: Final = 5_000


@measure(24)
def item_import(_tickets: int) -> Iterator[Row]:
    """Checked and written; then it was never there."""
    by = User.objects.get(email=MANAGER)
    with transaction.atomic():
        run = runs.receive(_devices(), by=by, file_name="bench.csv")
        began = perf_counter()
        _work(runs.check(run, by=by, mapping=run.mapping))
        _work(runs.apply(run, by=by, why="Bench"))
        ms = round((perf_counter() - began) * 1000, 2)
        written = run.rows.exclude(applied_at=None).count()
        transaction.set_rollback(True)
    if written != LINES:
        raise RuntimeError(f"{written} of {LINES} lines were written.")
    yield Row("item_import", LINES, ms=ms)


def _work(run: ItemImport) -> None:
    while run.state in runs.AT_WORK:
        runs.step(run)


def _devices() -> Sheet:
    kind, facility = ItemType.objects.all()[0], Facility.objects.all()[0]
    same = {"Type": kind.name, "Facility": facility.name, "Manufacturer": "Bench"}
    lines = [
        (k + 2, {"Name": f"Bench {k}", "Serial": f"B{k}", "AE title": f"B{k}", **same})
        for k in range(LINES)
    ]
    return Sheet(list(lines[0][1]), lines)
