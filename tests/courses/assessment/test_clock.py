"""The server's clock: what comes in time, what is left lying, what comes late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.assessment import workflow
from courses.assessment.models import Attempt, Grade
from courses.assessment.tasks import close_overdue
from portal.lib.refusal import Refused
from portal.notify.models import Message
from tests.makers.assessment import (
    make_quiz,
    single,
)
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def overdue(attempt: Attempt) -> Attempt:
    """As if it had been opened long ago."""
    past = timezone.now() - timedelta(minutes=10)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=past, due_at=past)
    attempt.refresh_from_db()
    return attempt


def test_what_comes_after_the_time_is_not_taken_and_what_was_saved_is_graded():
    learner, activity = make_user(), make_quiz(single(), allowed_minutes=5)
    attempt = workflow.start(learner, activity)
    workflow.save(attempt, {1: "w"}, by=learner)
    overdue(attempt)

    workflow.submit(attempt, by=learner, values={1: "r"})

    assert not Grade.objects.get().passed
    with pytest.raises(Refused):
        workflow.save(attempt, {1: "r"}, by=learner)


def test_an_answer_that_was_under_way_when_the_clock_ran_out_still_counts():
    learner, activity = make_user(), make_quiz(single(), allowed_minutes=5)
    attempt = workflow.start(learner, activity)
    Attempt.objects.update(deadline=timezone.now() - timedelta(seconds=10))

    workflow.submit(attempt, by=learner, values={1: "r"})

    assert Grade.objects.get().passed


def test_the_sweeper_grades_what_was_left_open_and_lets_the_unanswered_lapse():
    learner = make_user()
    left = workflow.start(learner, make_quiz(single()))
    workflow.save(left, {1: "r"}, by=learner)
    empty = workflow.start(learner, make_quiz(single()))
    running = workflow.start(learner, make_quiz(single()))
    overdue(left)
    overdue(empty)

    assert close_overdue() == 2
    assert close_overdue() == 0

    states = dict(Attempt.objects.values_list("pk", "state"))
    assert states == {
        left.pk: Attempt.State.SUBMITTED,
        empty.pk: Attempt.State.LAPSED,
        running.pk: Attempt.State.OPEN,
    }
    assert Grade.objects.get().attempt_id == left.pk
    told = Message.objects.filter(kind="attempt.graded")
    assert [message.recipient_id for message in told] == [learner.pk]


def test_whoever_comes_back_too_late_begins_the_next_attempt():
    learner, activity = make_user(), make_quiz(single(), allowed_minutes=5)
    first = workflow.start(learner, activity)
    workflow.save(first, {1: "r"}, by=learner)
    overdue(first)

    second = workflow.start(learner, activity)

    assert (first.number, second.number) == (1, 2)
    assert Grade.objects.get().attempt_id == first.pk
