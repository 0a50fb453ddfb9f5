"""How items stand now, by all that is known: tickets, probes, and planned work."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tickets.inventory.models import ConfigurationItem, Lifecycle, MaintenanceWindow
from tickets.inventory.states import AFFECTED, DOWN, RUNNING, state_of

TONES: Final[Mapping[str, str]] = {
    "lapsed": "alarm",
    "grace": "warn",
    "soon": "warn",
    "paused": "none",
    "waived": "none",
    "met": "ok",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A shape, a word, and how bad: 0 is the worst."""

    shape: str
    word: str | Promise

    @property
    def badness(self) -> int:
        return list(TONES).index(self.shape)

    @property
    def tone(self) -> str:
        return TONES[self.shape]

    @property
    def is_broken(self) -> bool:
        return self.shape == "lapsed"


def conditions_of(items: Iterable[ConfigurationItem]) -> dict[int, Condition]:
    """By item id, in one query; the items come with their `state` selected."""
    items = list(items)
    away = MaintenanceWindow.objects.now().filter(items__in=[one.pk for one in items])
    worked_on = set(away.values_list("items", flat=True))
    return {item.pk: condition_of(item, worked_on) for item in items}


def condition_of(item: ConfigurationItem, worked_on: Collection[int]) -> Condition:
    state = state_of(item)
    worst = (state and state.worst_priority) or 0
    if worst == DOWN:
        return Condition("lapsed", _("Down"))
    if item.pk in worked_on:
        return Condition("paused", _("Maintenance"))
    if state and state.silent_probes:
        return Condition("lapsed", _("Does not answer"))
    if worst == AFFECTED:
        return Condition("grace", _("Affected"))
    if state and state.open_tickets:
        said = ngettext("%(n)s ticket", "%(n)s tickets", state.open_tickets)
        return Condition("soon", said % {"n": state.open_tickets})
    if item.lifecycle not in RUNNING:
        return Condition("waived", Lifecycle(item.lifecycle).label)
    return Condition("met", _("Working"))
