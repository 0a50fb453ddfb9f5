"""What a sender may say of the studies they send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.dicom.deid.profile import TEACHING
from courses.studies.intake import Words
from courses.studies.profiles import choices, missing


class SendForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        required=False,
        help_text=_("Left empty, it is made of modality and body part."),
    )
    body_part = forms.CharField(label=_("Body part"), max_length=40, required=False)
    note = forms.CharField(
        label=_("What it teaches"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(
        label=_("Origin and licence"), max_length=200, required=False
    )
    profile = forms.ChoiceField(
        label=_("De-identification profile"), initial=TEACHING.name
    )
    takes_refused = forms.BooleanField(
        label=_("Take in again what was refused before"), required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chosen = self.fields["profile"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        chosen.choices, chosen.help_text = choices(), missing()

    def words(self) -> Words:
        data = self.cleaned_data
        names = ("title", "body_part", "note", "source")
        return Words(**{name: data[name] for name in names})
