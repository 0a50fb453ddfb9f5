"""A symptom as it is typed, and the question of where it is seen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.inventory.lookup import the_item_called
from tickets.inventory.models import ConfigurationItem, Symptom

LONGEST_SERVICE = 60


class SymptomForm(forms.ModelForm):  # type: ignore[type-arg]
    services = forms.CharField(
        label=gettext_lazy("Services that bring it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One a line. A part of what interfaces name their service is enough."
        ),
    )

    class Meta:
        model = Symptom
        fields = ["says", "services", "first_look", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["services"] = "\n".join(self.instance.services)

    def clean_services(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["services"].splitlines()]
        if any(len(line) > LONGEST_SERVICE for line in lines):
            raise ValidationError(_("A service has at most 60 characters."))
        return [line for line in lines if line]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.instance.pk and data.get("says"):
            data["code"] = slugify(data["says"])[:40]
            if Symptom.objects.filter(code=data["code"]).exists():
                self.add_error("says", _("This symptom is already written down."))
        return data


class AskForm(forms.Form):
    """Which symptom, and where; both may come in the address."""

    at = forms.CharField(
        label=gettext_lazy("Where is it seen?"),
        max_length=80,
        help_text=gettext_lazy("Name, AE title or short-id of the item."),
    )
    symptom = forms.ModelChoiceField(
        label=gettext_lazy("What is missing?"),
        queryset=Symptom.objects.all(),
        to_field_name="code",
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def clean_at(self) -> ConfigurationItem:
        return the_item_called(self.cleaned_data["at"])
