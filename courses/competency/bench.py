"""How long the matrix takes, and a lead's front page."""

from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.competency.grid import all_columns
from courses.competency.standing import matrix
from portal.home.bench import Row, measure, page, timed
from portal.people.models import User

LEAD: Final = "lead@demo.example"
SEES_ALL: Final = "auditor@demo.example"
PEOPLE: Final = 300


@measure(30)
def matrix_300x40(_tickets: int) -> Iterator[Row]:
    """Every cell of 300 people by all competencies, as the page computes them."""
    people = list(User.objects.filter(is_active=True).order_by("-pk")[:PEOPLE])
    columns = all_columns()
    with CaptureQueriesContext(connection) as caught:
        matrix(people, competencies=columns)
    ms = timed(lambda: matrix(people, competencies=columns))
    yield Row("matrix_300x40", len(people), queries=len(caught), ms=ms)


@measure(31)
def matrix_page_10k(_tickets: int) -> Iterator[Row]:
    """For somebody who sees everybody."""
    url = reverse("competency:matrix")
    yield page("matrix_page_10k", _staff(), url, email=SEES_ALL)


@measure(32)
def fronts_10k(_tickets: int) -> Iterator[Row]:
    """The front page of a lead with some hundred reports, and of somebody whose
    figures are of everybody."""
    for name, email in (("front_lead_10k", LEAD), ("front_all_10k", SEES_ALL)):
        yield page(name, _staff(), reverse("home:front"), email=email)


def _staff() -> int:
    count: int = User.objects.filter(is_active=True).count()
    return count
