"""How an item stands now: by its lifecycle, the tickets open on it, the work planned
on it, and whether it answers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.inventory.models import ConfigurationItem, ItemState, Lifecycle

DOWN, AFFECTED = 1, 2
RADAR: Final = timedelta(days=90)
NEAR: Final = timedelta(days=30)
ENDINGS: Final = (
    _("Contract ends"),
    _("Warranty ends"),
    _("Software support ends"),
    _("Operating system support ends"),
    _("End of life"),
)
RUNNING: Final = {Lifecycle.IN_USE, Lifecycle.STANDBY}


@dataclass(frozen=True, slots=True)
class Standing:
    shape: str
    word: str | Promise


@dataclass(frozen=True, slots=True)
class Ending:
    """A date after which something is no longer so."""

    label: str | Promise
    on: date
    shape: str


def state_of(item: ConfigurationItem) -> ItemState | None:
    return getattr(item, "state", None)


def standing_of(item: ConfigurationItem) -> Standing:
    state = state_of(item)
    worst = (state and state.worst_priority) or 0
    if worst == DOWN:
        return Standing("lapsed", _("Down"))
    if getattr(item, "in_maintenance", False):
        return Standing("paused", _("Maintenance"))
    if state and state.silent_probes and item.lifecycle in RUNNING:
        return Standing("lapsed", _("Silent"))
    if worst == AFFECTED:
        return Standing("grace", _("Affected"))
    if item.lifecycle not in RUNNING:
        return Standing("waived", Lifecycle(item.lifecycle).label)
    return Standing("met", _("Working"))


def endings_of(
    item: ConfigurationItem, today: date | None = None, within: timedelta = RADAR
) -> list[Ending]:
    """What ends soon or has ended, the nearest first."""
    today = today or timezone.localdate()
    dates = (
        item.contract.ends_on if item.contract else None,
        item.warranty_ends_on,
        item.support_ends_on,
        item.os_ends_on,
        item.end_of_life_on,
    )
    found = [
        Ending(label, on, _shape(on, today))
        for label, on in zip(ENDINGS, dates, strict=True)
        if on and on <= today + within
    ]
    return sorted(found, key=lambda one: one.on)


def _shape(on: date, today: date) -> str:
    if on < today:
        return "lapsed"
    return "soon" if on <= today + NEAR else "later"
