"""What is typed about recalls and advisories."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.inventory.forms.duties import DAY
from tickets.inventory.models import Advisory, AdvisoryMatch


class AdvisoryForm(forms.ModelForm):  # type: ignore[type-arg]
    url = forms.URLField(
        label=gettext_lazy("Source"), required=False, assume_scheme="https"
    )

    class Meta:
        model = Advisory
        fields = [
            *("kind", "reference", "title", "manufacturer", "model_names"),
            *("version_from", "version_until", "published_on", "act_by"),
            *("what_to_do", "url"),
        ]
        widgets = {
            "published_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "act_by": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "what_to_do": forms.Textarea(attrs={"rows": 5}),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        published, act_by = data.get("published_on"), data.get("act_by")
        if published and act_by and act_by < published:
            self.add_error("act_by", _("This is before it was published."))
        return data


class MatchForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AdvisoryMatch
        fields = ["state", "note"]
