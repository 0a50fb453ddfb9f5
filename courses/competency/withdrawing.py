"""Take evidence back that proved wrong, and whatever cannot stand without it."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model, Q

from courses.competency import assessments, criteria, needs, reading
from courses.competency.models import (
    Assessment,
    Competency,
    Evidence,
    Outcome,
    Withdrawal,
)
from portal.audit import ledger
from portal.people.models import User


@transaction.atomic
def withdraw(
    person: User, sources: Iterable[Model], *, by: User, why: str
) -> list[Evidence]:
    """What these sources gave. The caller answers for `by` being allowed to. Decisions
    that rested on it are taken back, what else speaks decides anew, and a need that it
    had filled is open again."""
    assessments.hold_still(person)
    found = _given(person, sources)
    for one in found:
        withdrawal = Withdrawal.objects.create(
            evidence=one, withdrawn_by=by, why=why[:300]
        )
        ledger.record(by, "evidence.withdrawn", one, why=why)
        _take_back_what_fell(withdrawal)
        for competency in one.competencies.all():
            _decide_anew(person, competency, one, by=by)
    return found


def _given(person: User, sources: Iterable[Model]) -> list[Evidence]:
    named = Q(pk__in=())
    for source in sources:
        origin = reading.source_of(source)
        named |= Q(source_type=origin["source_type"], source_id=origin["source_id"])
    given = Evidence.objects.filter(named, person=person, withdrawal=None)
    return list(given.exclude(passed=False).order_by("pk"))


def _take_back_what_fell(withdrawal: Withdrawal) -> None:
    rested = Assessment.objects.standing().filter(
        basis=withdrawal.evidence, outcome=Outcome.MET
    )
    for assessment in rested.select_related("competency", "person").order_by("pk"):
        if not _stands(assessment):
            assessments.take_back(
                assessment,
                by=withdrawal.withdrawn_by,
                why=withdrawal.why,
                withdrawal=withdrawal,
            )


def _stands(assessment: Assessment) -> bool:
    """Whether its rule, as it then was, is satisfied by the rest."""
    on = reading.day_of(assessment.decided_at)
    rest = reading.rest_of(assessment)
    return criteria.judge(assessment.rule, assessment.level, rest, on).reached


def _decide_anew(
    person: User, competency: Competency, evidence: Evidence, *, by: User
) -> None:
    assessments.decide_by_rule(person, competency)
    needs.open_again(person, competency, since=evidence.recorded_at, by=by)
