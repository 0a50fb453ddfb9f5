"""What may be typed of a teaching case and of a playlist."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.studies.cases import opening
from courses.studies.cases.checks import NEEDED
from courses.studies.models import Playlist, TeachingCase
from portal.lib.refusal import Refused


class CaseForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its fields are the words of a case; the marks come beside them. A draft may be
    kept half written: what is needed before it is handed in, `checks` says."""

    use_required_attribute = False

    class Meta:
        model = TeachingCase
        fields = [
            *("title", "riddle", "anatomy", "difficulty", "history", "discussion"),
            *("references", "licence", "consent_note", "opening"),
        ]
        widgets = {
            "history": forms.Textarea(attrs={"rows": 4}),
            "discussion": forms.Textarea(
                attrs={"rows": 14, "class": "rr-write", "data-case-text": ""}
            ),
            "references": forms.Textarea(attrs={"rows": 3}),
            "consent_note": forms.Textarea(attrs={"rows": 2}),
            "opening": forms.TextInput(attrs={"data-case-opening": ""}),
        }

    def for_page(self) -> "CaseForm":
        """Nothing that must be there in the end is called optional."""
        for name in NEEDED:
            self.fields[name].required = True
        return self

    def clean_opening(self) -> str:
        said = str(self.cleaned_data["opening"]).strip().lstrip("#")
        if said and not opening.read(said):
            raise forms.ValidationError(
                _("This names no view. Press “Open it as it stands now” instead.")
            )
        return said


def marks_in(text: str) -> object:
    """Of the hidden field that the viewer keeps; without a script it stays as it was
    written by the server."""
    try:
        return json.loads(text or "[]")
    except ValueError as error:
        raise Refused(_("The findings of this page cannot be read.")) from error


class ReasonForm(forms.Form):
    """For sending back, and for withdrawing: nobody is left to guess."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlaylistForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its fields bear the names of the verbs' arguments."""

    class Meta:
        model = Playlist
        fields = ["title", "description", "shared"]

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            self.fields["shared"].widget = forms.HiddenInput()
            self.fields["shared"].disabled = True
