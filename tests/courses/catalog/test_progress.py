"""Beginning a course, going on, and coming to its end."""

from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from courses.catalog import progress
from courses.catalog.models import Completion, Course, CourseState, Enrolment
from courses.catalog.outline import outline_of
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from portal.notify.models import Message
from tests.makers.catalog import (
    make_course,
    make_course_with_lessons,
    make_lesson,
    make_module,
)
from tests.makers.people import make_educator, make_user


def steps_of(course: Course):
    return [step.activity for step in outline_of(course, make_user()).steps]


@pytest.mark.django_db
def test_a_course_is_begun_once_and_in_the_version_of_that_day():
    learner, course = make_user(), make_course(version=3)

    first = progress.enrol(learner, course)
    Course.objects.update(version=4)
    second = progress.enrol(learner, course)

    assert first == second
    assert Enrolment.objects.get().version == 3
    assert AuditEvent.objects.filter(verb="course.begun").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", [CourseState.DRAFT, CourseState.ARCHIVED])
def test_what_is_not_published_cannot_be_begun(state):
    with pytest.raises(Refused):
        progress.enrol(make_user(), make_course(state=state))


@pytest.mark.django_db
def test_who_began_before_it_was_archived_may_finish():
    learner, course = make_user(), make_course_with_lessons(1)
    progress.enrol(learner, course)
    Course.objects.update(state=CourseState.ARCHIVED)
    (lesson,) = steps_of(course)

    progress.complete(learner, lesson)

    assert Enrolment.objects.get().finished_at is not None
    assert Course.objects.visible_to(learner).exists()
    assert not Course.objects.visible_to(make_user()).exists()


@pytest.mark.django_db
def test_a_step_is_done_once_however_often_it_is_said():
    learner, course = make_user(), make_course_with_lessons(2)
    lesson = steps_of(course)[0]

    first = progress.complete(learner, lesson)
    again = progress.complete(learner, lesson)

    assert first == again
    assert AuditEvent.objects.filter(verb="activity.completed").count() == 1
    assert Enrolment.objects.get().finished_at is None


@pytest.mark.django_db
def test_the_last_step_finishes_the_course_and_tells_it_once():
    learner, course = make_user(), make_course_with_lessons(2)
    first, last = steps_of(course)

    for step in (first, last, last):
        progress.complete(learner, step)

    assert Enrolment.objects.get().finished_at is not None
    assert Message.objects.filter(kind="course.finished").count() == 1


@pytest.mark.django_db
def test_what_was_done_is_never_taken_back():
    learner, course = make_user(), make_course_with_lessons(1)
    done = progress.complete(learner, steps_of(course)[0])

    with pytest.raises(DatabaseError), transaction.atomic():
        Completion.objects.update(source="somebody else")
    with pytest.raises(DatabaseError), transaction.atomic():
        Completion.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Completion.objects.create(enrolment=done.enrolment, activity=done.activity)


@pytest.mark.django_db
def test_the_outline_says_where_one_is_and_what_comes_next():
    learner, course = make_user(), make_course_with_lessons(3)
    first, second, third = steps_of(course)
    progress.complete(learner, first)
    progress.complete(learner, third)

    outline = outline_of(course, learner)

    assert outline.next_step.activity == second
    assert [step.number for step in outline.lessons] == [1, 2, 3]
    assert outline.minutes_left == second.minutes
    before, here, after = outline.around(second)
    assert (before.activity, here.activity, after.activity) == (first, second, third)


@pytest.mark.django_db
def test_a_draft_is_seen_by_educators_alone():
    draft = make_course(state=CourseState.DRAFT)

    assert draft in Course.objects.visible_to(make_educator())
    assert draft not in Course.objects.visible_to(make_user())


@pytest.mark.django_db(transaction=True)
def test_the_last_two_steps_done_at_once_finish_the_course_once():
    learner, course = make_user(), make_course()
    module = make_module(course=course)
    steps = [make_lesson(module=module) for _ in range(4)]
    progress.enrol(learner, course)
    together = Barrier(8)

    def do(step):
        together.wait(timeout=10)
        progress.complete(learner, step)
        connection.close()

    threads = [Thread(target=do, args=(step,)) for step in steps * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert Completion.objects.count() == 4
    assert Enrolment.objects.get().finished_at is not None
    assert Message.objects.filter(kind="course.finished").count() == 1
