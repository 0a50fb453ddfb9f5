"""The matrix as a file: one line for each person and competency."""

import csv
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from courses.competency.models import Competency
from courses.competency.standing import Cell, matrix
from portal.people.models import User

CHUNK = 200
COLUMNS = [
    "person",
    "staff number",
    "works as",
    "facility",
    "department",
    "competency",
    "title",
    "asked",
    "held",
    "state",
    "critical",
    "valid until",
    "due on",
]


def lines(people: QuerySet[User], columns: Sequence[Competency]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    found = people.select_related("facility", "department").order_by("name", "pk")
    chunk: list[User] = []
    for person in found.iterator(chunk_size=CHUNK):
        chunk.append(person)
        if len(chunk) == CHUNK:
            yield from _of(writer, chunk, columns)
            chunk = []
    yield from _of(writer, chunk, columns)


def _of(
    writer: Any, people: Sequence[User], columns: Sequence[Competency]
) -> Iterator[str]:
    table = matrix(people, competencies=columns)
    for person in people:
        for cell in sorted(table.of(person.pk), key=lambda one: one.competency.code):
            yield writer.writerow([*_person(person), *_cell(cell)])


def _person(person: User) -> list[str]:
    return [
        _as_text(str(value or ""))
        for value in (
            person.name,
            person.staff_number,
            getattr(person, "works_as", ""),
            person.facility,
            person.department,
        )
    ]


def _cell(cell: Cell) -> list[Any]:
    decision, due = cell.decision, cell.asked.due_on
    return [
        cell.competency.code,
        _as_text(cell.competency.title),
        cell.asked.level or "",
        cell.held,
        str(cell.state),
        "yes" if cell.asked.critical else "",
        decision.valid_until.isoformat() if decision else "",
        due.isoformat() if due else "",
    ]


def _as_text(value: str) -> str:
    """A spreadsheet must not take a name for a formula (CWE-1236)."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


class _Echo:
    def write(self, line: str) -> str:
        return line
