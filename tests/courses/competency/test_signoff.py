"""Somebody qualified saw it: and only such a person may say so."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from courses.competency import assessments
from courses.competency.held import State, valid_until
from courses.competency.models import (
    Assessment,
    Evidence,
    EvidenceKind,
    LearningNeed,
    Method,
    Outcome,
)
from courses.competency.needs import raise_need
from courses.competency.signoff import sign_off
from courses.competency.standing import matrix, today
from portal.lib.refusal import Refused
from portal.people.models import Role
from tests.makers.competency import (
    make_assessment,
    make_assessor,
    make_competency,
    make_holder,
    require,
    show,
)
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db
SEEN = Method.DIRECT_OBSERVATION


def cell_of(person, competency):
    return matrix([person]).cells[person.pk, competency.pk]


def test_an_observed_sign_off_reaches_level_3():
    competency = make_competency(validity_months=12)
    learner, assessor = make_user(), make_assessor(competency, level=3)

    made = sign_off(learner, competency, 3, by=assessor, method=SEEN, comment="Alone")

    assert cell_of(learner, competency).held == 3
    assert made.valid_until == valid_until(today(), 12)
    assert made.authority["level"] == 3
    assert made.basis.get().kind == EvidenceKind.OBSERVATION


def test_nobody_signs_off_their_own_work():
    competency = make_competency()
    assessor = make_assessor(competency)

    with pytest.raises(Refused, match="their own"):
        sign_off(assessor, competency, 2, by=assessor, method=SEEN)

    assert not Evidence.objects.exists()


def test_whoever_is_no_assessor_signs_nothing():
    competency = make_competency()

    with pytest.raises(PermissionDenied):
        sign_off(make_user(), competency, 2, by=make_user(Role.LEAD), method=SEEN)


@pytest.mark.parametrize(("begins", "ends"), [(-30, -1), (1, 30)])
def test_authority_counts_on_its_days_only(begins, ends):
    competency = make_competency()
    assessor = make_assessor(
        competency,
        valid_from=today() + timedelta(days=begins),
        valid_to=today() + timedelta(days=ends),
    )

    with pytest.raises(Refused, match="no authority"):
        sign_off(make_user(), competency, 2, by=assessor, method=SEEN)


def test_authority_counts_on_its_last_day():
    competency = make_competency()
    assessor = make_assessor(competency, valid_to=today())

    assert sign_off(make_user(), competency, 2, by=assessor, method=SEEN)


def test_authority_up_to_level_2_does_not_sign_level_3():
    competency = make_competency()
    assessor = make_assessor(competency, level=2)

    with pytest.raises(Refused, match="up to level 2"):
        sign_off(make_user(), competency, 3, by=assessor, method=SEEN)


def test_a_review_of_records_is_no_demonstration():
    competency = make_competency()
    assessor = make_assessor(competency)

    with pytest.raises(Refused, match="still asks for"):
        sign_off(make_user(), competency, 3, by=assessor, method=Method.RECORD_REVIEW)

    assert not Evidence.objects.exists()


def test_what_the_rule_asks_besides_must_be_there():
    rule = {"all": [{"kind": "practical", "level": 2}, {"kind": "observation"}]}
    competency = make_competency(rule={"levels": {"3": rule}})
    learner, assessor = make_user(), make_assessor(competency)

    with pytest.raises(Refused, match="Practical exercise at level 2"):
        sign_off(learner, competency, 3, by=assessor, method=SEEN)

    show(learner, {competency: 2})
    assert sign_off(learner, competency, 3, by=assessor, method=SEEN).level == 3


def test_a_later_lower_level_wins():
    requirement = require(make_competency(), level=3)
    competency, learner = requirement.competency, make_holder(requirement)
    make_assessment(learner, competency, 3, days_ago=30)

    made = sign_off(
        learner,
        competency,
        3,
        by=make_assessor(competency),
        method=SEEN,
        shown=1,
    )

    cell = cell_of(learner, competency)
    assert made.outcome == Outcome.NOT_MET
    assert (cell.held, cell.state) == (1, State.LAPSED)


def test_graded_work_does_not_overrule_the_assessor_by_what_was_observed_before():
    competency = make_competency(kinds="KP")
    learner, assessor = make_user(), make_assessor(competency)
    sign_off(learner, competency, 3, by=assessor, method=SEEN)
    sign_off(learner, competency, 2, by=assessor, method=SEEN)

    show(learner, {competency: 1}, EvidenceKind.QUIZ)

    assert cell_of(learner, competency).held == 2


def test_a_decision_taken_back_counts_no_more_and_what_stood_before_stands_again():
    competency = make_competency(kinds="P")
    learner, assessor = make_user(), make_assessor(competency)
    make_assessment(learner, competency, 1, days_ago=30)
    made = sign_off(learner, competency, 3, by=assessor, method=SEEN)

    assessments.revoke(made, by=make_user(Role.LEAD), why="Seen on the wrong system")

    assert cell_of(learner, competency).held == 1
    assert Assessment.objects.count() == 2


def test_evidence_of_a_revoked_decision_has_lost_its_voice():
    competency = make_competency(kinds="P")
    learner = make_user()
    show(learner, {competency: 2})
    assessments.revoke(
        Assessment.objects.get(), by=make_user(Role.LEAD), why="Done by a colleague"
    )

    show(learner, {competency: 1})

    assert cell_of(learner, competency).held == 1


def test_only_a_lead_or_an_administrator_takes_a_decision_back():
    competency = make_competency()
    made = make_assessment(make_user(), competency)

    with pytest.raises(PermissionDenied):
        assessments.revoke(made, by=make_user(Role.ASSESSOR), why="No")


def test_a_sign_off_closes_the_open_need():
    competency = make_competency()
    learner, assessor = make_user(), make_assessor(competency)
    raise_need(learner, competency, by=None, reason="Wrong worklist entry")

    made = sign_off(learner, competency, 2, by=assessor, method=SEEN)

    assert LearningNeed.objects.get().met_by == made
