"""Recalls and advisories: matched to what we run, and followed until closed."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit import ledger
from portal.people.models import User
from tickets.inventory import findings, rules
from tickets.inventory.models import (
    SETTLED_MATCHES,
    Advisory,
    AdvisoryKind,
    AdvisoryMatch,
    ConfigurationItem,
    FindingKind,
    Lifecycle,
    MatchState,
)
from tickets.inventory.radar.versions import is_named, speaks_of


@transaction.atomic
def enter(*, by: User, **facts: Any) -> Advisory:
    _may_follow(by)
    advisory = Advisory.objects.create(entered_by=by, **facts)
    ledger.record(by, "advisory.entered", advisory)
    match(advisory)
    return advisory


@transaction.atomic
def change(advisory: Advisory, *, by: User, **facts: Any) -> Advisory:
    """Matches that nobody has looked at yet follow the new words; others stay."""
    _may_follow(by)
    advisory = Advisory.objects.select_for_update().get(pk=advisory.pk)
    changed = sorted(
        name for name, value in facts.items() if getattr(advisory, name) != value
    )
    for name in changed:
        setattr(advisory, name, facts[name])
    if changed:
        advisory.save(update_fields=changed)
        advisory.matches.filter(state=MatchState.TO_CHECK, by=None).delete()
        ledger.record(by, "advisory.changed", advisory, fields=changed)
        match(advisory)
    return advisory


def match_all() -> int:
    """Items come and change: what is open is matched anew. Counts what is new."""
    return sum(match(one) for one in Advisory.objects.all())


@transaction.atomic
def match(advisory: Advisory) -> int:
    """Adds the items that it speaks of; takes none away. Counts the new ones."""
    makers = ConfigurationItem.objects.order_by("manufacturer").distinct()
    alike = [
        name
        for name in makers.values_list("manufacturer", flat=True)
        if is_named(name, advisory.manufacturer)
    ]
    items = ConfigurationItem.objects.filter(manufacturer__in=alike).exclude(
        Q(lifecycle=Lifecycle.RETIRED) | Q(advisory_matches__advisory=advisory)
    )
    found = [
        item
        for item in items.only("manufacturer", "model", "software_version")
        if speaks_of(
            manufacturer=advisory.manufacturer,
            models=advisory.model_names,
            first=advisory.version_from,
            last=advisory.version_until,
            device=(item.manufacturer, item.model, item.software_version),
        )
    ]
    AdvisoryMatch.objects.bulk_create(
        [AdvisoryMatch(advisory=advisory, item=item) for item in found],
        ignore_conflicts=True,
    )
    if found or not advisory.matches.exists():
        _follow(advisory)
    return len(found)


@transaction.atomic
def settle(
    found: AdvisoryMatch, *, by: User, state: MatchState, note: str = ""
) -> AdvisoryMatch:
    """What is so of one item; the last one settled closes the advisory."""
    _may_follow(by)
    advisory = Advisory.objects.select_for_update().get(pk=found.advisory_id)
    found.state, found.note, found.by = state, note, by
    found.changed_at = timezone.now()
    found.save(update_fields=["state", "note", "by", "changed_at"])
    ledger.record(by, "advisory.settled", advisory, item=found.item_id, state=state)
    _follow(advisory)
    return found


def _follow(advisory: Advisory) -> None:
    """Open while an item is open; its one ticket hears of it."""
    matches = advisory.matches.exclude(state__in=SETTLED_MATCHES)
    waiting = list(matches.select_related("item").order_by("item__tier", "pk"))
    closed_at = None if waiting else (advisory.closed_at or timezone.now())
    if closed_at != advisory.closed_at:
        advisory.closed_at = closed_at
        advisory.save(update_fields=["closed_at"])
    key = f"advisory:{advisory.pk}"
    if not waiting:
        findings.clear(key, said=_("Every item is settled."))
        return
    told = {"advisory": advisory, "n": len(waiting)}
    findings.leave(
        waiting[0].item,
        kind=FindingKind.ADVISORY,
        key=key,
        title=(_("%(advisory)s (%(n)s to settle)") % told)[:160],
        detail=advisory.what_to_do[:2000],
        url=f"{settings.SITE_URL}{advisory.get_absolute_url()}",
        urgent=advisory.kind in {AdvisoryKind.RECALL, AdvisoryKind.SAFETY},
    )


def _may_follow(by: User) -> None:
    if not rules.can_change_items(by):
        raise PermissionDenied
