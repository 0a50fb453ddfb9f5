"""What may be typed about items and interfaces, checked before it is done."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.competency.models import Competency
from portal.people.models import Department, Role, User
from tickets.inventory.lookup import the_item_called
from tickets.inventory.models import ConfigurationItem, Interface
from tickets.inventory.models.naming import AE_TITLE_LENGTH

DAY: Final = {"type": "date"}
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
            *("manufacturer", "model", "software_version", "serial", "asset_tag"),
            *("udi", "fda_product_code"),
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


class PersonField(forms.CharField):
    """A colleague by e-mail: a list of thousands is no choice."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("email", flat=True).first()
        return value

    def clean(self, value: Any) -> User | None:
        email = super().clean(value)
        if not email:
            return None
        person: User | None = User.objects.active().filter(email__iexact=email).first()
        if person is None:
            raise ValidationError(
                _("Nobody here has the e-mail “%(email)s”.") % {"email": email}
            )
        return person


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

    class Meta:
        model = ConfigurationItem
        fields = [name for _title, names in GROUPS for name in names]
        widgets = {
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
        fields: dict[str, Any] = self.fields
        fields["department"].queryset = Department.objects.select_related("facility")
        fields["department"].label_from_instance = _with_facility
        fields["owner"].queryset = User.objects.with_role(
            Role.AGENT, Role.ASSET_MANAGER, Role.LEAD, Role.ADMINISTRATOR
        )
        fields["ae_title"].widget.attrs.pop("maxlength", None)
        fields["ae_title"].max_length = None
        fields["ae_title"].validators = [_is_short_enough]

    def groups(self) -> list[tuple[str | Promise, list[BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        department, facility = data.get("department"), data.get("facility")
        if department and facility and department.facility_id != facility.pk:
            self.add_error("department", _("This department is in another facility."))
        return data


def _is_short_enough(value: str) -> None:
    if len(value) > AE_TITLE_LENGTH:
        raise ValidationError(
            _("%(title)s has %(n)s characters. DICOM allows %(limit)s.")
            % {"title": value, "n": len(value), "limit": AE_TITLE_LENGTH}
        )


def _with_facility(department: Department) -> str:
    return f"{department.facility}: {department}"


class OtherItemField(forms.CharField):
    """Another item by its name, AE title or short-id; it must be the only one."""

    def clean(self, value: Any) -> ConfigurationItem:
        return the_item_called(super().clean(value))


class InterfaceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Interface
        fields = [
            *("standard", "service", "opened_by_target", "channel", "port"),
            *("effect", "lost", "downtime_behaviour"),
        ]


class ConnectForm(InterfaceForm):
    """A new interface of one item; which way it feeds, and with whom."""

    FEEDS, NEEDS = "feeds", "needs"
    direction = forms.ChoiceField(
        label=gettext_lazy("This item"),
        choices=[(FEEDS, gettext_lazy("feeds")), (NEEDS, gettext_lazy("is fed by"))],
        widget=forms.RadioSelect,
        initial=FEEDS,
    )
    other = OtherItemField(
        label=gettext_lazy("The other item"),
        max_length=80,
        help_text=gettext_lazy("Its name, AE title or short-id."),
    )
    field_order = ["direction", "other"]

    def __init__(self, item: ConfigurationItem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        direction, other = data.pop("direction", None), data.pop("other", None)
        if direction and other:
            ends = (self.item, other)
            source, target = ends if direction == self.FEEDS else ends[::-1]
            data |= {"source": source, "target": target}
            self.instance.source, self.instance.target = source, target
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """Both ends are known by now, so their constraints can be checked."""
        found: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return found - {"source", "target"} if self.instance.source_id else found
