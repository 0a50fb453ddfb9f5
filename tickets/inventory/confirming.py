"""What is written down is only as true as the last time somebody looked."""

from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.audit import ledger
from portal.notify import kinds, outbox
from portal.notify.models import Message
from portal.people.models import User
from tickets.inventory import rules
from tickets.inventory.models import ConfigurationItem
from tickets.inventory.models.asking import ItemQuerySet

HOLDS: Final = timedelta(days=365)
A_WEEK: Final = timedelta(days=7)
ASKED: Final = "inventory.still_true"
kinds.register(ASKED, _("Items of yours should be looked at again"))


def stale(items: ItemQuerySet) -> ItemQuerySet:
    """Not said true for a year; a new item was true when it was written down."""
    before = timezone.now() - HOLDS
    return items.filter(
        Q(confirmed_at__lt=before) | Q(confirmed_at=None, created_at__lt=before)
    )


@transaction.atomic
def confirm(item: ConfigurationItem, *, by: User) -> None:
    """It stands there as it is written down."""
    if not rules.can_confirm(by, item):
        raise PermissionDenied
    item = ConfigurationItem.objects.select_for_update().get(pk=item.pk)
    item.confirmed_at, item.confirmed_by = timezone.now(), by
    item.save(update_fields=["confirmed_at", "confirmed_by"])
    ledger.record(by, "item.confirmed", item)


def ask_owners() -> int:
    """One message a week to each owner, however many items it is about."""
    old = stale(ConfigurationItem.objects.running()).exclude(owner=None)
    counts: dict[int, int] = {}
    for owner in old.values_list("owner_id", flat=True):
        if owner is not None:
            counts[owner] = counts.get(owner, 0) + 1
    recently = Message.objects.filter(
        kind=ASKED, queued_at__gt=timezone.now() - A_WEEK, recipient__in=counts
    )
    asked = set(recently.values_list("recipient_id", flat=True))
    owners = User.objects.active().filter(pk__in=counts.keys() - asked)
    for owner in owners:
        _ask(owner, counts[owner.pk])
    return len(owners)


@transaction.atomic
def _ask(owner: User, n: int) -> None:
    subject = ngettext(
        "Is what is written down of %(n)s item of yours still true?",
        "Is what is written down of %(n)s items of yours still true?",
        n,
    ) % {"n": n}
    url = reverse("inventory:items") + "?true=stale&whose=mine"
    outbox.queue(ASKED, subject, to=[owner], url=url)


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    """When it was last said true, and the button for who may say so."""
    may = rules.can_confirm(user, item)
    if not may and item.confirmed_at is None:
        return None
    said = item.confirmed_at or item.created_at
    return {"may_confirm": may, "is_stale": said < timezone.now() - HOLDS}


def on_front_page(user: User) -> dict[str, Any] | None:
    """How much there is to look at again, and to decide."""
    from_above = stale(ConfigurationItem.objects.visible_to(user).running())
    count = from_above.order_by()[:501].count()
    return {"count": count, "is_more": count > 500} if count else None
