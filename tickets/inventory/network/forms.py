"""What may be typed about a device on the network."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.inventory import nodes
from tickets.inventory.models import (
    ConfigurationItem,
    NetworkAE,
    NetworkConnection,
    TransferRole,
)
from tickets.inventory.network.uids import TRANSFER_SYNTAXES, sop_class_called

LISTED = 4


class OtherAEField(forms.CharField):
    """An AE of another item by its title; in the same facility, or the only one."""

    item: ConfigurationItem

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return NetworkAE.objects.filter(pk=value).values_list("title").get()[0]
        return value

    def clean(self, value: Any) -> NetworkAE | None:
        title = super().clean(value)
        if not title:
            return None
        found = list(
            NetworkAE.objects.installed()
            .filter(title=title)
            .exclude(item=self.item)
            .select_related("item__facility")[:LISTED]
        )
        here = [ae for ae in found if ae.facility_id == self.item.facility_id]
        found = here or found
        if not found:
            raise ValidationError(_("No other item has the AE title %s.") % title)
        if len(found) > 1:
            where = ", ".join(ae.item.place for ae in found)
            raise ValidationError(_("Several places have this title: %s.") % where)
        return found[0]


class AEForm(forms.ModelForm):  # type: ignore[type-arg]
    worklist_source = OtherAEField(
        label=gettext_lazy("Worklist from"), max_length=16, required=False
    )
    mpps_target = OtherAEField(
        label=gettext_lazy("MPPS to"), max_length=16, required=False
    )
    commitment_target = OtherAEField(
        label=gettext_lazy("Storage commitment by"),
        max_length=16,
        required=False,
        help_text=gettext_lazy("These three: the AE title of another item."),
    )
    character_sets = forms.CharField(
        label=gettext_lazy("Character sets"),
        required=False,
        help_text=gettext_lazy("ISO_IR 100, ISO_IR 192; with a comma between."),
    )

    class Meta:
        model = NetworkAE
        fields = [
            *("title", "description", "is_principal", "initiates", "accepts"),
            *("installed", "connection", "character_sets"),
            *("worklist_source", "mpps_target", "commitment_target"),
        ]

    def __init__(self, item: ConfigurationItem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        fields: dict[str, Any] = self.fields
        fields["connection"].queryset = item.connections.all()
        for name in ("worklist_source", "mpps_target", "commitment_target"):
            fields[name].item = item
        self.initial["character_sets"] = ", ".join(self.instance.character_sets)

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"]).strip()
        holder = nodes.holder_of(title, self.item.facility, besides=self.item)
        if holder:
            raise ValidationError(nodes.taken(title, holder))
        mine = self.item.network_aes.exclude(pk=self.instance.pk)
        if mine.filter(title=title).exists():
            raise ValidationError(_("This item has this AE title already."))
        return title

    def clean_character_sets(self) -> list[str]:
        said = self.cleaned_data["character_sets"].split(",")
        return [one.strip() for one in said if one.strip()]


class ConnectionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = NetworkConnection
        fields = ["host", "port", "uses_tls", "certificate_ends_on", "installed"]
        widgets = {
            "certificate_ends_on": forms.DateInput(
                attrs={"type": "date"}, format="%Y-%m-%d"
            )
        }

    def _get_validation_exclusions(self) -> set[str]:
        """The item is known, so that its constraint can be checked."""
        found: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return found - {"item"}


class CapabilityForm(forms.Form):
    sop_class = forms.CharField(
        label=gettext_lazy("SOP class"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "sop-classes", "autocomplete": "off"}),
        help_text=gettext_lazy("By its name in DICOM, or its UID."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=TransferRole.choices)
    transfer_syntaxes = forms.MultipleChoiceField(
        label=gettext_lazy("Transfer syntaxes"),
        choices=[(uid, name) for uid, name in TRANSFER_SYNTAXES.items()],
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def clean_sop_class(self) -> str:
        uid = sop_class_called(self.cleaned_data["sop_class"])
        if uid is None:
            raise ValidationError(_("DICOM has no SOP class of this name."))
        return uid
