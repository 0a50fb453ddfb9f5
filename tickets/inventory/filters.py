"""How the list of items is narrowed."""

from typing import Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.models import Facility
from tickets.inventory import confirming
from tickets.inventory.models import (
    ConfigurationItem,
    ItemGroup,
    ItemType,
    Lifecycle,
)
from tickets.inventory.models.asking import ItemQuerySet
from tickets.inventory.states import AFFECTED, DOWN

Items = ItemQuerySet
SMALL = {"class": "form-select-sm"}


class ItemFilter(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Name, AE title, station or serial"),
        method="by_words",
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control-sm",
                "placeholder": _("Name, AE title, serial"),
            }
        ),
    )
    type = filters.ModelChoiceFilter(
        label=_("Type"),
        queryset=ItemType.objects.all(),
        empty_label=_("Every type"),
        widget=forms.Select(attrs=SMALL),
    )
    facility = filters.ModelChoiceFilter(
        label=_("Facility"),
        queryset=Facility.objects.all(),
        empty_label=_("Every facility"),
        widget=forms.Select(attrs=SMALL),
    )
    tier = filters.ChoiceFilter(
        label=_("Tier"),
        choices=[
            (1, _("Tier 1")),
            (2, _("Tier 2")),
            (3, _("Tier 3")),
            (4, _("Tier 4")),
        ],
        empty_label=_("Any tier"),
        widget=forms.Select(attrs=SMALL),
    )
    lifecycle = filters.ChoiceFilter(
        label=_("Lifecycle"),
        choices=Lifecycle.choices,
        empty_label=_("All but retired"),
        widget=forms.Select(attrs=SMALL),
    )
    state = filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("trouble", _("Down or affected")),
            ("down", _("Down")),
            ("tickets", _("With open tickets")),
        ],
        empty_label=_("Any state"),
        method="by_state",
        widget=forms.Select(attrs=SMALL),
    )

    true = filters.ChoiceFilter(
        label=_("Still true"),
        choices=[("stale", _("Not confirmed for 12 months"))],
        empty_label=_("Confirmed or not"),
        method="by_truth",
        widget=forms.Select(attrs=SMALL),
    )
    whose = filters.ChoiceFilter(
        label=_("Owner"),
        choices=[("mine", _("Mine")), ("nobody", _("Nobody's"))],
        empty_label=_("Every owner"),
        method="by_owner",
        widget=forms.Select(attrs=SMALL),
    )

    class Meta:
        model = ConfigurationItem
        fields: list[str] = []

    def filter_queryset(self, queryset: Items) -> Items:
        found: Items = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("lifecycle"):
            found = found.exclude(lifecycle=Lifecycle.RETIRED)
        group = self.data.get("group", "")
        if group in ItemGroup.values:
            found = found.filter(type__group=group)
        return found

    def by_words(self, items: Items, _name: str, words: str) -> Items:
        for word in words.split():
            items = items.filter(names__contains=word.upper())
        return items

    def by_state(self, items: Items, _name: str, state: str) -> Items:
        narrowed: dict[str, dict[str, Any]] = {
            "trouble": {"state__worst_priority__lte": AFFECTED},
            "down": {"state__worst_priority": DOWN},
            "tickets": {"state__open_tickets__gt": 0},
        }
        return items.filter(**narrowed[state])

    def by_truth(self, items: Items, _name: str, _value: str) -> Items:
        return confirming.stale(items)

    def by_owner(self, items: Items, _name: str, whose: str) -> Items:
        asking = self.request.user if self.request else None
        return items.filter(owner=asking if whose == "mine" else None)
