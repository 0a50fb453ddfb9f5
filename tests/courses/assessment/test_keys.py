"""What is asked has versions; keys, grades and attempts are kept as they are."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from courses.assessment import workflow
from courses.assessment.authoring import ReadQuiz
from courses.assessment.keeping import keep_quiz
from courses.assessment.models import Attempt, Grade, Key, Question
from tests.makers.assessment import (
    make_passed,
    make_quiz,
    multiple,
    numeric,
    single,
)
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


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
