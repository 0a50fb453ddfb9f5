"""What fills a gap, told to the rooms below that show the gap."""

from collections.abc import Collection, Mapping

from courses.catalog.models import CourseCompetency, CourseState
from courses.competency import remedies
from portal.people.models import User


def find(competencies: Collection[int], _person: User) -> Mapping[int, remedies.Remedy]:
    """The shortest published course for each; one query."""
    links = (
        CourseCompetency.objects.filter(
            competency__in=competencies, course__state=CourseState.PUBLISHED
        )
        .select_related("course")
        .order_by("-course__minutes", "-course_id")
    )
    return {
        link.competency_id: remedies.Remedy(
            link.course.title, link.course.get_absolute_url(), link.course.minutes
        )
        for link in links
    }


remedies.register(find)
