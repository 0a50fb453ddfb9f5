"""Files of items on their way in."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from portal.people.models import User
from tests.makers.inventory import make_asset_manager
from tickets.inventory.importing import runs
from tickets.inventory.importing.reading import read
from tickets.inventory.models import ItemImport
from tickets.inventory.tasks import work_imports


def sheet_of(lines: Sequence[Mapping[str, Any]], sign: str = ",") -> bytes:
    """A CSV file as a spreadsheet saves it."""
    heads = list(dict.fromkeys(name for line in lines for name in line))
    out = io.StringIO()
    table = csv.DictWriter(out, heads, delimiter=sign)
    table.writeheader()
    table.writerows(lines)
    return out.getvalue().encode()


def make_checked(
    lines: Sequence[Mapping[str, Any]] | bytes,
    *,
    by: User | None = None,
    **options: Any,
) -> ItemImport:
    """A file that was uploaded, matched as guessed, and looked at."""
    data = lines if isinstance(lines, bytes) else sheet_of(lines)
    by = by or make_asset_manager()
    run = runs.receive(read(data), by=by, file_name="items.csv")
    return checked(run, by=by, **options)


def checked(run: ItemImport, *, by: User, **options: Any) -> ItemImport:
    runs.check(run, by=by, mapping=run.mapping, **options)
    return worked(run)


def written(run: ItemImport, *, why: str = "The yearly list") -> ItemImport:
    runs.apply(run, by=run.by, why=why)
    return worked(run)


def taken_back(run: ItemImport) -> ItemImport:
    runs.undo(run, by=run.by)
    return worked(run)


def worked(run: ItemImport) -> ItemImport:
    work_imports()
    run.refresh_from_db()
    return run
