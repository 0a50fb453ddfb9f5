"""One cell, opened: what is asked, what is held, and the evidence behind it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from courses.competency import criteria, reading, rules
from courses.competency.held import State
from courses.competency.models import (
    Assessment,
    Competency,
    Evidence,
    EvidenceKind,
    RoleRequirement,
)
from courses.competency.remedies import Remedy, remedies_for
from courses.competency.standing import Cell, matrix, today
from portal.people.models import User

SHOWN = 6


@dataclass(frozen=True)
class OpenCell:
    person: User
    competency: Competency
    cell: Cell | None
    requirements: list[RoleRequirement]
    decision: Assessment | None
    evidence: list[Evidence]
    missing: list[str]
    remedy: Remedy | None
    may_sign_off: bool

    @property
    def state(self) -> str:
        return str(self.cell.state) if self.cell else ""

    @property
    def days_over(self) -> int:
        """Since its last day, or since it was due."""
        if not self.cell or not self.cell.day:
            return 0
        return (today() - self.cell.day).days


def open_cell(person: User, competency: Competency, reader: User) -> OpenCell:
    table = matrix([person], competencies=[competency])
    cell = table.cells.get((person.pk, competency.pk))
    decision = None
    if cell and cell.decision:
        decision = Assessment.objects.select_related("decided_by").get(
            pk=cell.decision.key
        )
    return OpenCell(
        person=person,
        competency=competency,
        cell=cell,
        requirements=list(_requirements(person, competency)),
        decision=decision,
        evidence=list(
            Evidence.objects.filter(person=person, links__competency=competency)
            .select_related("recorded_by", "withdrawal")
            .order_by("-occurred_at", "-pk")[:SHOWN]
        ),
        missing=_missing(person, competency, cell),
        remedy=remedies_for([competency.pk], person).get(competency.pk),
        may_sign_off=rules.can_assess(reader, person)
        and rules.authority_for(reader, competency, on=today()) is not None,
    )


def _requirements(person: User, competency: Competency) -> QuerySet[RoleRequirement]:
    on = today()
    return (
        RoleRequirement.objects.on(on)
        .filter(
            Q(profile__holdings__ends_on=None) | Q(profile__holdings__ends_on__gt=on),
            profile__holdings__person=person,
            profile__holdings__starts_on__lte=on,
            competency=competency,
        )
        .select_related("profile")
        .order_by("-level")
    )


def _missing(person: User, competency: Competency, cell: Cell | None) -> list[str]:
    """The kinds of evidence that the rule still waits for."""
    if cell is None or cell.state in {State.MET, State.WAIVED}:
        return []
    items = reading.items_of(person.pk, competency)
    living = reading.living(items, competency, today())
    verdict = criteria.judge(competency.rule, cell.asked.level, living, today())
    names: dict[str, Any] = dict(EvidenceKind.choices)
    return [str(names[wanted.kind]) for wanted in verdict.missing]
