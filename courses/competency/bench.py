"""How long the matrix takes, and a lead's front page."""

from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.competency.standing import matrix
from portal.home.bench import Row, measure, page, timed
from portal.people.models import User

LEAD: Final = "lead@demo.example"
PEOPLE: Final = 300


@measure(30)
def matrix_300x40(_tickets: int) -> Iterator[Row]:
    """Every cell of 300 people by all competencies, as the page computes them."""
    people = list(User.objects.active().order_by("-pk")[:PEOPLE])
    with CaptureQueriesContext(connection) as caught:
        matrix(people)
    ms = timed(lambda: matrix(people))
    yield Row("matrix_300x40", len(people), queries=len(caught), ms=ms)


@measure(31)
def matrix_page_10k(_tickets: int) -> Iterator[Row]:
    url = reverse("competency:matrix")
    yield page("matrix_page_10k", _staff(), url, email=LEAD)


@measure(32)
def front_lead_10k(_tickets: int) -> Iterator[Row]:
    """The front page of a lead to whom all of them report."""
    yield page("front_lead_10k", _staff(), reverse("home:front"), email=LEAD)


def _staff() -> int:
    return User.objects.filter(is_active=True).count()
