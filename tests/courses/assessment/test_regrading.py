import pytest
from django.core.exceptions import PermissionDenied

from courses.assessment import regrading, workflow
from courses.assessment.models import Grade, Key
from courses.catalog.models import Completion
from portal.notify.models import Message
from tests.makers.assessment import make_exercise, mark_at
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db


def handed_in(activity, *pixel: float):
    learner = make_user()
    attempt = workflow.start(learner, activity)
    return workflow.submit(attempt, by=learner, values={1: [mark_at(attempt, *pixel)]})


def widen(activity, radius: float) -> None:
    """A new version of the key: marks may fall further from the centre."""
    old = activity.keys.first()
    targets = [{**one, "radius": radius} for one in old.content["targets"]]
    Key.objects.create(
        activity=activity, version=2, content={**old.content, "targets": targets}
    )


def test_a_wider_key_passes_who_had_failed_by_a_new_row_and_tells_them():
    activity = make_exercise()
    near, right = handed_in(activity, 44, 40.75), handed_in(activity, 30, 41)
    widen(activity, 10)

    [change] = regrading.regrade(activity, by=make_educator())

    assert (change.attempt, change.turns) == (near, True)
    kept = [(g.number, g.passed, g.key.version) for g in near.grades.all()]
    assert kept == [(2, True, 2), (1, False, 1)]
    assert right.grades.count() == 1
    told = Message.objects.filter(recipient=near.person, kind="attempt.graded")
    assert told.get().subject.startswith("Graded anew, now passed")
    assert Completion.objects.filter(activity=activity).count() == 2


def test_graded_anew_by_the_same_key_nothing_is_added():
    activity = make_exercise()
    handed_in(activity, 90, 90)

    assert regrading.regrade(activity, by=make_educator()) == []
    assert Grade.objects.count() == 1


def test_a_learner_grades_nothing_anew():
    activity = make_exercise()

    with pytest.raises(PermissionDenied):
        regrading.regrade(activity, by=make_user())
