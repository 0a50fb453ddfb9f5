"""The list of courses as one person sees it: what closes their gaps comes first."""

from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from courses.catalog.gaps import Gap
from courses.catalog.models import (
    Activity,
    Completion,
    Course,
    CourseCompetency,
    Enrolment,
)
from portal.people.models import User
from portal.search.fulltext import query_for


def courses_for(person: User, gaps: list[Gap]) -> QuerySet[Any]:
    """Each course with its steps, those done, and whether it closes a gap."""
    wanted = [gap.cell.competency.pk for gap in gaps]
    needed = [gap.cell.competency.pk for gap in gaps if gap.need]
    return (
        Course.objects.visible_to(person)
        .annotate(
            steps=_count(Activity.objects.current(), "module__course"),
            done=_count(
                Completion.objects.filter(
                    enrolment__person=person, activity__withdrawn=False
                ),
                "enrolment__course",
            ),
            fills=_links(wanted) + _links(needed),
            is_begun=Exists(
                Enrolment.objects.filter(person=person, course=OuterRef("pk"))
            ),
        )
        .prefetch_related("counts_for")
    )


def matching(courses: QuerySet[Any], text: str) -> QuerySet[Any]:
    """All the words; the last may be half typed."""
    query = query_for(text)
    return courses.filter(search=query) if query else courses


def unfinished(courses: QuerySet[Any]) -> QuerySet[Any]:
    return courses.filter(is_begun=True, done__lt=F("steps"))


def _count(rows: QuerySet[Any], path: str) -> Coalesce:
    counted = (
        rows.filter(**{path: OuterRef("pk")})
        .order_by()
        .values(path)
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def _links(competencies: list[int]) -> Coalesce:
    return _count(
        CourseCompetency.objects.filter(competency__in=competencies),
        "course",
    )
