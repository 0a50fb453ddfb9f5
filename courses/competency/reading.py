"""Evidence as rows, read into what the rules look at."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from courses.competency.criteria import Item
from courses.competency.models import Competency, EvidenceLink


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
    """All that speaks for this person here. What a revoked decision rested on has
    lost its voice."""
    links = EvidenceLink.objects.filter(
        evidence__person=person_id, competency=competency
    ).exclude(evidence__assessments__revocation__isnull=False)
    if since is not None:
        links = links.filter(evidence__occurred_at__gte=since)
    zone = timezone.get_default_timezone()
    return [
        Item(
            key=link.evidence.pk,
            kind=link.evidence.kind,
            method=link.evidence.method,
            level=link.level,
            day=timezone.localdate(link.evidence.occurred_at, zone),
            passed=link.evidence.passed,
            score=link.evidence.score,
            expires_on=link.evidence.expires_on,
        )
        for link in links.select_related("evidence")
    ]
