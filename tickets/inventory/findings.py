"""Leave a finding, and clear it: the desk makes its tickets of them."""

from django.db import transaction
from django.utils import timezone

from portal.wake import soon
from tickets.inventory.models import ConfigurationItem, Finding

CLAIMS = "desk.claim_findings"


@transaction.atomic
def leave(
    item: ConfigurationItem,
    *,
    kind: str,
    key: str,
    title: str,
    detail: str = "",
    url: str = "",
    urgent: bool = False,
) -> Finding:
    """What is so, until it is cleared. Left again, it is seen once more: the desk has
    its own times to look, so `due_at` stays as it is."""
    facts = {"title": title, "detail": detail, "url": url, "urgent": urgent}
    now = timezone.now()
    finding, is_new = Finding.objects.select_for_update().get_or_create(
        key=key,
        cleared_at=None,
        defaults={"item": item, "kind": kind, "due_at": now, **facts},
    )
    if not is_new:
        for name, value in facts.items():
            setattr(finding, name, value)
        finding.times += 1
        finding.seen_at = now
        finding.save(update_fields=[*facts, "times", "seen_at"])
    else:
        soon(CLAIMS)
    return finding


@transaction.atomic
def clear(key: str, *, said: str = "") -> Finding | None:
    """It is so no longer; `said` tells in a sentence how it ended."""
    open_ones = Finding.objects.open().select_for_update()
    finding = open_ones.filter(key=key).first()
    if finding is None:
        return None
    finding.cleared_at = finding.due_at = timezone.now()
    finding.detail = said or finding.detail
    finding.save(update_fields=["cleared_at", "due_at", "detail"])
    soon(CLAIMS)
    return finding
