from datetime import timedelta

import pytest
from django.utils import timezone

from courses.assessment import tasks, variants, workflow
from courses.assessment.authoring import ReadExercise
from courses.assessment.keeping import keep_exercise
from courses.assessment.models import Variant, VariantKey
from courses.studies.models import Grant, Instance, Study
from portal.lib.refusal import Refused
from tests.makers.assessment import make_exercise, make_study, make_variants, mark_at
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def uids_of(study: Study) -> set[str]:
    held = Instance.objects.filter(series__study=study)
    return {uid for row in held.values_list("uid", "series__uid") for uid in row}


def test_two_variants_lie_ready_before_anybody_comes():
    activity = make_exercise()

    assert activity.exercise.variants.free().count() == 2


def test_two_learners_share_no_uid_and_none_of_the_source():
    activity = make_exercise()
    one, other = (workflow.start(make_user(), activity) for _ in range(2))

    source = activity.exercise.study
    studies = [source, one.variant.study, other.variant.study]

    assert len(set.union(*map(uids_of, studies))) == 6
    assert len({study.uid for study in studies}) == 3


def test_what_one_learner_took_the_next_does_not_get_and_more_is_made():
    activity = make_exercise()
    taken = [workflow.start(make_user(), activity).variant for _ in range(2)]

    with pytest.raises(Refused, match="still being prepared"):
        workflow.start(make_user(), activity)
    tasks.make_variants()

    third = workflow.start(make_user(), activity)
    assert third.variant not in taken


def test_a_variant_is_made_once_however_often_the_job_runs():
    make_exercise()
    sealed = VariantKey.objects.count()

    for variant in Variant.objects.all():
        variants.make(variant)
    make_variants()

    assert VariantKey.objects.count() == sealed == 2
    assert Study.objects.count() == 3


def test_a_new_key_makes_the_old_variants_wait_for_nobody(
    django_capture_on_commit_callbacks,
):
    activity = make_exercise()
    old = set(activity.exercise.variants.values_list("pk", flat=True))
    make_exercise_again(activity)
    make_variants()

    attempt = workflow.start(make_user(), activity)
    with django_capture_on_commit_callbacks(execute=True):
        variants.sweep(keep=timedelta(days=1))

    assert attempt.variant.pk not in old
    assert not Variant.objects.filter(pk__in=old).exists()


def make_exercise_again(activity) -> None:
    """The author changes how near a mark must be."""
    exercise, [key] = activity.exercise, activity.keys.all()
    keep_exercise(
        activity,
        ReadExercise(
            kind="mark",
            prompt=exercise.prompt,
            task=exercise.task,
            key={**key.content, "cost": 0.5},
            study_name=exercise.study_name,
        ),
    )


def test_images_go_a_day_after_the_last_look_and_the_source_stays(
    django_capture_on_commit_callbacks,
):
    learner, source = make_user(), make_study()
    attempt = workflow.start(learner, make_exercise(study=source))
    workflow.submit(attempt, by=learner, values={1: [mark_at(attempt, 1, 1)]})
    copy = attempt.variant.study

    with django_capture_on_commit_callbacks(execute=True):
        variants.sweep(keep=timedelta(days=1))
        assert Study.objects.filter(pk=copy.pk).exists()
        Grant.objects.update(until=timezone.now() - timedelta(days=2))
        variants.sweep(keep=timedelta(days=1))

    assert not Study.objects.filter(pk=copy.pk).exists()
    assert Study.objects.filter(pk=source.pk).exists()
    assert attempt.grades.exists()
