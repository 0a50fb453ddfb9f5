"""What the pages of an attempt ask of the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.assessment import workflow
from courses.assessment.models import Attempt, Grade
from tests.makers.assessment import (
    make_quiz,
    right_answers,
    single,
)
from tests.makers.competency import make_competency
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def fields_of(attempt: Attempt) -> dict[str, object]:
    return {
        f"{'m' if isinstance(value, list) else 'q'}{order}": value
        for order, value in right_answers(attempt).items()
    }


def queries_of(captured) -> list[str]:
    """Without the savepoints of the verbs within the verb."""
    return [
        one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]
    ]


@pytest.mark.parametrize("answer", ["r", "w"])
def test_a_quiz_of_twenty_questions_is_finished_in_26_queries(client, answer):
    """Grade, evidence, completion, the end of the course, audit and all; Relate
    took 268."""
    watched = make_competency(rule={"kind": "observation"})
    activity = make_quiz(*[single(f"q{n}") for n in range(20)], supports={watched: 1})
    learner = make_user()
    attempt = workflow.start(learner, activity)
    client.force_login(learner)
    fields = {f"q{n}": answer for n in range(1, 21)}

    with CaptureQueriesContext(connection) as captured:
        client.post(reverse("assessment:submit", args=[attempt.pk]), fields)

    assert Grade.objects.get().passed == (answer == "r")
    assert len(queries_of(captured)) <= 26


def test_a_competency_that_the_quiz_newly_reaches_costs_nine_queries_more(client):
    """Its standing, its evidence, the decision with its basis, audit and message,
    and the need that it may fill."""
    reached = [make_competency(kinds="K") for _ in range(2)]
    activity = make_quiz(
        *[single(f"q{n}") for n in range(20)], supports=dict.fromkeys(reached, 1)
    )
    learner = make_user()
    attempt = workflow.start(learner, activity)
    client.force_login(learner)

    with CaptureQueriesContext(connection) as captured:
        client.post(
            reverse("assessment:submit", args=[attempt.pk]),
            {f"q{n}": "r" for n in range(1, 21)},
        )

    assert Grade.objects.get().passed
    assert len(queries_of(captured)) <= 23 + 9 * len(reached)


@pytest.mark.parametrize("questions", [3, 30])
def test_the_page_of_a_quiz_costs_the_same_for_3_and_30_questions(
    client, django_assert_max_num_queries, questions
):
    learner = make_user()
    activity = make_quiz(*[single(f"q{n}") for n in range(questions)])
    attempt = workflow.start(learner, activity)
    client.force_login(learner)

    with django_assert_max_num_queries(10):
        client.get(attempt.get_absolute_url())
    workflow.submit(attempt, by=learner)
    with django_assert_max_num_queries(15):
        client.get(attempt.get_absolute_url())
    with django_assert_max_num_queries(12):
        client.get(reverse("assessment:practice", args=[activity.pk]))
