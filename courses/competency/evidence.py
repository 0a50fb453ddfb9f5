"""Add to the ledger. Attempts, certificates and ticket work enter by this door."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from courses.competency import assessments, needs, reading
from courses.competency.models import (
    Competency,
    Evidence,
    EvidenceKind,
    EvidenceLink,
    Method,
)
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User


@transaction.atomic
def record(
    person: User,
    *,
    kind: EvidenceKind,
    method: Method,
    supports: Mapping[Competency, int],
    occurred_at: datetime,
    title: str,
    source: Model | None = None,
    score: float | None = None,
    passed: bool | None = None,
    issuer: str = "",
    by: User | None = None,
    **more: Any,
) -> Evidence:
    """Append it, let each competency's rule look at it, close what it fills. The
    same source told twice is one piece of evidence."""
    if kind == EvidenceKind.OBSERVATION:
        raise Refused(_("An observed sign-off is recorded by its assessor."))
    assessments.hold_still(person)
    origin = reading.source_of(source)
    if source and (known := _known(person, kind, origin)):
        return known
    evidence = append(
        person,
        supports=supports,
        kind=kind,
        method=method,
        occurred_at=occurred_at,
        title=title[:160],
        score=score,
        passed=passed,
        issuer=issuer,
        recorded_by=by,
        **origin,
        **more,
    )
    ledger.record(
        by or person,
        "evidence.recorded",
        evidence,
        kind=str(kind),
        competencies=sorted(one.code for one in supports),
    )
    for competency in supports if passed is not False else ():
        decided = assessments.decide_by_rule(person, competency)
        needs.meet(person, competency, assessment=decided)
    return evidence


def append(
    person: User, *, supports: Mapping[Competency, int], **fields: Any
) -> Evidence:
    """The rows alone; the caller decides what follows."""
    evidence = Evidence.objects.create(person=person, **fields)
    EvidenceLink.objects.bulk_create(
        EvidenceLink(evidence=evidence, competency=competency, level=level)
        for competency, level in supports.items()
    )
    return evidence


def _known(person: User, kind: str, origin: Mapping[str, str]) -> Evidence | None:
    return Evidence.objects.filter(
        person=person,
        kind=kind,
        source_type=origin["source_type"],
        source_id=origin["source_id"],
    ).first()
