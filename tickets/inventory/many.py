"""What happens to many items at once, in a few queries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.audit import ledger
from portal.people.models import User
from tickets.inventory import nodes, rules
from tickets.inventory.models import (
    ConfigurationItem,
    SoftwareSource,
    SoftwareVersion,
)


@transaction.atomic
def add(
    lines: Iterable[Mapping[str, Any]], *, by: User, source: SoftwareSource
) -> list[ConfigurationItem]:
    _may_change(by)
    items = ConfigurationItem.objects.bulk_create(
        ConfigurationItem(**facts) for facts in lines
    )
    nodes.begin(items)
    today = timezone.localdate()
    SoftwareVersion.objects.bulk_create(
        SoftwareVersion(
            item=item,
            version=item.software_version,
            since=item.installed_on or today,
            source=source,
            recorded_by=by,
        )
        for item in items
        if item.software_version
    )
    ledger.record_each(by, "item.added", items)
    return items


@transaction.atomic
def remove(items: Sequence[ConfigurationItem], *, by: User) -> None:
    """Those that should never have been here. What somebody used is retired instead."""
    _may_change(by)
    ledger.record_each(by, "item.removed", items)
    ConfigurationItem.objects.filter(pk__in=[item.pk for item in items]).delete()


def _may_change(by: User) -> None:
    if not rules.can_change_items(by):
        raise PermissionDenied
