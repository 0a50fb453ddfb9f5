"""What one row of each kind of list does. Answers what it did, or "" for nothing."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.accounts import workflow
from portal.people.models import (
    Absence,
    Department,
    Facility,
    Role,
    RoleHolding,
    RoleProfile,
    Shift,
    Source,
    User,
)

Row = Mapping[str, str]


def staff_row(row: Row, by: User) -> str:
    """Known by staff number, else by e-mail; an empty cell changes nothing."""
    fields = _staff_fields(row)
    number, email = row.get("staff_number", ""), row.get("email", "").lower()
    known = User.objects.filter(staff_number=number).first() if number else None
    known = known or User.objects.filter(email__iexact=email).first()
    if known is None:
        fields.setdefault("roles", [])
        person = workflow.hire(by=by, **fields)
        done = "New account, invited."
    else:
        changed = [n for n, value in fields.items() if getattr(known, n) != value]
        person = workflow.change(known, by=by, **fields) if changed else known
        done = f"Changed: {', '.join(changed)}." if changed else ""
    if row.get("profile"):
        held = {**row, "starts_on": row.get("hired_on") or str(timezone.localdate())}
        done = f"{done} {_hold(person, held, keep_open=True)}".strip()
    return done


def _staff_fields(row: Row) -> dict[str, Any]:
    """What the filled cells say; all that is wrong with them is said at once."""
    fields: dict[str, Any] = {"email": row["email"].lower(), "name": row["name"]}
    fields |= {n: row[n] for n in ("staff_number", "phone") if row.get(n)}
    wrong: list[str] = []
    for column, read in READERS.items():
        if row.get(column):
            try:
                fields[column] = read(row[column], fields)
            except ValidationError as error:
                wrong += error.messages
    if wrong:
        raise ValidationError(wrong)
    return fields


def holding_row(row: Row, by: User) -> str:
    return _hold(_person(row["email"]), row)


def _hold(person: User, row: Row, *, keep_open: bool = False) -> str:
    """`keep_open`: a profile that is held already stays as it is."""
    try:
        profile = RoleProfile.objects.get(code=row["profile"])
    except RoleProfile.DoesNotExist as missing:
        raise ValidationError(f"No profile is called {row['profile']}.") from missing
    starts_on = _day(row["starts_on"], "starts_on")
    ends_on = _day(row["ends_on"], "ends_on") if row.get("ends_on") else None
    open_now = person.holdings.filter(profile=profile, ends_on=None)
    if keep_open and open_now.exists():
        return ""
    same = person.holdings.filter(profile=profile, starts_on=starts_on).first()
    if same is None:
        RoleHolding.objects.create(
            person=person,
            profile=profile,
            starts_on=starts_on,
            ends_on=ends_on,
            source=Source.CSV,
        )
        return f"Is {profile} from {starts_on}."
    if same.ends_on == ends_on:
        return ""
    same.ends_on = ends_on
    same.save(update_fields=["ends_on"])
    return f"{profile} now ends on {ends_on}."


def shift_row(row: Row, by: User) -> str:
    starts_at = _instant(row["starts_at"], "starts_at")
    ends_at = _instant(row["ends_at"], "ends_at")
    return _shift(row["email"], row["duty"], starts_at, ends_at, Source.CSV)


def shift_event(row: Row, by: User) -> str:
    _no_repeats(row)
    starts_at = _instant(row["starts"], "DTSTART")
    ends_at = _instant(row["ends"], "DTEND")
    return _shift(row["email"], row["summary"], starts_at, ends_at, Source.ICAL)


def _shift(
    email: str, duty: str, starts_at: datetime, ends_at: datetime, source: Source
) -> str:
    values = {"duty": _duty(duty), "ends_at": ends_at, "source": source}
    _row, is_new = Shift.objects.update_or_create(
        person=_person(email), starts_at=starts_at, defaults=values
    )
    return "New shift." if is_new else ""


def absence_row(row: Row, by: User) -> str:
    starts_on, ends_on = (
        _day(row["starts_on"], "starts_on"),
        _day(row["ends_on"], "ends_on"),
    )
    return _absence(row["email"], row["reason"], starts_on, ends_on, Source.CSV)


def absence_event(row: Row, by: User) -> str:
    _no_repeats(row)
    starts_on = _day(row["starts"][:10], "DTSTART")
    ends_on = _day(row["ends"][:10], "DTEND")
    return _absence(row["email"], row["summary"], starts_on, ends_on, Source.ICAL)


def _absence(
    email: str, reason: str, starts_on: date, ends_on: date, source: Source
) -> str:
    word = reason.strip().lower()
    known = word if word in Absence.Reason.values else Absence.Reason.OTHER
    _row, is_new = Absence.objects.update_or_create(
        person=_person(email),
        starts_on=starts_on,
        reason=known,
        defaults={"ends_on": ends_on, "source": source},
    )
    return "New absence." if is_new else ""


def _person(email: str) -> User:
    person: User | None = User.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        raise ValidationError(f"Nobody here has the e-mail {email or '(none)'}.")
    return person


def _facility(name: str) -> Facility:
    facility = (
        Facility.objects.filter(code__iexact=name).first()
        or Facility.objects.filter(name__iexact=name).first()
    )
    if facility is None:
        raise ValidationError(f"No facility is called {name}.")
    return facility


def _department(facility: Facility, name: str) -> Department:
    department = facility.departments.filter(name__iexact=name).first()
    if department is None:
        raise ValidationError(f"{facility} has no department called {name}.")
    return department


def _department_of(name: str, fields: Mapping[str, Any]) -> Department:
    if "facility" not in fields:
        raise ValidationError("A department needs its facility beside it.")
    return _department(fields["facility"], name)


def _role(word: str) -> str:
    if word not in Role.values:
        known = ", ".join(Role.values)
        raise ValidationError(f"{word} is no role. Roles are: {known}.")
    return word


def _duty(word: str) -> str:
    known = {str(label).lower(): value for value, label in Shift.Duty.choices}
    wanted = word.strip().lower()
    if wanted in Shift.Duty.values:
        return wanted
    if wanted not in known:
        duties = ", ".join(Shift.Duty.values)
        raise ValidationError(f"{word or '(none)'} is no duty. Duties are: {duties}.")
    return known[wanted]


def _no_repeats(row: Row) -> None:
    if row["repeats"]:
        raise ValidationError("The event repeats: export each shift as its own event.")


def _day(text: str, column: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise ValidationError(
            f"{column} must be a day like 2026-11-24, not “{text}”."
        ) from wrong


def _instant(text: str, column: str) -> datetime:
    """Without an offset, the time is the site's own zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise ValidationError(
            f"{column} must be a time like 2026-11-24T07:30, not “{text}”."
        ) from wrong
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


READERS: Mapping[str, Callable[[str, Mapping[str, Any]], Any]] = {
    "facility": lambda cell, _: _facility(cell),
    "department": _department_of,
    "manager": lambda cell, _: _person(cell),
    "hired_on": lambda cell, _: _day(cell, "hired_on"),
    "roles": lambda cell, _: [_role(word) for word in cell.split()],
}
