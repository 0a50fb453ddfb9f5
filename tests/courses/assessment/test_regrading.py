from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.assessment import regrading, workflow
from courses.assessment.models import Grade, Key
from courses.catalog.models import Completion
from courses.competency.models import Evidence
from courses.competency.standing import matrix
from portal.audit.models import AuditEvent
from portal.notify.models import Message
from tests.makers.assessment import make_exercise, make_variants, mark_at
from tests.makers.competency import make_competency
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db


def handed_in(activity, *pixel: float):
    learner = make_user()
    attempt = workflow.start(learner, activity)
    return workflow.submit(attempt, by=learner, values={1: [mark_at(attempt, *pixel)]})


def widen(activity, radius: float, *, version: int = 2) -> None:
    """A new version of the key: marks may fall so far from the centre."""
    old = activity.keys.first()
    targets = [{**one, "radius": radius} for one in old.content["targets"]]
    Key.objects.create(
        activity=activity, version=version, content={**old.content, "targets": targets}
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


def test_the_page_says_beforehand_who_turns_and_how_and_changes_nothing(client):
    activity = make_exercise()
    near, right = handed_in(activity, 44, 40.75), handed_in(activity, 30, 41)
    widen(activity, 10)
    client.force_login(make_educator())
    page = reverse("assessment:regrade", args=[activity.pk])

    text = client.get(page).content.decode()

    assert near.person.short_name in text
    assert right.person.short_name not in text
    assert "Passes now" in text
    assert Grade.objects.count() == 2
    client.post(page)
    assert near.grades.count() == 2
    assert "Nothing changes" in client.get(page).content.decode()
    assert AuditEvent.objects.filter(verb="exercise.regraded").count() == 1


def test_who_turns_has_evidence_of_it_beside_the_old():
    activity = make_exercise(supports={make_competency(): 2})
    near = handed_in(activity, 44, 40.75)
    widen(activity, 10)

    regrading.regrade(activity, by=make_educator())

    told = Evidence.objects.filter(person=near.person).order_by("pk")
    assert [one.passed for one in told] == [False, True]
    assert {one.source_url for one in told} == {near.get_absolute_url()}


def test_who_passes_no_longer_loses_what_passing_gave_and_is_told():
    viewer = make_competency(kinds="P")
    activity = make_exercise(supports={viewer: 2})
    near = handed_in(activity, 33, 41)
    assert matrix([near.person]).cells[near.person.pk, viewer.pk].held == 2
    widen(activity, 1)

    [change] = regrading.regrade(activity, by=make_educator())

    assert (change.was.passed, change.now.passed) == (True, False)
    assert (near.person.pk, viewer.pk) not in matrix([near.person]).cells
    told = Message.objects.filter(recipient=near.person).order_by("pk")
    kinds = [one.kind for one in told]
    assert kinds[-2:] == ["competency.revoked", "attempt.graded"]
    given = Evidence.objects.filter(person=near.person, passed=True).get()
    assert given.withdrawal.why.startswith("Graded anew")


def test_turned_there_and_back_it_counts_again():
    viewer = make_competency(kinds="P")
    activity, educator = make_exercise(supports={viewer: 2}), make_educator()
    near = handed_in(activity, 33, 41)
    for version, radius in ((2, 1), (3, 8)):
        widen(activity, radius, version=version)
        regrading.regrade(activity, by=educator)

    assert near.grades.count() == 3
    assert matrix([near.person]).cells[near.person.pk, viewer.pk].held == 2


def test_an_attempt_that_is_open_meanwhile_is_graded_by_the_new_key():
    activity, learner = make_exercise(), make_user()
    attempt = workflow.start(learner, activity)
    widen(activity, 10)

    regrading.regrade(activity, by=make_educator())
    workflow.submit(attempt, by=learner, values={1: [mark_at(attempt, 44, 40.75)]})

    grade = attempt.grades.get()
    assert (grade.passed, grade.key.version) == (True, 2)


def test_the_command_tells_and_with_a_name_does_it():
    activity, educator = make_exercise(), make_educator()
    near = handed_in(activity, 44, 40.75)
    widen(activity, 10)
    said = StringIO()

    call_command("regrade", str(activity.pk), stdout=said)
    assert near.grades.count() == 1
    call_command("regrade", activity.slug, by=educator.email, stdout=said)

    line = f"{near.person.email}, attempt 1: 0 % not passed -> 100 % passed"
    assert said.getvalue().count(line) == 2
    assert near.grades.count() == 2


def test_the_command_wants_an_exercise_and_an_educator():
    activity = make_exercise()

    with pytest.raises(CommandError, match="no exercise"):
        call_command("regrade", "nothing-of-the-kind")
    with pytest.raises(CommandError, match="may not grade anew"):
        call_command("regrade", activity.slug, by=make_user().email)


def test_a_learner_sees_neither_the_list_nor_the_page(client):
    activity = make_exercise()
    client.force_login(make_user())

    for name in ("handed_in", "regrade"):
        page = reverse(f"assessment:{name}", args=[activity.pk])
        assert client.get(page).status_code == 403


def test_the_page_asks_the_database_as_often_for_three_attempts_as_for_nine(client):
    client.force_login(make_educator())
    asked = []

    for many in (3, 9):
        activity = make_exercise()
        for _ in range(many):
            handed_in(activity, 44, 40.75)
            make_variants()
        widen(activity, 10)
        page = reverse("assessment:regrade", args=[activity.pk])
        with CaptureQueriesContext(connection) as captured:
            text = client.get(page).content.decode()
        assert f"Grade {many} attempts anew" in text
        asked.append(len(captured))

    assert asked[0] == asked[1] <= 15
