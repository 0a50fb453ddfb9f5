"""What may be typed about an item."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.competency.models import Competency
from portal.people.models import Department, Role, User
from tickets.inventory import details
from tickets.inventory.forms import contracts
from tickets.inventory.forms.people import PersonField
from tickets.inventory.models import ConfigurationItem, Contract, ItemType, TypeField
from tickets.inventory.models.naming import AE_TITLE_LENGTH

DAY: Final = {"type": "date"}
DETAIL: Final = "detail_"
WHY_LENGTH: Final = 200
GROUPS: Final[list[tuple[str | Promise, list[str]]]] = [
    (
        gettext_lazy("What it is"),
        ["name", "purpose", "type", "lifecycle", "tier"],
    ),
    (
        gettext_lazy("Where it stands"),
        ["facility", "department", "building", "room", "phone"],
    ),
    (
        gettext_lazy("On the network"),
        ["ae_title", "station_name", "host", "port"],
    ),
    (
        gettext_lazy("The device"),
        [
            *("manufacturer", "model", "software_version", "software_since"),
            *("serial", "asset_tag", "udi", "fda_product_code"),
        ],
    ),
    (
        gettext_lazy("Who looks after it"),
        [
            *("owner", "super_user", "vendor", "contract", "vendor_site_id"),
            *("remote_access", "warranty_ends_on", "support_ends_on"),
            *("os_name", "os_ends_on", "installed_on", "end_of_life_on"),
        ],
    ),
    (
        gettext_lazy("When it stops"),
        [
            *("tolerates_minutes", "may_lose_minutes"),
            *("downtime_procedure", "whom_to_tell"),
        ],
    ),
    (gettext_lazy("Who can run it"), ["competencies"]),
]


def _follows(url_name: str, target: str) -> dict[str, Any]:
    """A choice that another part of the form follows, where scripts run."""
    return {
        "hx-get": reverse_lazy(url_name),
        "hx-target": target,
        "hx-include": "closest form",
    }


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its fields carry the names of `workflow.add` and `workflow.change`."""

    super_user = PersonField(
        label=gettext_lazy("Super-user"),
        required=False,
        help_text=gettext_lazy("The colleague who knows it best, by e-mail."),
    )
    competencies = forms.ModelMultipleChoiceField(
        label=gettext_lazy("What it takes to run it"),
        queryset=Competency.objects.in_use(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Who holds all of these is shown as able to run it."),
    )
    software_since = forms.DateField(
        label=gettext_lazy("This version since"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: since today. Asked only when it changes."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=WHY_LENGTH,
        help_text=gettext_lazy("Stands in the history: “after the service of 3 May”."),
    )

    class Meta:
        model = ConfigurationItem
        fields = [
            name
            for _title, names in GROUPS
            for name in names
            if name != "software_since"
        ]
        widgets = {
            "type": forms.Select(attrs=_follows("inventory:asked", "#asked")),
            "vendor": forms.Select(attrs=_follows("inventory:covered", "#covered")),
            "warranty_ends_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "support_ends_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "os_ends_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "installed_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "end_of_life_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "downtime_procedure": forms.Textarea(attrs={"rows": 4}),
            "tier": forms.NumberInput(attrs={"min": 1, "max": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = dict(self.instance.details)
        self.asked = self._ask()
        fields: dict[str, Any] = self.fields
        if not self.instance.pk:
            del fields["why"]
        fields["department"].queryset = Department.objects.select_related("facility")
        fields["department"].label_from_instance = _with_facility
        fields["contract"].queryset = Contract.objects.select_related("vendor")
        fields["contract"].widget.choices = contracts.choices(
            fields["contract"].queryset, self._chosen("vendor")
        )
        fields["owner"].queryset = User.objects.with_role(
            Role.AGENT, Role.ASSET_MANAGER, Role.LEAD, Role.ADMINISTRATOR
        )
        fields["ae_title"].widget.attrs.pop("maxlength", None)
        fields["ae_title"].max_length = None
        fields["ae_title"].validators = [_is_short_enough]

    def groups(self) -> list[tuple[str | Promise, list[BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    def type_fields(self) -> list[BoundField]:
        return [self[DETAIL + one.code] for one in self.asked]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        department, facility = data.get("department"), data.get("facility")
        if department and facility and department.facility_id != facility.pk:
            self.add_error("department", _("This department is in another facility."))
        _same_vendor(self, data)
        typed = {
            one.code: details.to_keep(data.pop(DETAIL + one.code, None))
            for one in self.asked
        }
        data["details"] = details.merged(self.before, typed)
        return data

    def _ask(self) -> list[TypeField]:
        """The fields of the type that is chosen now, else of the item's own."""
        chosen = self._chosen("type")
        kind = ItemType.objects.filter(pk=chosen).first() if chosen else None
        self.type_name = kind.name if kind else ""
        asked = details.asked_of(kind) if kind else []
        for one in asked:
            kept = self.before.get(one.code)
            self.fields[DETAIL + one.code] = details.form_field(one, kept)
            self.initial.setdefault(DETAIL + one.code, details.to_type(kept))
        return asked

    def _chosen(self, name: str) -> int | None:
        """What stands in a choice now, before anything is checked."""
        chosen = str(self.data.get(name) or self.initial.get(name) or "")
        return int(chosen) if chosen.isdecimal() else None


def _same_vendor(form: ItemForm, data: dict[str, Any]) -> None:
    """A contract says by whom; another vendor beside it would be a slip."""
    contract = data.get("contract")
    if not contract:
        return
    if data.get("vendor") is None:
        data["vendor"] = contract.vendor
    elif contract.vendor_id != data["vendor"].pk:
        said = _("This contract is with %(vendor)s.") % {"vendor": contract.vendor}
        form.add_error("contract", said)


def _is_short_enough(value: str) -> None:
    if len(value) > AE_TITLE_LENGTH:
        raise ValidationError(
            _("%(title)s has %(n)s characters. DICOM allows %(limit)s.")
            % {"title": value, "n": len(value), "limit": AE_TITLE_LENGTH}
        )


def _with_facility(department: Department) -> str:
    return f"{department.facility}: {department}"
