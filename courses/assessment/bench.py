"""How long it takes to finish a quiz of twenty questions."""

from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import Final

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.assessment import workflow
from courses.assessment.authoring import ReadQuestion, ReadQuiz
from courses.assessment.keeping import keep_quiz
from courses.catalog.models import Activity, Course, Module
from portal.home.bench import Row, measure
from portal.people.models import User

QUESTIONS, RUNS = 20, 7
PERSON: Final = "trainee@demo.example"


@measure(41)
def quiz_finish(_tickets: int) -> Iterator[Row]:
    """Handing in by the page's own form: grading, records and all. What was made
    for the measure is rolled back."""
    person = User.objects.get(email=PERSON)
    with transaction.atomic():
        activity = _quiz()
        client = Client(headers={"host": "localhost"})
        client.force_login(person)
        took, queries = [], 0
        for _ in range(RUNS):
            ms, queries = _finish(client, person, activity)
            took.append(ms)
        transaction.set_rollback(True)
    yield Row("quiz_finish", QUESTIONS, queries=queries, ms=round(median(took), 2))


def _quiz() -> Activity:
    course = Course.objects.published().order_by("pk")[0]
    module = Module.objects.create(course=course, slug="bench", title="Bench")
    activity = Activity.objects.create(
        module=module, slug="bench", kind="quiz", title="Bench"
    )
    questions = [
        ReadQuestion(
            code=f"q{number}",
            kind="single",
            stem="<p>Which?</p>",
            options=[{"id": one, "text": one} for one in "rwxyz"],
            key={"right": "r", "why": dict.fromkeys("rwxyz", "Because."), "after": ""},
        )
        for number in range(QUESTIONS)
    ]
    keep_quiz(activity, ReadQuiz(80, None, None, questions))
    return activity


def _finish(client: Client, person: User, activity: Activity) -> tuple[float, int]:
    attempt = workflow.start(person, activity)
    fields = {f"q{number}": "r" for number in range(1, QUESTIONS + 1)}
    url = reverse("assessment:submit", args=[attempt.pk])
    with CaptureQueriesContext(connection) as caught:
        began = perf_counter()
        client.post(url, fields)
        ms = (perf_counter() - began) * 1000
    return ms, len(caught)
