"""What evidence does: reach a level, renew it, and never more than it proves."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from courses.competency import evidence
from courses.competency.held import valid_until
from courses.competency.models import (
    Assessment,
    AssessmentBasis,
    Evidence,
    EvidenceKind,
    Method,
    Outcome,
)
from courses.competency.standing import matrix, today
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from portal.notify.models import Message
from tests.makers.competency import (
    make_assessment,
    make_assessor,
    make_competency,
    make_framework,
    show,
)
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


def held(person, competency):
    cell = matrix([person]).cells.get((person.pk, competency.pk))
    return cell.held if cell else 0


def test_a_quiz_makes_aware_and_the_exercise_after_it_makes_supervised():
    trainee, viewer = make_user(), make_competency(kinds="KP")

    show(trainee, {viewer: 1}, EvidenceKind.QUIZ)
    after_quiz = held(trainee, viewer)
    show(trainee, {viewer: 2}, EvidenceKind.PRACTICAL)

    assert (after_quiz, held(trainee, viewer)) == (1, 2)
    newest = Assessment.objects.latest("pk")
    assert newest.decided_by is None
    assert newest.basis.count() == 2
    assert newest.supersedes
    assert newest.supersedes.level == 1


def test_no_amount_of_graded_work_reaches_level_3():
    trainee, viewer = make_user(), make_competency(kinds="KPT")

    show(trainee, {viewer: 4}, EvidenceKind.QUIZ)
    for _ in range(4):
        show(trainee, {viewer: 4}, EvidenceKind.PRACTICAL)
        show(trainee, {viewer: 4}, EvidenceKind.TICKET, method=Method.RECORD_REVIEW)

    assert held(trainee, viewer) == 2


def test_ones_own_statement_is_kept_and_changes_nothing():
    trainee, viewer = make_user(), make_competency(kinds="P")

    show(trainee, {viewer: 3}, EvidenceKind.SELF)

    assert Evidence.objects.count() == 1
    assert held(trainee, viewer) == 0


def test_failed_work_is_kept_and_changes_nothing():
    trainee, viewer = make_user(), make_competency(kinds="P")

    show(trainee, {viewer: 2}, passed=False, score=0.3)

    assert Evidence.objects.get().score == 0.3
    assert held(trainee, viewer) == 0


def test_an_easy_quiz_does_not_lower_what_somebody_holds():
    expert, viewer = make_user(), make_competency(kinds="KP")
    make_assessment(expert, viewer, 3)

    show(expert, {viewer: 1}, EvidenceKind.QUIZ)

    assert held(expert, viewer) == 3
    assert Assessment.objects.count() == 1


def test_the_same_level_shown_again_renews_it():
    trainee, viewer = make_user(), make_competency(kinds="P", validity_months=12)
    make_assessment(trainee, viewer, 2, days_ago=350)

    show(trainee, {viewer: 2})

    newest = Assessment.objects.latest("pk")
    assert newest.valid_until == valid_until(today(), 12)
    assert newest.supersedes is not None


def test_validity_counts_from_the_work_and_not_from_its_entry():
    trainee, viewer = make_user(), make_competency(kinds="P", validity_months=12)

    show(trainee, {viewer: 2}, occurred_at=timezone.now() - timedelta(days=200))

    day = today() - timedelta(days=200)
    assert Assessment.objects.get().valid_until == valid_until(day, 12)


def test_work_older_than_the_validity_decides_nothing():
    trainee, viewer = make_user(), make_competency(kinds="P", validity_months=12)

    show(trainee, {viewer: 2}, occurred_at=timezone.now() - timedelta(days=400))

    assert not Assessment.objects.exists()


def test_an_old_exercise_does_not_hide_what_a_fresh_quiz_still_proves():
    trainee, viewer = make_user(), make_competency(kinds="KP", validity_months=12)
    long_ago = timezone.now() - timedelta(days=420)
    show(trainee, {viewer: 2}, EvidenceKind.PRACTICAL, occurred_at=long_ago)

    show(trainee, {viewer: 1}, EvidenceKind.QUIZ)

    assert held(trainee, viewer) == 1


def test_after_not_met_old_work_does_not_raise_anybody_again():
    trainee, viewer = make_user(), make_competency(kinds="P")
    assessor = make_assessor(viewer)
    show(trainee, {viewer: 2}, occurred_at=timezone.now() - timedelta(days=2))
    make_assessment(
        trainee,
        viewer,
        1,
        asked=2,
        outcome=Outcome.NOT_MET,
        decided_by=assessor,
        days_ago=0,
        method=Method.DIRECT_OBSERVATION,
    )

    show(trainee, {viewer: 1}, EvidenceKind.QUIZ)
    still = held(trainee, viewer)
    show(trainee, {viewer: 2})

    assert (still, held(trainee, viewer)) == (1, 2)


def test_the_same_source_told_twice_is_one_piece_of_evidence():
    trainee, viewer, source = make_user(), make_competency(), make_framework()

    first = show(trainee, {viewer: 1}, EvidenceKind.QUIZ, source=source)
    second = show(trainee, {viewer: 1}, EvidenceKind.QUIZ, source=source)

    assert first == second
    assert first.source_type == "competency.framework"
    assert Assessment.objects.count() == 1


def test_an_observation_comes_through_its_assessor_only():
    trainee, viewer = make_user(), make_competency()

    with pytest.raises(Refused, match="assessor"):
        evidence.record(
            trainee,
            kind=EvidenceKind.OBSERVATION,
            method=Method.DIRECT_OBSERVATION,
            supports={viewer: 4},
            occurred_at=timezone.now(),
            title="I was seen",
        )


def test_the_person_is_told_and_the_deed_is_in_the_ledger():
    trainee, viewer = make_user(), make_competency(kinds="P")

    show(trainee, {viewer: 2})

    assert Message.objects.get().recipient == trainee
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"evidence.recorded", "assessment.decided"} <= verbs


@pytest.mark.parametrize("what", ["evidence", "link", "assessment", "basis"])
def test_the_ledger_refuses_change_and_removal(what):
    trainee, viewer = make_user(), make_competency(kinds="P")
    piece = show(trainee, {viewer: 2})
    assessment = Assessment.objects.get()
    piece_of: dict[str, Any] = {
        "evidence": piece,
        "link": piece.links.get(),
        "assessment": assessment,
        "basis": AssessmentBasis.objects.get(),
    }
    row = piece_of[what]

    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        row.save()
    delete = f"DELETE FROM {row._meta.db_table} WHERE id = {row.pk}"  # noqa: S608
    with (
        pytest.raises(DatabaseError, match="Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(delete)
