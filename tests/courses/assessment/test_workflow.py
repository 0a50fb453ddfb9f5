"""An attempt from its opening to its grade."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from courses.assessment import workflow
from courses.assessment.authoring import ReadQuiz
from courses.assessment.keeping import keep_quiz
from courses.assessment.models import Answer, Attempt, Grade, Key, Question
from courses.assessment.tasks import close_overdue
from courses.catalog.models import Completion
from courses.competency.models import Evidence, EvidenceKind, LearningNeed
from courses.competency.needs import raise_need
from courses.studies.models import Grant, Study
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from portal.notify.models import Message
from tests.makers.assessment import (
    make_exercise,
    make_passed,
    make_quiz,
    make_study,
    mark_at,
    multiple,
    numeric,
    right_answers,
    single,
    target,
)
from tests.makers.catalog import make_course
from tests.makers.competency import make_competency
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def overdue(attempt: Attempt) -> Attempt:
    """As if it had been opened long ago."""
    past = timezone.now() - timedelta(minutes=10)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=past, due_at=past)
    attempt.refresh_from_db()
    return attempt


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


def test_a_reworded_question_is_a_new_revision_and_old_attempts_keep_the_old_one():
    learner, activity = make_user(), make_quiz(single())
    attempt = workflow.start(learner, activity)
    reworded = single()
    reworded = type(reworded)(**{**vars(reworded), "stem": "<p>Which one now?</p>"})
    reworded.key["right"] = "w"

    keep_quiz(activity, ReadQuiz(80, None, None, [reworded]))
    workflow.submit(attempt, by=learner, values={1: "r"})

    grade = Grade.objects.get()
    assert grade.passed
    assert grade.key.version == 1
    assert list(Key.objects.values_list("version", flat=True)) == [2, 1]
    assert Question.objects.count() == 2
    assert workflow.start(learner, activity).items.get().question.revision == 2


def test_the_same_file_loaded_again_makes_no_new_version():
    activity = make_quiz(single(), multiple(), numeric())

    keep_quiz(activity, ReadQuiz(80, None, None, [single(), multiple(), numeric()]))

    assert Key.objects.count() == 1
    assert Question.objects.count() == 3


def test_keys_and_grades_are_never_changed_nor_taken_away():
    make_passed(make_user(), make_quiz(single()))

    for rows, change in (
        (Key.objects.all(), {"version": 9}),
        (Grade.objects.all(), {"number": 9}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_the_database_itself_holds_one_open_attempt_and_one_first_grade():
    learner, activity = make_user(), make_quiz(single())
    attempt = workflow.start(learner, activity)
    twin = {
        "person": learner,
        "activity": activity,
        "key": attempt.key,
        "deadline": attempt.deadline,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(number=2, **twin)

    workflow.submit(attempt, by=learner, values={1: "r"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Grade.objects.create(
            attempt=attempt, score=1, passed=True, parts=[], grader="x", key=attempt.key
        )


def test_an_exercise_opens_its_study_to_this_learner_alone():
    learner, activity = make_user(), make_exercise()

    attempt = workflow.start(learner, activity)

    study = attempt.variant.study
    assert not Study.objects.visible_to(learner).filter(pk=study.pk).exists()
    assert Study.objects.open_to(learner).filter(pk=study.pk).exists()
    assert not Study.objects.open_to(make_user()).filter(pk=study.pk).exists()
    assert attempt.grant.hidden
    assert Grant.objects.get().until >= attempt.deadline


def test_a_mark_in_millimetres_is_worked_out_by_the_server_from_its_pixel():
    """8 pixels beside the centre are 4 mm at half a millimetre: within 5 mm."""
    learner, activity = make_user(), make_exercise()
    attempt = workflow.start(learner, activity)
    mark = {**mark_at(attempt, 38.25, 40.75), "point": [0, 0, 0]}

    workflow.submit(attempt, by=learner, values={1: [mark]})

    grade = Grade.objects.get()
    assert grade.passed
    assert grade.parts == [{"target": "A", "mark": 1, "off": 4.0}]
    assert "point" not in Answer.objects.get().value[0]


def test_an_image_without_spacing_is_graded_in_pixels():
    learner = make_user()
    activity = make_exercise(study=make_study(spacing=None), unit="px")
    attempt = workflow.start(learner, activity)

    workflow.submit(attempt, by=learner, values={1: [mark_at(attempt, 38.25, 40.75)]})

    assert Grade.objects.get().parts == [
        {"target": "A", "mark": None, "off": None},
        {"target": None, "mark": 1},
    ]


def test_a_target_on_the_second_image_is_not_met_on_the_first():
    learner = make_user()
    study = make_study(images=2)
    activity = make_exercise(study=study, targets=[target("A", (30, 40), image=2)])
    attempt = workflow.start(learner, activity)

    workflow.submit(attempt, by=learner, values={1: [mark_at(attempt, 30, 40)]})

    assert not Grade.objects.get().passed


@pytest.mark.parametrize("pixel", [(-1, 5), (5, 100), (float("nan"), 5), (1e9, 5)])
def test_a_mark_beside_the_image_is_refused(pixel):
    learner, activity = make_user(), make_exercise()
    attempt = workflow.start(learner, activity)

    with pytest.raises(Refused):
        workflow.save(attempt, {1: [mark_at(attempt, *pixel)]}, by=learner)


def test_more_marks_than_allowed_and_marks_on_foreign_images_are_refused():
    learner, activity = make_user(), make_exercise(max_marks=2)
    foreign = mark_at(workflow.start(learner, make_exercise()), 1, 1)
    attempt = workflow.start(learner, activity)
    mark = mark_at(attempt, 1, 1)

    for marks in ([mark] * 3, [foreign], [{"pixel": [1, 1]}], [mark, {}], "x"):
        with pytest.raises(Refused):
            workflow.save(attempt, {1: marks}, by=learner)


def test_an_exercise_whose_study_comes_later_waits_for_it():
    learner, study = make_user(), make_study()
    Study.objects.filter(pk=study.pk).update(released_at=None, released_by=None)
    activity = make_exercise(study=study)

    with pytest.raises(Refused):
        workflow.start(learner, activity)

    assert not Attempt.objects.exists()
