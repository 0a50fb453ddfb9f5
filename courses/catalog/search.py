"""Courses and their lessons in the one search box."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalog.models import Course
from portal.people.models import User
from portal.search import registry
from portal.search.fulltext import newest_ranked


def find(user: User, query: str, limit: int) -> Sequence[registry.Hit]:
    found = newest_ranked(Course.objects.visible_to(user), query, limit=limit)
    return [
        registry.Hit(
            title=course.title,
            url=course.get_absolute_url(),
            detail=_("%(n)d min · %(summary)s")
            % {"n": course.minutes, "summary": course.summary},
            rank=course.rank,  # type: ignore[attr-defined]
        )
        for course in found
    ]


registry.register(registry.Kind(30, gettext_lazy("Courses"), "book-2", find))
