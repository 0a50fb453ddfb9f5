"""Lists of people that come as a file: read, reported row by row, then applied.

A dry run does exactly what the real one does and then rolls it back, so its
report cannot promise what the real one would refuse."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar, Component

from portal.accounts import rules
from portal.accounts.list_rows import (
    absence_event,
    absence_row,
    holding_row,
    shift_event,
    shift_row,
    staff_row,
)
from portal.accounts.models import Import
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User

MOST_ROWS = 5_000
Taker = Callable[[Mapping[str, str], User], str]


class Outcome(StrEnum):
    DONE = "done"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file. `number` is the line that an editor shows."""

    number: int
    subject: str
    outcome: Outcome
    said: str


COLUMNS: Mapping[str, tuple[set[str], Taker]] = {
    Import.Kind.STAFF: ({"email", "name"}, staff_row),
    Import.Kind.HOLDINGS: ({"email", "profile", "starts_on"}, holding_row),
    Import.Kind.SHIFTS: ({"email", "duty", "starts_at", "ends_at"}, shift_row),
    Import.Kind.ABSENCES: ({"email", "reason", "starts_on", "ends_on"}, absence_row),
}
EVENTS: Mapping[str, Taker] = {
    Import.Kind.SHIFTS_ICAL: shift_event,
    Import.Kind.ABSENCES_ICAL: absence_event,
}


@transaction.atomic
def rehearse(upload: Import, *, by: User) -> list[Line]:
    """What applying would do, row by row; nothing is kept."""
    lines = _take(upload, by)
    transaction.set_rollback(True)
    return lines


@transaction.atomic
def apply(upload: Import, *, by: User) -> list[Line]:
    """Keep every row that is right; each wrong one is reported and left out.
    The file itself is not kept."""
    upload = Import.objects.select_for_update().get(pk=upload.pk)
    if upload.applied_at is not None:
        raise Refused("This list was applied already.")
    lines = _take(upload, by)
    upload.applied_at, upload.text = timezone.now(), ""
    upload.save(update_fields=["applied_at", "text"])
    counts = {
        str(outcome): sum(line.outcome == outcome for line in lines)
        for outcome in Outcome
    }
    ledger.record(by, "people.imported", upload, kind=upload.kind, **counts)
    return lines


def _take(upload: Import, by: User) -> list[Line]:
    if not rules.can_manage_people(by):
        raise PermissionDenied
    taker = EVENTS.get(upload.kind) or COLUMNS[upload.kind][1]
    lines, seen = [], dict[str, int]()
    for number, row in rows_of(upload.kind, upload.text):
        known = _repeats(upload.kind, row, seen, number)
        lines.append(known or _line(number, row, taker, by))
    return lines


def rows_of(kind: str, text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row with its number. Refused where the file is none of this kind."""
    if kind in EVENTS:
        return _events(text)
    return _csv_rows(text, COLUMNS[kind][0])


def _repeats(
    kind: str, row: Mapping[str, str], seen: dict[str, int], number: int
) -> Line | None:
    """A person named twice in one staff list: nobody can say which row is right."""
    if kind != Import.Kind.STAFF:
        return None
    for column in ("email", "staff_number"):
        key = f"{column} {row.get(column, '').lower()}"
        if row.get(column) and key in seen:
            said = f"The same {column.replace('_', ' ')} as in line {seen[key]}."
            return Line(number, row.get("email", "?"), Outcome.WRONG, said)
        seen[key] = number
    return None


def _line(number: int, row: Mapping[str, str], taker: Taker, by: User) -> Line:
    subject = row.get("email") or row.get("name") or "?"
    try:
        with transaction.atomic():
            said = taker(row, by)
    except ValidationError as wrong:
        return Line(number, subject, Outcome.WRONG, " ".join(wrong.messages))
    except (ObjectDoesNotExist, ValueError, Refused) as wrong:
        return Line(number, subject, Outcome.WRONG, str(wrong))
    except IntegrityError as wrong:
        return Line(number, subject, Outcome.WRONG, _sentence(wrong))
    return Line(number, subject, Outcome.DONE if said else Outcome.SAME, said)


def _sentence(error: IntegrityError) -> str:
    """Our constraints are named as sentences: the name says what was wrong."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or "a rule of the database"
    return f"Refused: {name.replace('_', ' ')}."


def _csv_rows(text: str, needed: set[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(StringIO(text), delimiter=delimiter, strict=True)
    missing = sorted(needed - set(_names(reader)))
    if missing:
        raise Refused(
            "The first line must name the columns, and these are missing: "
            f"{', '.join(missing)}. It reads “{first[:80].strip()}”."
        )
    try:
        for count, row in enumerate(reader):
            if count >= MOST_ROWS:
                raise Refused(f"The list is longer than {MOST_ROWS} rows: cut it.")
            yield (
                reader.line_num,
                {key: (value or "").strip() for key, value in row.items() if key},
            )
    except csv.Error as wrong:
        raise Refused(f"Line {reader.line_num} is no CSV: {wrong}.") from wrong


def _names(reader: "csv.DictReader[str]") -> list[str]:
    try:
        return list(reader.fieldnames or [])
    except csv.Error as wrong:
        raise Refused(f"The first line is no CSV: {wrong}.") from wrong


def _events(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        calendar = Calendar.from_ical(text)
    except ValueError as wrong:
        raise Refused(f"This is no iCalendar file: {wrong}.") from wrong
    for number, event in enumerate(calendar.walk("VEVENT"), start=1):
        if number > MOST_ROWS:
            raise Refused(f"The calendar has more than {MOST_ROWS} events: cut it.")
        attendee = str(event.get("ATTENDEE") or event.get("ORGANIZER") or "")
        yield (
            number,
            {
                "email": attendee.lower().removeprefix("mailto:"),
                "summary": str(event.get("SUMMARY", "")),
                "starts": _moment(event, "DTSTART"),
                "ends": _moment(event, "DTEND"),
                "repeats": "yes" if event.get("RRULE") else "",
            },
        )


def _moment(event: Component, name: str) -> str:
    value = event.get(name)
    return value.dt.isoformat() if value is not None else ""
