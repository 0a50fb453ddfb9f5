"""What happens to maintenance windows; whoever looks after an item hears of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify import outbox
from portal.notify.kinds import register
from portal.people.models import User
from portal.web import words
from tickets.inventory import record, rules
from tickets.inventory.models import ConfigurationItem, MaintenanceWindow

TOLD: Final = "maintenance.planned"
register(TOLD, gettext_lazy("Maintenance of an item of yours is planned or changed"))


@transaction.atomic
def plan(
    *,
    by: User,
    title: str,
    items: Iterable[ConfigurationItem],
    starts_at: datetime,
    ends_at: datetime,
    what_to_expect: str = "",
) -> MaintenanceWindow:
    _may_plan(by)
    window = MaintenanceWindow.objects.create(
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        what_to_expect=what_to_expect,
        planned_by=by,
    )
    window.items.set(items)
    ledger.record(by, "maintenance.planned", window)
    _tell(window, by, _("%(title)s: maintenance from %(when)s"))
    return window


@transaction.atomic
def change(
    window: MaintenanceWindow,
    *,
    by: User,
    items: Iterable[ConfigurationItem],
    **facts: object,
) -> MaintenanceWindow:
    window = _still_to_come(window, by)
    for name, value in facts.items():
        setattr(window, name, value)
    window.save(update_fields=list(facts))
    window.items.set(items)
    ledger.record(by, "maintenance.changed", window)
    _tell(window, by, _("%(title)s: maintenance is now from %(when)s"))
    return window


@transaction.atomic
def cancel(window: MaintenanceWindow, *, by: User) -> MaintenanceWindow:
    """What is under way ends now; what was to come does not happen."""
    window = _still_to_come(window, by)
    window.cancelled_at = timezone.now()
    window.save(update_fields=["cancelled_at"])
    ledger.record(by, "maintenance.cancelled", window)
    _tell(window, by, _("%(title)s: the maintenance from %(when)s is cancelled"))
    return window


def on_item(item: ConfigurationItem, user: User) -> dict[str, Any] | None:
    """What is planned for it; nothing to say where nothing is, unless one may plan."""
    windows = record.WINDOWS.of(item, user)
    may_change = rules.can_change_items(user)
    if not windows and not may_change:
        return None
    return {"windows": windows, "may_change": may_change, "now": timezone.now()}


def _still_to_come(window: MaintenanceWindow, by: User) -> MaintenanceWindow:
    _may_plan(by)
    window = MaintenanceWindow.objects.select_for_update().get(pk=window.pk)
    if window.cancelled_at or window.ends_at <= timezone.now():
        raise Refused(_("%(title)s is over already.") % {"title": window})
    return window


def _tell(window: MaintenanceWindow, by: User, said: str) -> None:
    subject = said % {"title": window, "when": words.moment(window.starts_at)}
    mine = Q(owned_items__in=window.items.all()) | Q(
        super_used_items__in=window.items.all()
    )
    people = User.objects.filter(mine, is_active=True).exclude(pk=by.pk).distinct()
    outbox.queue(TOLD, subject, to=people, url=reverse("inventory:maintenance"))


def _may_plan(by: User) -> None:
    if not rules.can_change_items(by):
        raise PermissionDenied
