"""What of the department is asked to be drawn."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.people.models import Facility, User
from tickets.inventory.models import (
    ConfigurationItem,
    Interface,
    ItemGroup,
    Lifecycle,
    Standard,
)
from tickets.inventory.models.asking import ItemQuerySet
from tickets.inventory.models.interface import InterfaceQuerySet

SMALL = {"class": "form-select-sm"}
ALL = "all"


class MapForm(forms.Form):
    facility = forms.ModelChoiceField(
        label=_("Facility"),
        queryset=Facility.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("Every facility"),
        widget=forms.Select(attrs=SMALL),
    )
    group = forms.ChoiceField(
        label=_("Group"),
        choices=[("", _("Every group")), *ItemGroup.choices],
        required=False,
        widget=forms.Select(attrs=SMALL),
    )
    standard = forms.ChoiceField(
        label=_("Standard"),
        choices=[("", _("Every standard")), *Standard.choices],
        required=False,
        widget=forms.Select(attrs=SMALL),
    )
    message = forms.CharField(
        label=_("Message or service"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={
                "class": "form-control-sm",
                "placeholder": _("Message or service"),
                "list": "map-services",
            }
        ),
    )
    by = forms.ChoiceField(
        label=_("A box for"),
        choices=[
            ("", _("Boxes as fit")),
            ("item", _("A box for each item")),
            ("type", _("A box for each type")),
            ("room", _("A box for each room")),
        ],
        required=False,
        widget=forms.Select(attrs=SMALL),
    )

    @property
    def asked(self) -> dict[str, Any]:
        """What was understood of it; a filter that makes no sense filters nothing."""
        self.is_valid()
        return self.cleaned_data

    @property
    def map(self) -> str:
        """Under which name places are kept."""
        facility = self.asked.get("facility")
        return facility.code if facility else ALL

    def items(self, user: User) -> ItemQuerySet:
        """Those asked for; of a facility also what stands elsewhere and is joined."""
        asked = self.asked
        found = ConfigurationItem.objects.visible_to(user).select_related(
            "type", "facility", "state"
        )
        found = found.exclude(lifecycle=Lifecycle.RETIRED)
        if facility := asked.get("facility"):
            mine = Q(source__facility=facility) | Q(target__facility=facility)
            here = Interface.objects.filter(mine)
            found = found.filter(
                Q(facility=facility)
                | Exists(here.filter(source=OuterRef("pk")))
                | Exists(here.filter(target=OuterRef("pk")))
            )
        if group := asked.get("group"):
            found = found.filter(type__group=group)
        if asked.get("standard") or asked.get("message"):
            carried = self.interfaces()
            found = found.filter(
                Exists(carried.filter(source=OuterRef("pk")))
                | Exists(carried.filter(target=OuterRef("pk")))
            )
        return found

    def interfaces(self) -> InterfaceQuerySet:
        asked, found = self.asked, Interface.objects.all()
        if standard := asked.get("standard"):
            found = found.filter(standard=standard)
        if message := asked.get("message"):
            found = found.filter(
                Q(service__icontains=message) | Q(messages__icontains=message)
            )
        return found
