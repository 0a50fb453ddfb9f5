"""An attempt from its opening to its grade."""

import pytest
from django.core.exceptions import PermissionDenied

from courses.assessment import workflow
from courses.assessment.models import Answer, Attempt, Grade
from courses.catalog.models import Completion
from courses.competency.models import Evidence, EvidenceKind, LearningNeed
from courses.competency.needs import raise_need
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from portal.notify.models import Message
from tests.makers.assessment import (
    make_exercise,
    make_passed,
    make_quiz,
    mark_at,
    multiple,
    right_answers,
    single,
)
from tests.makers.catalog import make_course
from tests.makers.competency import make_competency
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def test_what_is_asked_and_in_which_order_is_fixed_when_an_attempt_opens():
    learner = make_user()
    activity = make_quiz(*[single(f"q{n}") for n in range(9)], draw=4)

    attempt = workflow.start(learner, activity)

    first = [(i.order, i.question_id, i.option_order) for i in attempt.items.all()]
    again = workflow.start(learner, activity)
    assert again.pk == attempt.pk
    assert first == [
        (i.order, i.question_id, i.option_order) for i in again.items.all()
    ]
    assert len(first) == 4
    assert all(sorted(options) == ["r", "w", "x"] for _, _, options in first)


def test_a_passed_quiz_is_graded_completed_evidenced_audited_and_told_at_once():
    competency = make_competency(kinds="K")
    activity = make_quiz(supports={competency: 1})
    learner = make_user()

    attempt = make_passed(learner, activity)

    grade = Grade.objects.get(attempt=attempt)
    assert (grade.score, grade.passed, grade.grader) == (1, True, "quiz/1")
    assert grade.key.version == 1
    assert Completion.objects.filter(
        activity=activity, enrolment__person=learner, source=f"attempt:{attempt.pk}"
    ).exists()
    evidence = Evidence.objects.get(person=learner)
    assert (evidence.kind, evidence.passed) == (EvidenceKind.QUIZ, True)
    assert evidence.source_id == str(attempt.pk)
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"attempt.opened", "attempt.graded", "evidence.recorded"} <= verbs
    assert Message.objects.filter(recipient=learner, kind="competency.reached").exists()


def test_a_failed_quiz_is_evidence_too_and_completes_nothing():
    competency = make_competency(kinds="K")
    activity = make_quiz(single(), supports={competency: 1})
    learner = make_user()
    attempt = workflow.start(learner, activity)

    workflow.submit(attempt, by=learner, values={1: "w"})

    assert Evidence.objects.get(person=learner).passed is False
    assert not Completion.objects.exists()


def test_a_pass_closes_the_learning_need_that_a_ticket_laid_bare():
    competency = make_competency(kinds="P")
    activity = make_exercise(supports={competency: 2})
    learner = make_user()
    need = raise_need(learner, competency, by=None, reason="Could not find the prior")
    attempt = workflow.start(learner, activity)

    workflow.submit(attempt, by=learner, values={1: [mark_at(attempt, 30, 41)]})

    need.refresh_from_db()
    assert need.met_at is not None
    assert not LearningNeed.objects.open().exists()


def test_saved_is_not_handed_in():
    learner, activity = make_user(), make_quiz()
    attempt = workflow.start(learner, activity)

    workflow.save(attempt, right_answers(attempt), by=learner)

    attempt.refresh_from_db()
    assert attempt.is_open
    assert not Grade.objects.exists()
    assert Answer.objects.filter(item__attempt=attempt).count() == 3


def test_the_last_word_for_an_item_is_the_one_that_counts():
    learner, activity = make_user(), make_quiz(single())
    attempt = workflow.start(learner, activity)
    workflow.save(attempt, {1: "w"}, by=learner)

    workflow.save(attempt, {1: "r"}, by=learner)
    workflow.submit(attempt, by=learner)

    assert Grade.objects.get().passed
    assert Answer.objects.count() == 1


def test_an_answer_can_be_taken_back():
    learner, activity = make_user(), make_quiz(multiple())
    attempt = workflow.start(learner, activity)
    workflow.save(attempt, {1: ["a"]}, by=learner)

    workflow.save(attempt, {1: []}, by=learner)

    assert Answer.objects.get().value == ""


def test_handed_in_twice_it_is_graded_once():
    learner, activity = make_user(), make_quiz(single())
    attempt = workflow.start(learner, activity)

    workflow.submit(attempt, by=learner, values={1: "w"})
    workflow.submit(attempt, by=learner, values={1: "r"})

    grade = Grade.objects.get()
    assert not grade.passed
    assert Answer.objects.get().value == "w"
    assert AuditEvent.objects.filter(verb="attempt.graded").count() == 1


def test_nothing_is_kept_after_it_is_handed_in():
    learner, activity = make_user(), make_quiz(single())
    attempt = workflow.start(learner, activity)
    workflow.submit(attempt, by=learner, values={1: "w"})

    with pytest.raises(Refused):
        workflow.save(attempt, {1: "r"}, by=learner)

    assert Answer.objects.get().value == "w"


def test_one_may_try_as_often_as_one_likes_and_every_attempt_stays():
    learner, activity = make_user(), make_quiz(single())

    for answer in ("w", "x", "r"):
        attempt = workflow.start(learner, activity)
        workflow.submit(attempt, by=learner, values={1: answer})

    passed = Grade.objects.order_by("pk").values_list("passed", flat=True)
    assert list(passed) == [False, False, True]
    numbers = Attempt.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3]


def test_nobody_answers_for_another():
    owner, other, activity = make_user(), make_user(), make_quiz(single())
    attempt = workflow.start(owner, activity)

    with pytest.raises(PermissionDenied):
        workflow.save(attempt, {1: "r"}, by=other)
    with pytest.raises(PermissionDenied):
        workflow.submit(attempt, by=other)

    attempt.refresh_from_db()
    assert attempt.is_open


def test_a_course_that_is_not_published_cannot_be_tried():
    activity = make_quiz(course=make_course(state="draft"))

    with pytest.raises(PermissionDenied):
        workflow.start(make_user(), activity)


@pytest.mark.parametrize(
    ("order", "value"),
    [(1, "nonsense"), (1, ["r"]), (1, {"r": 1}), (1, 7), (9, "r")],
)
def test_what_was_never_offered_cannot_be_answered(order, value):
    learner, activity = make_user(), make_quiz(single())
    attempt = workflow.start(learner, activity)

    with pytest.raises(Refused):
        workflow.save(attempt, {order: value}, by=learner)

    assert not Answer.objects.exists()
