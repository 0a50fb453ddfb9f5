"""What may be typed about people, checked before anything is done."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Import, Scope
from portal.people.models import Department, Role, RoleHolding, User

LARGEST_LIST = 2 * 1024 * 1024


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its fields carry the names of `workflow.hire` and `workflow.change`."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody is a learner. A person may hold any number besides."),
    )

    class Meta:
        model = User
        fields = [
            "name",
            "email",
            "staff_number",
            "facility",
            "department",
            "manager",
            "phone",
            "hired_on",
            "roles",
        ]
        widgets = {"hired_on": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.select_related(  # type: ignore[attr-defined]
            "facility"
        )
        self.fields["department"].label_from_instance = _full_name  # type: ignore[attr-defined]
        self.fields["manager"].queryset = User.objects.with_role(Role.LEAD)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        department, facility = data.get("department"), data.get("facility")
        if department and facility and department.facility_id != facility.pk:
            self.add_error("department", _("This department is in another facility."))
        return data


def _full_name(department: Department) -> str:
    return f"{department.facility}: {department}"


class HoldingForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = RoleHolding
        fields = ["profile", "starts_on", "ends_on"]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}),
            "ends_on": forms.DateInput(attrs={"type": "date"}),
        }
        help_texts = {"ends_on": _("The first day without it; empty while it lasts.")}


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["name", "phone", "time_zone", "theme", "single_key_shortcuts"]
        help_texts = {
            "single_key_shortcuts": _("Such as j, k and r. / and ? always work."),
            "time_zone": _("Such as Europe/Berlin or America/Chicago."),
        }


class TokenForm(forms.Form):
    """Its fields carry the names of `tokens.issue`'s arguments."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=80, help_text=_("“Rota export”, say.")
    )
    scope = forms.ChoiceField(label=_("It may"), choices=Scope.choices)
    days = forms.TypedChoiceField(
        label=_("It works for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("a year"))],
    )


class WelcomeForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ten characters or more. A few words are better than symbols."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        return password


class ImportForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it lists"), choices=Import.Kind.choices)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with a first line that names the columns, or iCalendar."),
    )

    def clean_file(self) -> str:
        """The file as text: UTF-8, with or without a mark, or Windows' own."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_LIST:
            raise forms.ValidationError(_("The file is larger than 2 MB: cut it."))
        raw = file.read()
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return str(raw.decode("utf-16", errors="replace"))
        if b"\x00" in raw:
            raise forms.ValidationError(
                _("This is no text file. Save the list as CSV (UTF-8) first.")
            )
        try:
            return str(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return str(raw.decode("cp1252", errors="replace"))
