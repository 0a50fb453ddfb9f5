"""A file as somebody saved it, read into headings and lines."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

LONGEST: Final = 10 * 2**20
UNPACKED: Final = 100 * 2**20
MOST_LINES: Final = 20_000
MOST_COLUMNS: Final = 120
LONGEST_CELL: Final = 4_000
DELIMITERS: Final = ",;\t|"
# What a spreadsheet would run; our own CSV hides it behind an apostrophe.
RUNS: Final = tuple("=+-@\t\r")


class UnreadableError(Exception):
    """The sentence says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    columns: list[str]
    lines: list[tuple[int, dict[str, str]]]


def read(data: bytes) -> Sheet:
    """Lines carry the number that a spreadsheet shows beside them."""
    if len(data) > LONGEST:
        raise UnreadableError(_("The file is larger than 10 MB. Split it in two."))
    rows = _workbook(data) if data.startswith(b"PK") else _text(data)
    return _sheet([_cell(value) for value in row] for row in rows)


def _sheet(rows: Iterable[list[str]]) -> Sheet:
    numbered = ((n, row) for n, row in enumerate(rows, start=1) if any(row))
    _n, heads = next(numbered, (0, []))
    columns = _headings(heads)
    if len(columns) > MOST_COLUMNS:
        raise UnreadableError(_("The file has more than 120 columns."))
    lines = []
    for number, row in numbered:
        cells = dict(zip(columns, row, strict=False))
        lines.append((number, {head: text for head, text in cells.items() if text}))
        if len(lines) > MOST_LINES:
            raise UnreadableError(_("The file has over 20,000 lines. Split it."))
    if not lines:
        raise UnreadableError(
            _("The file needs a line of headings and at least one line below it.")
        )
    return Sheet(columns, lines)


def _headings(cells: Sequence[str]) -> list[str]:
    """Each has a name of its own, also where the file says one twice or none."""
    found: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = cell[:80] or _("Column %(n)s") % {"n": place}
        found.append(f"{name} ({place})" if name in found else name)
    return found


def _cell(value: Any) -> str:
    """Text in every case: what looks like a formula is never anything else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).replace("\x00", "").strip()[:LONGEST_CELL]
    return text[1:] if text.startswith("'") and text[1:].startswith(RUNS) else text


def _workbook(data: bytes) -> Iterator[list[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise UnreadableError(_("The workbook is too large. Save it as CSV."))
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = (book.get_sheet_by_index(n) for n in range(len(book.sheet_names)))
        filled = next((one for one in sheets if one.height > 1), None)
        rows = filled.to_python(skip_empty_area=False) if filled else []
    except (zipfile.BadZipFile, CalamineError) as broken:
        raise UnreadableError(
            _("This workbook cannot be opened. Save it again as XLSX or CSV.")
        ) from broken
    return iter(rows)


def _text(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    if "\x00" in text:
        raise UnreadableError(_("This is no CSV and no XLSX file."))
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    except csv.Error as broken:
        raise UnreadableError(
            _("The lines cannot be told apart. Save the file again as CSV.")
        ) from broken
    return iter(rows)


def _decoded(data: bytes) -> str:
    """As spreadsheets save: UTF-8, UTF-16 with a mark, else Windows' Latin-1."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The sign that parts the headings into the most columns."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(
        DELIMITERS, key=lambda sign: len(next(csv.reader([head], delimiter=sign)))
    )
