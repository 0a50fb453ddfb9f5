"""How people stand against what their roles ask: three queries, however many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.competency.held import (
    GAPS,
    URGENCY,
    Asked,
    Decision,
    State,
    held_level,
    most_urgent,
)
from courses.competency.models import (
    Assessment,
    Competency,
    LearningNeed,
    RoleRequirement,
    Waiver,
)
from portal.people.models import User

NOWHEN = Value(None, output_field=DateField())
Key = tuple[int, int]
TONES = {
    State.MET: "ok",
    State.SOON: "warn",
    State.GRACE: "warn",
    State.LAPSED: "alarm",
    State.NEVER: "alarm",
    State.LATER: "none",
    State.WAIVED: "none",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One person and one competency."""

    person_id: int
    competency: Competency
    asked: Asked
    decision: Decision | None
    held: int
    state: State
    waived_until: date | None = None
    needed: bool = False

    @property
    def is_gap(self) -> bool:
        return self.state in GAPS

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_critical_gap(self) -> bool:
        return self.is_gap and self.asked.critical

    @property
    def day(self) -> date | None:
        """The day that matters now: the end of validity, or the day it is due."""
        if self.decision and self.state != State.LATER:
            return self.decision.valid_until
        return self.asked.due_on

    @property
    def harm(self) -> tuple[int, int, int, date]:
        """Sorts the most harmful first."""
        return (
            URGENCY[self.state],
            -int(self.asked.critical),
            -self.competency.risk,
            self.day or date.max,
        )


@dataclass(frozen=True)
class Matrix:
    on: date
    competencies: Sequence[Competency]
    cells: Mapping[Key, Cell]
    by_person: Mapping[int, list[Cell]] = field(default_factory=dict)

    def of(self, person_id: int) -> list[Cell]:
        return self.by_person.get(person_id, [])


def today() -> date:
    """The hospital's day: a competency ends at its midnight, not the reader's."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def end_of(on: date) -> datetime:
    """The first moment after this day, in the hospital's zone."""
    midnight = datetime.combine(on + timedelta(days=1), time())
    return timezone.make_aware(midnight, timezone.get_default_timezone())


def matrix(
    people: Iterable[User | int],
    on: date | None = None,
    *,
    competencies: Sequence[Competency] | None = None,
) -> Matrix:
    """All that is asked of these people, held by them or lacking, on that day."""
    on = on or today()
    ids = [person if isinstance(person, int) else person.pk for person in people]
    if competencies is None:
        competencies = list(Competency.objects.in_use())
    asked, decisions = _asked(ids, on), _decisions(ids, on)
    needed, waived = _needs_and_waivers(ids, on)
    known = {one.pk: one for one in competencies}
    keys = asked.keys() | decisions.keys() | needed.keys()
    cells = {
        key: _cell(key, known[key[1]], on, asked, decisions, needed, waived)
        for key in keys
        if key[1] in known
    }
    shown = {key: cell for key, cell in cells.items() if cell.asked.level or cell.held}
    by_person: dict[int, list[Cell]] = {}
    for cell in shown.values():
        by_person.setdefault(cell.person_id, []).append(cell)
    return Matrix(on, competencies, shown, by_person)


def _cell(
    key: Key,
    competency: Competency,
    on: date,
    all_asked: Mapping[Key, list[Asked]],
    decisions: Mapping[Key, Decision],
    needed: Mapping[Key, int],
    waived: Mapping[Key, date],
) -> Cell:
    decision = decisions.get(key)
    # A need that work laid bare asks for its level where no role asks anything.
    state, asked = most_urgent(
        all_asked.get(key) or [Asked(level=needed.get(key, 0))],
        decision,
        on=on,
        grace_days=competency.grace_days,
        waived=key in waived,
    )
    return Cell(
        person_id=key[0],
        competency=competency,
        asked=asked,
        decision=decision,
        held=held_level(decision, on),
        state=state,
        waived_until=waived.get(key),
        needed=key in needed,
    )


def _asked(people: Sequence[int], on: date) -> dict[Key, list[Asked]]:
    """What a person's roles ask on that day; two roles may ask the same thing."""
    rows = (
        RoleRequirement.objects.on(on)
        .filter(
            Q(profile__holdings__ends_on=None) | Q(profile__holdings__ends_on__gt=on),
            profile__holdings__person__in=people,
            profile__holdings__starts_on__lte=on,
        )
        .values_list(
            "profile__holdings__person_id",
            "competency_id",
            "level",
            "due_days_after_start",
            "critical",
            "starts_on",
            "profile__holdings__starts_on",
        )
    )
    found: dict[Key, list[Asked]] = {}
    for person, competency, level, days, critical, asked_from, held_from in rows:
        due_on = max(asked_from, held_from) + timedelta(days=days)
        asked = Asked(level, due_on, critical)
        found.setdefault((person, competency), []).append(asked)
    return found


def _decisions(people: Sequence[int], on: date) -> dict[Key, Decision]:
    before = None if on >= today() else end_of(on)
    rows = (
        Assessment.objects.standing(before)
        .filter(person__in=people)
        .latest_each()
        .values_list(
            "person_id",
            "competency_id",
            "level",
            "valid_until",
            Coalesce("supersedes__level", Value(0)),
            "pk",
        )
    )
    return {
        (person, competency): Decision(level, until, before_level, key)
        for person, competency, level, until, before_level, key in rows
    }


def _needs_and_waivers(
    people: Sequence[int], on: date
) -> tuple[dict[Key, int], dict[Key, date]]:
    needs = (
        LearningNeed.objects.open()
        .filter(learner__in=people, raised_at__lt=end_of(on))
        .order_by()
        .values_list("learner_id", "competency_id", F("level"), NOWHEN)
    )
    waivers = (
        Waiver.objects.on(on)
        .filter(person__in=people)
        .order_by()
        .values_list("person_id", "competency_id", Value(0), F("until"))
    )
    needed: dict[Key, int] = {}
    waived: dict[Key, date] = {}
    for person, competency, level, until in waivers.union(needs, all=True):
        if until is None:
            needed[person, competency] = level
        else:
            waived[person, competency] = until
    return needed, waived
