"""The pages of a quiz, as a browser without JavaScript meets them."""

import pytest
from django.urls import reverse

from courses.assessment import workflow
from courses.assessment.models import Answer, Attempt, Grade
from tests.makers.assessment import (
    make_quiz,
    multiple,
    numeric,
    right_answers,
    single,
)
from tests.makers.catalog import make_course
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def fields_of(attempt: Attempt) -> dict[str, object]:
    return {
        f"{'m' if isinstance(value, list) else 'q'}{order}": value
        for order, value in right_answers(attempt).items()
    }


def test_a_quiz_is_taken_from_start_to_result(client):
    learner, activity = make_user(), make_quiz(single(), multiple(), numeric())
    client.force_login(learner)

    opened = client.post(reverse("assessment:begin", args=[activity.pk]))
    attempt = Attempt.objects.get()
    page = client.get(opened.url)
    handed_in = client.post(
        reverse("assessment:submit", args=[attempt.pk]),
        fields_of(attempt),
        follow=True,
    )

    assert "Which one?" in page.content.decode()
    assert "100 %" in handed_in.content.decode()
    assert Grade.objects.get().passed


def test_autosave_keeps_one_item_and_leaves_the_others_alone(client):
    learner, activity = make_user(), make_quiz(single("a"), single("b"))
    attempt = workflow.start(learner, activity)
    workflow.save(attempt, {2: "w"}, by=learner)
    client.force_login(learner)

    answer = client.post(reverse("assessment:save", args=[attempt.pk]), {"q1": "r"})

    assert answer.json() == {"kept": [1]}
    values = Answer.objects.order_by("item__order").values_list("value", flat=True)
    assert list(values) == ["r", "w"]


def test_after_a_crash_the_answers_are_there_on_another_device(client):
    learner, activity = make_user(), make_quiz(multiple())
    attempt = workflow.start(learner, activity)
    workflow.save(attempt, {1: ["a"]}, by=learner)

    client.force_login(learner)
    text = client.get(attempt.get_absolute_url()).content.decode()

    assert text.count(" checked") == 1
    assert 'value="a" checked' in text


def test_save_and_go_on_later_hands_nothing_in(client):
    learner, activity = make_user(), make_quiz(single())
    attempt = workflow.start(learner, activity)
    client.force_login(learner)

    answer = client.post(
        reverse("assessment:submit", args=[attempt.pk]),
        {"later": "1", "q1": "r"},
    )

    assert answer.url == reverse("assessment:practice", args=[activity.pk])
    assert Answer.objects.get().value == "r"
    attempt.refresh_from_db()
    assert attempt.is_open


def test_what_was_saved_stays_when_the_form_does_not_bring_it(client):
    learner, activity = make_user(), make_quiz(single())
    attempt = workflow.start(learner, activity)
    workflow.save(attempt, {1: "r"}, by=learner)
    client.force_login(learner)

    client.post(reverse("assessment:submit", args=[attempt.pk]))

    assert Grade.objects.get().passed


@pytest.mark.parametrize("address", ["save", "submit"])
def test_letters_are_no_number_and_the_rest_is_kept(client, address):
    learner = make_user()
    attempt = workflow.start(learner, make_quiz(numeric(), single()))
    orders = {
        item.question.kind: item.order
        for item in attempt.items.select_related("question")
    }
    client.force_login(learner)

    answer = client.post(
        reverse(f"assessment:{address}", args=[attempt.pk]),
        {f"q{orders['numeric']}": "abc", f"q{orders['single']}": "r"},
    )

    assert answer.status_code == 422
    assert "is no number" in answer.content.decode()
    assert list(Answer.objects.values_list("value", flat=True)) == ["r"]
    attempt.refresh_from_db()
    assert attempt.is_open


def test_what_was_typed_stays_beside_the_sentence(client):
    learner = make_user()
    attempt = workflow.start(learner, make_quiz(numeric()))
    client.force_login(learner)

    text = client.post(
        reverse("assessment:submit", args=[attempt.pk]), {"q1": "abc"}
    ).content.decode()

    assert 'value="abc"' in text
    assert 'href="#answer-q1"' in text
    assert not Answer.objects.exists()


@pytest.mark.parametrize("typed", ["7319,5", "7319.5 mm", " +7 319.5"])
def test_a_number_may_be_typed_as_people_type_it(client, typed):
    attempt = workflow.start(learner := make_user(), make_quiz(numeric()))
    client.force_login(learner)

    client.post(reverse("assessment:submit", args=[attempt.pk]), {"q1": typed})

    assert Grade.objects.get().passed


def test_a_learner_does_not_find_the_quiz_of_a_draft(client):
    activity = make_quiz(course=make_course(state="draft"))
    client.force_login(make_user())

    answer = client.get(reverse("assessment:practice", args=[activity.pk]))

    assert answer.status_code == 404
