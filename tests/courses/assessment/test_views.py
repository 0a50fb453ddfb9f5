"""The pages of an attempt, as a browser without JavaScript meets them."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.assessment import workflow
from courses.assessment.models import Answer, Attempt, Grade, Variant
from portal.audit.models import AuditEvent
from tests.makers.assessment import (
    make_exercise,
    make_quiz,
    mark_at,
    multiple,
    numeric,
    right_answers,
    single,
)
from tests.makers.catalog import make_course
from tests.makers.competency import make_competency
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


def test_a_learner_does_not_find_the_quiz_of_a_draft(client):
    activity = make_quiz(course=make_course(state="draft"))
    client.force_login(make_user())

    answer = client.get(reverse("assessment:practice", args=[activity.pk]))

    assert answer.status_code == 404


def queries_of(captured) -> list[str]:
    """Without the savepoints of the verbs within the verb."""
    return [
        one["sql"] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]
    ]


@pytest.mark.parametrize("answer", ["r", "w"])
def test_a_quiz_of_twenty_questions_is_finished_in_25_queries(client, answer):
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
    assert len(queries_of(captured)) <= 25


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
    assert len(queries_of(captured)) <= 22 + 9 * len(reached)


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
