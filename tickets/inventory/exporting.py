"""The list of items as a file that can be changed and imported again."""

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import IO, Final

from xlsxwriter import Workbook

from tickets.inventory.importing.fields import FIELDS, SHORT_ID, label_of, text_of
from tickets.inventory.importing.reading import RUNS
from tickets.inventory.models.asking import ItemQuerySet

COLUMNS: Final = (SHORT_ID, *FIELDS)
AT_ONCE: Final = 500
IN_MEMORY: Final = 5 * 2**20
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def lines_of(items: ItemQuerySet) -> Iterator[list[str]]:
    """Headings, then a line for each item, by name."""
    yield [str(label_of(name)) for name in COLUMNS]
    whole = items.select_related(
        *("type", "facility", "department", "vendor", "contract"),
        *("owner", "super_user"),
    )
    for item in whole.order_by("name", "pk").iterator(chunk_size=AT_ONCE):
        yield [text_of(item, name) for name in COLUMNS]


def as_csv(items: ItemQuerySet) -> Iterator[bytes]:
    """Bit by bit, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    table = csv.writer(out)
    yield b"\xef\xbb\xbf"
    for line in lines_of(items):
        table.writerow([_tame(cell) for cell in line])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def _tame(cell: str) -> str:
    """Text that a spreadsheet would run stays text; the import takes the sign away."""
    return f"'{cell}" if cell.startswith(RUNS) else cell


def as_xlsx(items: ItemQuerySet) -> IO[bytes]:
    """Each cell is text, so that nothing in it is run or turned into a date."""
    book = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - is sent
    with Workbook(book, {"constant_memory": True, "strings_to_urls": False}) as made:
        sheet = made.add_worksheet("Items")
        sheet.freeze_panes(1, 0)
        for row, line in enumerate(lines_of(items)):
            for column, cell in enumerate(line):
                sheet.write_string(row, column, cell)
    book.seek(0)
    return book
