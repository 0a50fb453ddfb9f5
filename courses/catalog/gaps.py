"""What a person still has to show, and the course that leads there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from courses.catalog.models import Course, CourseCompetency, CourseState
from courses.competency.held import State
from courses.competency.models import LearningNeed
from courses.competency.standing import Cell, matrix
from portal.people.models import User

ASKS = frozenset({State.LAPSED, State.NEVER, State.GRACE, State.SOON})


@dataclass
class Gap:
    """One competency that is asked of a person and lacks or runs out."""

    cell: Cell
    need: LearningNeed | None = None
    courses: list[Course] = field(default_factory=list)

    @property
    def course(self) -> Course | None:
        return self.courses[0] if self.courses else None


def gaps_of(person: User) -> list[Gap]:
    """The most harmful first; what their own ticket laid bare before the rest.
    Five queries, however many gaps there are."""
    cells = [cell for cell in matrix([person]).of(person.pk) if _asks(cell)]
    needs = {
        need.competency_id: need
        for need in LearningNeed.objects.open().filter(learner=person)
    }
    gaps = [Gap(cell, needs.get(cell.competency.pk)) for cell in cells]
    _find_courses(gaps)
    return sorted(gaps, key=lambda gap: (gap.need is None, gap.cell.harm))


def _asks(cell: Cell) -> bool:
    return cell.needed or cell.state in ASKS


def _find_courses(gaps: Iterable[Gap]) -> None:
    """One that leads far enough comes first, then the shortest."""
    by_competency = {gap.cell.competency.pk: gap for gap in gaps}
    links = (
        CourseCompetency.objects.filter(
            competency__in=by_competency, course__state=CourseState.PUBLISHED
        )
        .select_related("course")
        .order_by("course__minutes", "course_id")
    )
    for far_enough in (True, False):
        for link in links:
            gap = by_competency[link.competency_id]
            if (link.level >= gap.cell.asked.level) == far_enough:
                gap.courses.append(link.course)
