"""The page of an exercise with images: the viewer, its autosave, and the result."""

import json

import pytest
from django.urls import reverse

from courses.assessment import workflow
from courses.assessment.models import Answer, Variant
from portal.audit.models import AuditEvent
from tests.makers.assessment import (
    make_exercise,
    mark_at,
)
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def test_an_exercise_page_carries_the_viewer_and_the_marks_kept_so_far(client):
    learner, activity = make_user(), make_exercise()
    attempt = workflow.start(learner, activity)
    workflow.save(attempt, {1: [mark_at(attempt, 12, 34)]}, by=learner)
    client.force_login(learner)

    answer = client.get(attempt.get_absolute_url())

    viewer = answer.context["viewer"]
    assert viewer["task"]["marks"][0]["pixels"] == [[12, 34]]
    assert viewer["expert"] is None
    assert viewer["studyUid"] == attempt.variant.study.uid
    assert viewer["studyUid"] != activity.exercise.study.uid
    assert AuditEvent.objects.filter(verb="study.opened", actor=learner).count() == 1


def test_the_viewers_autosave_keeps_marks(client):
    learner, activity = make_user(), make_exercise()
    attempt = workflow.start(learner, activity)
    client.force_login(learner)

    answer = client.post(
        reverse("assessment:save", args=[attempt.pk]),
        json.dumps({"marks": [mark_at(attempt, 12, 34)]}),
        content_type="application/json",
    )

    assert answer.json() == {"kept": [1]}
    assert Answer.objects.get().value[0]["pixels"] == [[12, 34]]


@pytest.mark.parametrize("body", ["", "[1]", "{", '{"marks": 3}', "\xff"])
def test_an_autosave_that_makes_no_sense_is_refused(client, body):
    learner, activity = make_user(), make_exercise()
    attempt = workflow.start(learner, activity)
    client.force_login(learner)

    answer = client.post(
        reverse("assessment:save", args=[attempt.pk]),
        body,
        content_type="application/json",
    )

    assert answer.status_code == 409
    assert not Answer.objects.exists()


def test_the_result_lays_the_experts_mark_over_the_learners(client):
    learner, activity = make_user(), make_exercise()
    attempt = workflow.start(learner, activity)
    marks = json.dumps([mark_at(attempt, 31, 41), mark_at(attempt, 90, 90)])
    client.force_login(learner)

    answer = client.post(
        reverse("assessment:submit", args=[attempt.pk]), {"marks": marks}, follow=True
    )

    viewer = answer.context["viewer"]
    assert viewer["expert"]["marks"][0]["pixels"] == [[30.25, 40.75]]
    assert [mark["wrong"] for mark in viewer["task"]["marks"]] == [False, True]
    assert viewer["task"]["autosave_url"] is None
    text = answer.content.decode()
    assert "NAME-OF-A" in text
    assert "WHAT-IT-WAS" in text


def test_an_exercise_without_its_study_says_so_and_offers_no_start(client):
    learner = make_user()
    activity = make_exercise()
    Variant.objects.update(made_at=None)
    client.force_login(learner)

    text = client.get(reverse("assessment:practice", args=[activity.pk]))

    assert "still being prepared" in text.content.decode()
    assert reverse("assessment:begin", args=[activity.pk]) not in text.content.decode()
