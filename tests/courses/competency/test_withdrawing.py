"""Evidence that proved wrong speaks no longer, and nothing stands on it alone."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from courses.competency import needs, signoff, withdrawing
from courses.competency.models import (
    Assessment,
    Evidence,
    EvidenceKind,
    LearningNeed,
    Method,
    Revocation,
    Withdrawal,
)
from courses.competency.standing import matrix
from portal.audit.models import AuditEvent
from portal.notify.models import Message
from tests.makers.catalog import make_activity
from tests.makers.competency import make_assessor, make_competency, show
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db


def held(person, competency) -> int:
    cell = matrix([person]).cells.get((person.pk, competency.pk))
    return cell.held if cell else 0


def take_back(person, source) -> list[Evidence]:
    return withdrawing.withdraw(
        person, [source], by=make_educator(), why="The key was wrong"
    )


def test_what_rested_on_it_is_taken_back_and_its_person_told():
    trainee, viewer, source = make_user(), make_competency(kinds="P"), make_activity()
    show(trainee, {viewer: 2}, source=source)
    assert held(trainee, viewer) == 2

    [gone] = take_back(trainee, source)

    assert held(trainee, viewer) == 0
    assert gone.withdrawal.why == "The key was wrong"
    assert Revocation.objects.get().withdrawal == gone.withdrawal
    assert (
        Message.objects.filter(recipient=trainee, kind="competency.revoked").count()
        == 1
    )
    verbs = AuditEvent.objects.values_list("verb", flat=True)
    assert {"evidence.withdrawn", "assessment.revoked"} <= set(verbs)


def test_the_rows_themselves_stay_and_can_not_be_unsaid():
    trainee, viewer, source = make_user(), make_competency(kinds="P"), make_activity()
    show(trainee, {viewer: 2}, source=source)

    take_back(trainee, source)

    assert (Evidence.objects.count(), Assessment.objects.count()) == (1, 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Withdrawal.objects.all().delete()


def test_the_quiz_beside_it_speaks_on():
    trainee, viewer, source = make_user(), make_competency(kinds="KP"), make_activity()
    show(trainee, {viewer: 2}, EvidenceKind.QUIZ)
    show(trainee, {viewer: 2}, source=source)
    assert held(trainee, viewer) == 2

    take_back(trainee, source)

    assert held(trainee, viewer) == 1


def test_what_was_shown_twice_still_stands():
    trainee, viewer, source = make_user(), make_competency(kinds="P"), make_activity()
    other = show(trainee, {viewer: 2}, source=make_activity())
    show(trainee, {viewer: 2}, source=source)

    take_back(trainee, source)

    assert held(trainee, viewer) == 2
    standing = Assessment.objects.standing().filter(person=trainee).latest("pk")
    assert list(standing.basis.all()) == [other]


def test_it_never_counts_towards_what_comes_later():
    trainee, viewer, source = make_user(), make_competency(kinds="KP"), make_activity()
    show(trainee, {viewer: 2}, source=source)

    take_back(trainee, source)
    show(trainee, {viewer: 2}, EvidenceKind.QUIZ)

    assert held(trainee, viewer) == 1


def test_a_sign_off_that_leaned_on_it_falls_and_what_was_seen_speaks_on():
    trainee, viewer, source = make_user(), make_competency(kinds="PO"), make_activity()
    show(trainee, {viewer: 3}, source=source)
    assessor = make_assessor(viewer)
    seen = Method.DIRECT_OBSERVATION
    decision = signoff.sign_off(trainee, viewer, 3, by=assessor, method=seen)
    leaned = decision.basis.filter(kind=EvidenceKind.PRACTICAL).exists()

    take_back(trainee, source)

    fell = not Assessment.objects.standing().filter(pk=decision.pk).exists()
    assert fell == leaned
    observed = Evidence.objects.get(kind=EvidenceKind.OBSERVATION)
    assert not hasattr(observed, "withdrawal")


def test_a_need_that_it_had_filled_is_open_again_and_says_where_it_came_from():
    trainee, viewer, source = make_user(), make_competency(kinds="P"), make_activity()
    ticket = make_activity()
    needs.raise_need(
        trainee, viewer, by=make_educator(), reason="A ticket", source=ticket
    )
    show(trainee, {viewer: 2}, source=source)
    assert not LearningNeed.objects.open().exists()

    take_back(trainee, source)

    again = LearningNeed.objects.open().get()
    assert (again.reason, again.source_label) == ("A ticket", str(ticket))


def test_told_twice_it_is_withdrawn_once():
    trainee, viewer, source = make_user(), make_competency(kinds="P"), make_activity()
    show(trainee, {viewer: 2}, source=source)

    assert len(take_back(trainee, source)) == 1
    assert take_back(trainee, source) == []


def test_its_page_says_so(client):
    trainee, viewer, source = make_user(), make_competency(kinds="P"), make_activity()
    show(trainee, {viewer: 2}, source=source)
    take_back(trainee, source)
    client.force_login(trainee)

    page = client.get(reverse("competency:person", args=[trainee.pk]))

    text = page.content.decode()
    assert "withdrawn" in text
    assert "The key was wrong" in text
