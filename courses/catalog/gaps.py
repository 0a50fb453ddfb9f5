"""What a person still has to show, and the course that leads there."""

from dataclasses import dataclass, field

from courses.catalog import reach
from courses.catalog.models import Course, CourseCompetency, CourseState
from courses.competency.guides import guides_for
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
    reaches: dict[int, int] = field(default_factory=dict)
    guide: User | None = None

    @property
    def course(self) -> Course | None:
        return self.courses[0] if self.courses else None

    @property
    def closes(self) -> bool:
        """Whether the course alone is enough; else somebody has to see it done."""
        level = self.need.level if self.need else self.cell.asked.level
        return self.course is not None and self.reaches[self.course.pk] >= level


def gaps_of(person: User) -> list[Gap]:
    """The most harmful first; what their own ticket laid bare before the rest.
    Seven queries, however many gaps there are."""
    cells = [cell for cell in matrix([person]).of(person.pk) if _asks(cell)]
    needs = {
        need.competency_id: need
        for need in LearningNeed.objects.open()
        .filter(learner=person)
        .prefetch_related("sources")
    }
    gaps = [Gap(cell, needs.get(cell.competency.pk)) for cell in cells]
    _find_courses(gaps)
    return sorted(gaps, key=lambda gap: (gap.need is None, gap.cell.harm))


def _asks(cell: Cell) -> bool:
    return cell.needed or cell.state in ASKS


def find_guides(person: User, gaps: list[Gap]) -> None:
    """Where no course leads, or somebody has to see it afterwards."""
    guides = guides_for(person, [gap.cell for gap in gaps])
    for gap in gaps:
        gap.guide = None if gap.closes else guides.get(gap.cell.competency.pk)


def _find_courses(gaps: list[Gap]) -> None:
    """What leads furthest comes first, then the shortest."""
    by_competency = {gap.cell.competency.pk: gap for gap in gaps}
    links = list(
        CourseCompetency.objects.filter(
            competency__in=by_competency, course__state=CourseState.PUBLISHED
        )
        .select_related("course")
        .order_by("course__minutes", "course_id")
    )
    reached = reach.of_courses({link.course_id for link in links})
    for link in links:
        gap = by_competency[link.competency_id]
        level = reached.get((link.course_id, link.competency_id), 0)
        gap.courses.append(link.course)
        gap.reaches[link.course_id] = min(level, gap.cell.asked.level)
    for gap in gaps:
        gap.courses.sort(key=lambda course, gap=gap: -gap.reaches[course.pk])  # type: ignore[misc]
