"""Two windows, two clicks, one clock: real connections against each other."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from courses.assessment import regrading, workflow
from courses.assessment.models import Answer, Attempt, Grade, Key
from courses.assessment.tasks import close_overdue
from courses.catalog.models import Completion, Enrolment
from courses.competency.models import Evidence
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from tests.makers.assessment import make_exercise, make_quiz, mark_at, single
from tests.makers.competency import make_competency
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Each in a thread and connection of its own, let go together."""
    start, found = Barrier(len(deeds)), []

    def run(deed: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            found.append(deed())
        except Refused as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(found) == len(deeds)
    return found


def test_six_clicks_on_start_open_one_attempt():
    learner, activity = make_user(), make_quiz(single())

    opened = at_once(*[lambda: workflow.start(learner, activity)] * 6)

    assert len({attempt.pk for attempt in opened}) == 1
    assert Attempt.objects.count() == Enrolment.objects.count() == 1


def test_handed_in_from_six_windows_it_is_graded_once():
    competency = make_competency(kinds="K")
    learner, activity = make_user(), make_quiz(single(), supports={competency: 1})
    attempt = workflow.start(learner, activity)

    at_once(
        *[lambda: workflow.submit(attempt, by=learner, values={1: "r"})] * 6,
    )

    assert Grade.objects.count() == Evidence.objects.count() == 1
    assert Completion.objects.count() == 1
    assert AuditEvent.objects.filter(verb="attempt.graded").count() == 1


def test_an_autosave_that_races_with_handing_in_changes_no_graded_answer():
    learner, activity = make_user(), make_quiz(single())
    attempt = workflow.start(learner, activity)

    at_once(
        lambda: workflow.submit(attempt, by=learner, values={1: "r"}),
        *[lambda: workflow.save(attempt, {1: "w"}, by=learner)] * 4,
    )

    is_right = Answer.objects.get().value == "r"
    assert is_right
    assert Grade.objects.get().passed


def test_the_sweeper_and_the_learner_at_once_make_one_grade():
    learner, activity = make_user(), make_quiz(single())
    attempt = workflow.start(learner, activity)
    workflow.save(attempt, {1: "r"}, by=learner)
    Attempt.objects.update(due_at=timezone.now())

    at_once(
        lambda: workflow.submit(attempt, by=learner),
        close_overdue,
        close_overdue,
    )

    assert Grade.objects.count() == 1
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.SUBMITTED
    assert attempt.due_at is None


def test_handed_in_while_others_are_graded_anew_it_ends_by_the_new_key():
    activity, educator = make_exercise(), make_educator()
    learner = make_user()
    attempt = workflow.start(learner, activity)
    answer = {1: [mark_at(attempt, 44, 40.75)]}
    old = activity.keys.get()
    wide = [{**one, "radius": 10} for one in old.content["targets"]]
    Key.objects.create(
        activity=activity, version=2, content={**old.content, "targets": wide}
    )

    at_once(
        lambda: regrading.regrade(activity, by=educator),
        lambda: workflow.submit(attempt, by=learner, values=answer),
    )

    grades = list(attempt.grades.order_by("number"))
    assert (grades[-1].passed, grades[-1].key.version) == (True, 2)
    assert [one.number for one in grades] == list(range(1, len(grades) + 1))
