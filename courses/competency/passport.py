"""One person's page: what is asked of them, what speaks for them, what is lacking."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.competency.held import URGENCY, State
from courses.competency.models import (
    Evidence,
    EvidenceKind,
    EvidenceLink,
    LearningNeed,
)
from courses.competency.remedies import Remedy, remedies_for
from courses.competency.standing import Cell, matrix
from portal.people.models import User

KINDS = {
    EvidenceKind.QUIZ: _("quiz"),
    EvidenceKind.PRACTICAL: _("practice"),
    EvidenceKind.OBSERVATION: _("seen by an assessor"),
    EvidenceKind.CERTIFICATE: _("certificate"),
    EvidenceKind.TICKET: _("tickets"),
}
SHOWN = 12


class Spoken(NamedTuple):
    """A piece of evidence, and one competency that it speaks for."""

    evidence_id: int
    competency_id: int
    code: str
    kind: str
    passed: bool | None
    withdrawal: int | None


@dataclass
class Line:
    """One competency with the kinds of evidence there are for it."""

    cell: Cell
    remedy: Remedy | None
    kinds: list[Promise] = field(default_factory=list)

    @property
    def is_asked(self) -> bool:
        return bool(self.cell.asked.level)


@dataclass(frozen=True)
class Passport:
    lines: list[Line]
    counts: list[tuple[State, int]]
    asked: int
    evidence: list[tuple[Evidence, list[str]]]
    needs: list[LearningNeed]

    @property
    def gaps(self) -> list[Line]:
        return [line for line in self.lines if line.cell.is_gap]

    @property
    def critical_gaps(self) -> list[Line]:
        return [line for line in self.lines if line.cell.is_critical_gap]


def passport_of(person: User) -> Passport:
    """The most harmful first."""
    cells = sorted(matrix([person]).of(person.pk), key=lambda cell: cell.harm)
    asked = [cell for cell in cells if cell.asked.level]
    counted = Counter(cell.state for cell in asked)
    spoken = _spoken(person)
    newest = Evidence.objects.filter(person=person).select_related(
        "recorded_by", "withdrawal"
    )
    return Passport(
        lines=_lines(person, cells, spoken),
        counts=in_order(counted),
        asked=len(asked),
        evidence=[
            (one, [link.code for link in spoken if link.evidence_id == one.pk])
            for one in newest[:SHOWN]
        ],
        needs=list(
            LearningNeed.objects.open()
            .filter(learner=person)
            .select_related("competency", "raised_by")
            .prefetch_related("sources")
            .order_by("-raised_at")
        ),
    )


def counts_of(person: User) -> Counter[State]:
    cells = matrix([person]).of(person.pk)
    return Counter(cell.state for cell in cells if cell.asked.level)


def in_order(counts: Counter[State]) -> list[tuple[State, int]]:
    return [(state, counts[state]) for state in sorted(counts, key=_order)]


def _order(state: State) -> int:
    """What is met first: the reader sees what stands before what lacks."""
    return -1 if state == State.MET else URGENCY[state]


def _spoken(person: User) -> list[Spoken]:
    links = EvidenceLink.objects.filter(evidence__person=person)
    rows = links.order_by("competency__code").values_list(
        "evidence_id",
        "competency_id",
        "competency__code",
        "evidence__kind",
        "evidence__passed",
        "evidence__withdrawal",
    )
    return [Spoken(*row) for row in rows]


def _lines(person: User, cells: Sequence[Cell], spoken: Sequence[Spoken]) -> list[Line]:
    shown: dict[int, set[str]] = {}
    for link in spoken:
        if link.passed is not False and link.withdrawal is None:
            shown.setdefault(link.competency_id, set()).add(link.kind)
    wanted = [c.competency.pk for c in cells if c.state != State.MET or c.needed]
    remedies = remedies_for(wanted, person)
    return [
        Line(cell, remedies.get(key), _kinds(shown.get(key, set())))
        for cell in cells
        for key in [cell.competency.pk]
    ]


def _kinds(there: set[str]) -> list[Promise]:
    return [word for kind, word in KINDS.items() if kind in there]
