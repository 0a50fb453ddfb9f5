"""A hole that work laid bare: opened once, filled by what is shown afterwards."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from courses.competency.held import State
from courses.competency.models import EvidenceKind, LearningNeed
from courses.competency.needs import raise_need, raised_from
from courses.competency.standing import matrix
from portal.audit.models import AuditEvent
from portal.notify.models import Message
from portal.people.models import Role
from tests.makers.competency import make_assessment, make_competency, show
from tests.makers.people import make_department, make_user

pytestmark = pytest.mark.django_db


def test_a_need_is_raised_once_however_often_it_is_asked_for():
    clinician, viewer, agent = make_user(), make_competency(), make_user(Role.AGENT)
    ticket = make_department()  # any row of a room above may be the source

    first = raise_need(clinician, viewer, by=agent, reason="Window", source=ticket)
    again = raise_need(clinician, viewer, by=agent, reason="Window again")

    assert first == again
    assert first.source_label == str(ticket)
    assert Message.objects.get().recipient == clinician


def test_an_open_need_says_everything_that_it_came_from():
    clinician, viewer = make_user(), make_competency()
    first, second, later = (make_department(name=f"INC-{n}") for n in (1062, 1064, 9))
    need = raise_need(clinician, viewer, by=None, reason="Window", source=first)

    for source in (second, first, second):
        raise_need(clinician, viewer, by=None, reason="Again", source=source)

    assert need.came_from == f"{first}, {second}"
    assert raised_from(first) == raised_from(second) == need
    assert raised_from(later) is None
    assert Message.objects.count() == 1
    verbs = AuditEvent.objects.values_list("verb", flat=True)
    assert list(verbs.filter(verb__startswith="need.").order_by("pk")) == [
        "need.raised",
        "need.came_up_again",
    ]


def test_what_a_need_came_from_is_never_changed():
    clinician, viewer = make_user(), make_competency()
    raise_need(clinician, viewer, by=None, reason="Window")
    need = raise_need(
        clinician, viewer, by=None, reason="Again", source=make_department()
    )

    assert len(need.origins) == 1
    with pytest.raises(DatabaseError, match="Cannot update"):
        need.sources.update(source_label="Nothing")


def test_a_need_is_a_hole_in_the_matrix_even_where_the_role_asks_nothing():
    clinician, viewer = make_user(), make_competency()
    raise_need(clinician, viewer, by=None, reason="Window")

    cell = matrix([clinician]).cells[clinician.pk, viewer.pk]

    assert cell.needed
    assert cell.state == State.NEVER


def test_passing_the_course_afterwards_fills_it():
    clinician, viewer = make_user(), make_competency(kinds="KP")
    raise_need(clinician, viewer, by=None, reason="Window")

    show(clinician, {viewer: 1}, EvidenceKind.QUIZ)

    need = LearningNeed.objects.get()
    assert need.met_at is not None
    assert need.met_by
    assert need.met_by.level == 1


def test_what_was_shown_before_does_not_fill_it():
    clinician, viewer = make_user(), make_competency(kinds="KP")
    raise_need(clinician, viewer, by=None, reason="Window")

    earlier = timezone.now() - timedelta(days=3)
    show(clinician, {viewer: 1}, EvidenceKind.QUIZ, occurred_at=earlier)

    assert LearningNeed.objects.open().exists()


def test_a_level_held_already_does_not_stop_the_lesson_from_filling_it():
    clinician, viewer = make_user(), make_competency(kinds="KP")
    make_assessment(clinician, viewer, 2)
    raise_need(clinician, viewer, by=None, reason="Window")

    show(clinician, {viewer: 1}, EvidenceKind.QUIZ)

    need = LearningNeed.objects.get()
    assert need.met_at is not None
    assert need.met_by is None


def test_a_failed_quiz_leaves_it_open():
    clinician, viewer = make_user(), make_competency(kinds="KP")
    raise_need(clinician, viewer, by=None, reason="Window")

    show(clinician, {viewer: 1}, EvidenceKind.QUIZ, passed=False)

    assert LearningNeed.objects.open().exists()


def test_a_need_is_the_learners_and_their_leads_to_see():
    learner = make_user(manager=make_user())
    raise_need(learner, make_competency(), by=None, reason="Window")

    def seen_by(user):
        return LearningNeed.objects.visible_to(user).count()

    assert seen_by(learner) == seen_by(learner.manager) == 1
    assert seen_by(make_user()) == seen_by(make_user(Role.AGENT)) == 0
    assert seen_by(make_user(Role.AUDITOR)) == 1
