"""Marks on images: where they lie, whose images they are, and what is refused."""

import pytest

from courses.assessment import workflow
from courses.assessment.models import Answer, Attempt, Grade
from courses.studies.models import Grant, Study
from portal.lib.refusal import Refused
from tests.makers.assessment import (
    make_exercise,
    make_study,
    mark_at,
    target,
)
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


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
