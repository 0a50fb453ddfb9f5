"""Evidence as rows, read into what the rules look at."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from courses.competency.criteria import Item
from courses.competency.held import valid_until
from courses.competency.models import (
    Assessment,
    Competency,
    EvidenceKind,
    EvidenceLink,
    Outcome,
    Revocation,
)

# A decision that fell with one piece of evidence leaves the others their voice.
_SILENCED = Revocation.objects.filter(
    withdrawal=None, assessment__basis=OuterRef("evidence")
)


def source_of(source: Model | None) -> dict[str, Any]:
    """What it came from, as plain text and a link: no key points up the house."""
    if source is None:
        return {}
    address = getattr(source, "get_absolute_url", None)
    return {
        "source_type": source._meta.label_lower,
        "source_id": str(source.pk),
        "source_url": address() if address else "",
    }


def items_of(
    person_id: int, competency: Competency, *, since: datetime | None = None
) -> list[Item]:
    """All that speaks for this person here. What was withdrawn, and what a revoked
    decision rested on, has lost its voice."""
    return [_item(link) for link in _links(person_id, competency, since)]


def living(items: list[Item], competency: Competency, on: date) -> list[Item]:
    """What is not older than the competency's validity."""
    months = competency.validity_months
    return [item for item in items if valid_until(item.day, months) >= on]


def items_for_rule(
    person_id: int, competency: Competency, current: Assessment | None, on: date
) -> list[Item]:
    """What a rule may decide upon after `current`. Observations up to it were
    judged by it; after “not met”, so was everything."""
    links = _links(person_id, competency, None)
    if current and current.outcome == Outcome.NOT_MET:
        links = links.filter(evidence__occurred_at__gte=current.decided_at)
    elif current:
        links = links.exclude(
            evidence__kind=EvidenceKind.OBSERVATION,
            evidence__occurred_at__lte=current.decided_at,
        )
    return living([_item(link) for link in links], competency, on)


def rest_of(assessment: Assessment) -> list[Item]:
    """What a decision rested on, without what was withdrawn since."""
    links = EvidenceLink.objects.filter(
        evidence__assessments=assessment,
        evidence__withdrawal=None,
        competency=assessment.competency_id,
    )
    return [_item(link) for link in links.select_related("evidence")]


def day_of(instant: datetime) -> date:
    return timezone.localdate(instant, timezone.get_default_timezone())


def _links(
    person_id: int, competency: Competency, since: datetime | None
) -> QuerySet[EvidenceLink]:
    links = (
        EvidenceLink.objects.filter(evidence__person=person_id, competency=competency)
        .filter(~Exists(_SILENCED), evidence__withdrawal=None)
        .select_related("evidence")
    )
    return links.filter(evidence__occurred_at__gte=since) if since else links


def _item(link: EvidenceLink) -> Item:
    return Item(
        key=link.evidence.pk,
        kind=link.evidence.kind,
        method=link.evidence.method,
        level=link.level,
        day=day_of(link.evidence.occurred_at),
        passed=link.evidence.passed,
        score=link.evidence.score,
        expires_on=link.evidence.expires_on,
    )
