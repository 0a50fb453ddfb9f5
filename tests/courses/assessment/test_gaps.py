"""Handed in with a gap in it: whether that is meant is asked first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.assessment import workflow
from courses.assessment.models import Attempt, Grade
from tests.makers.assessment import (
    make_exercise,
    make_quiz,
    single,
)
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def test_handing_in_with_gaps_first_says_which(client):
    learner = make_user()
    attempt = workflow.start(learner, make_quiz(*[single(f"q{n}") for n in range(4)]))
    client.force_login(learner)
    submit = reverse("assessment:submit", args=[attempt.pk])

    asked = client.post(submit, {"q1": "r", "q3": "r"}, follow=True)
    text = asked.content.decode()
    attempt.refresh_from_db()
    still_open = attempt.is_open
    result = client.post(submit, {"as_it_is": "1"}, follow=True)
    client.post(submit, {"as_it_is": "1"})

    assert "2 of 4 are not answered" in text
    assert [item.order for item in asked.context["open"]] == [2, 4]
    assert still_open
    assert result.content.decode().count("Not answered") == 2
    assert Grade.objects.get().score == 0.5
    assert Attempt.objects.count() == 1


def test_an_exercise_without_a_mark_asks_whether_that_is_meant(client):
    learner, activity = make_user(), make_exercise()
    attempt = workflow.start(learner, activity)
    client.force_login(learner)
    submit = reverse("assessment:submit", args=[attempt.pk])

    asked = client.post(submit, {"marks": "[]"}, follow=True)
    attempt.refresh_from_db()
    still_open = attempt.is_open
    client.post(submit, {"as_it_is": "1"})

    assert "You set no mark" in asked.content.decode()
    assert still_open
    assert Grade.objects.get().score == 0


def test_after_the_clock_gaps_are_handed_in_without_a_question(client):
    learner = make_user()
    attempt = workflow.start(learner, make_quiz(single(), allowed_minutes=5))
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    client.force_login(learner)

    answer = client.post(reverse("assessment:submit", args=[attempt.pk]))

    assert answer.url == attempt.get_absolute_url()
    attempt.refresh_from_db()
    assert not attempt.is_open


def test_the_question_about_gaps_is_asked_of_the_learner_alone(client):
    attempt = workflow.start(make_user(), make_quiz(single()))
    client.force_login(make_user())

    answer = client.get(reverse("assessment:hand_in", args=[attempt.pk]))

    assert answer.status_code == 404
