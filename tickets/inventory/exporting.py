"""The list of items as a file that can be changed and imported again."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Final
from xml.sax.saxutils import escape

from tickets.inventory.importing.fields import FIELDS, SHORT_ID, label_of, text_of
from tickets.inventory.importing.reading import RUNS
from tickets.inventory.models.item import ItemQuerySet

COLUMNS: Final = (SHORT_ID, *FIELDS)
AT_ONCE: Final = 500
IN_MEMORY: Final = 5 * 2**20
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# ECMA-376 part 1: the least that a workbook of one sheet needs.
_SPREADSHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/book.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/sheet.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="book.xml"/></Relationships>'
    ),
    "_rels/book.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="sheet.xml"/></Relationships>'
    ),
    "book.xml": (
        f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Items" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


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
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in PARTS.items():
            packed.writestr(name, HEAD + part)
        with packed.open("sheet.xml", "w") as sheet:
            for part in _sheet(lines_of(items)):
                sheet.write(part.encode())
    book.seek(0)
    return book


def _sheet(lines: Iterable[list[str]]) -> Iterator[str]:
    yield f'{HEAD}<worksheet xmlns="{_SPREADSHEET}"><sheetData>'
    for line in lines:
        cells = (
            f'<c t="inlineStr"><is><t xml:space="preserve">{_plain(cell)}</t></is></c>'
            for cell in line
        )
        yield f"<row>{''.join(cells)}</row>"
    yield "</sheetData></worksheet>"


def _plain(cell: str) -> str:
    """What XML 1.0 may hold."""
    return escape("".join(s for s in cell if s >= " " or s in "\t\n\r"))
