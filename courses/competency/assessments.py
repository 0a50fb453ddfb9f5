"""Decide what a person holds: by a competency's rule, or by the one who saw it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.competency import criteria, held, kinds, reading, rules
from courses.competency.models import (
    Assessment,
    AssessmentBasis,
    Competency,
    FrameworkVersion,
    Method,
    Outcome,
    Revocation,
    Withdrawal,
)
from courses.competency.standing import today
from portal.audit import ledger
from portal.notify import outbox
from portal.people.models import User

STRONGEST_FIRST = [
    Method.DIRECT_OBSERVATION,
    Method.DEMONSTRATION,
    Method.SIMULATION,
    Method.RECORD_REVIEW,
    Method.WRITTEN,
]


def hold_still(person: User) -> None:
    """Two deeds about one person follow one another: each sees the other's rows."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def standing_of(person: User, competency: Competency) -> Assessment | None:
    """The decision that counts now: the newest that was not taken back."""
    return (
        Assessment.objects.standing()
        .filter(person=person, competency=competency)
        .order_by("-decided_at", "-pk")
        .first()
    )


@transaction.atomic
def decide_by_rule(person: User, competency: Competency) -> Assessment | None:
    """Raise or renew what the evidence reaches. A rule never lowers what somebody
    holds; and after “not met”, only what was shown since is looked at."""
    current, on = standing_of(person, competency), today()
    items = reading.items_for_rule(person.pk, competency, current, on)
    level, verdict = criteria.highest(competency.rule, items, on)
    if not level or verdict.since is None:
        return None
    until = held.valid_until(verdict.since, competency.validity_months)
    if until < on or not _is_better(level, until, current):
        return None
    methods = {item.method for item in verdict.basis}
    assessment = add(
        person,
        competency,
        basis=[item.key for item in verdict.basis],
        level=level,
        asked=level,
        outcome=Outcome.MET,
        method=next(method for method in STRONGEST_FIRST if method in methods),
        rule=dict(criteria.tree_for(competency.rule, level) or {}),
        valid_until=until,
        supersedes=current,
    )
    tell(assessment, kinds.REACHED)
    return assessment


def _is_better(level: int, until: Any, current: Assessment | None) -> bool:
    if current is None or today() > current.valid_until:
        return True
    return (level, until) > (current.level, current.valid_until)


def add(
    person: User, competency: Competency, *, basis: Iterable[int], **fields: Any
) -> Assessment:
    """The row, what it rests on, and its line in the ledger."""
    assessment = Assessment.objects.create(
        person=person,
        competency=competency,
        version=FrameworkVersion.objects.filter(framework=competency.framework_id)
        .order_by("-number")
        .defer("content")[0],
        **fields,
    )
    AssessmentBasis.objects.bulk_create(
        AssessmentBasis(assessment=assessment, evidence_id=key) for key in basis
    )
    ledger.record(
        assessment.decided_by,
        "assessment.decided",
        assessment,
        person=person.pk,
        competency=competency.code,
        level=assessment.level,
        outcome=str(assessment.outcome),
    )
    return assessment


def tell(assessment: Assessment, kind: str) -> None:
    """The person learns of it; the page shows why."""
    subjects = {
        kinds.REACHED: _("%(title)s: you hold level %(level)s until %(day)s"),
        kinds.NOT_REACHED: _("%(title)s: not yet at level %(asked)s"),
        kinds.REVOKED: _("%(title)s: the decision was taken back"),
    }
    outbox.queue(
        kind,
        subjects[kind]
        % {
            "title": assessment.competency.title,
            "level": assessment.level,
            "asked": assessment.asked,
            "day": assessment.valid_until.isoformat(),
        },
        to=[assessment.person],
        url=reverse(
            "competency:cell", args=[assessment.person_id, assessment.competency_id]
        ),
    )


@transaction.atomic
def revoke(assessment: Assessment, *, by: User, why: str) -> Revocation:
    """Take a decision back. What stood before it stands again."""
    if not rules.can_revoke(by, assessment.person):
        raise PermissionDenied
    hold_still(assessment.person)
    return take_back(assessment, by=by, why=why)


def take_back(
    assessment: Assessment, *, by: User, why: str, withdrawal: Withdrawal | None = None
) -> Revocation:
    """The row and who is told; the caller has asked the rules and holds the person."""
    revocation, is_new = Revocation.objects.get_or_create(
        assessment=assessment,
        defaults={"revoked_by": by, "why": why, "withdrawal": withdrawal},
    )
    if is_new:
        ledger.record(by, "assessment.revoked", assessment, why=why)
        tell(assessment, kinds.REVOKED)
    return revocation
