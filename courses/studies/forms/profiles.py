"""A profile's form: each option in the standard's words, and what it means."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from courses.dicom.deid.options import OPTION_METHODS, Option
from courses.dicom.deid.profiles import built_in
from courses.studies.models import DeidProfile

MEANS: dict[Option, Promise] = {
    Option.CLEAN_PIXELS: _("Every image is looked at for text, whatever its kind."),
    Option.CLEAN_DESCRIPTORS: _(
        "Of descriptions, the words of a known vocabulary stay: anatomy, protocol, "
        "sequence. All other words go."
    ),
    Option.RETAIN_FULL_DATES: _(
        "Dates stay as they are. A day alone can tell who it was: not for teaching."
    ),
    Option.RETAIN_MODIFIED_DATES: _(
        "Dates are moved by a secret number of days, the same for all that a patient "
        "has. Intervals stay."
    ),
    Option.RETAIN_PATIENT_CHARACTERISTICS: _(
        "Sex, age, size and weight stay. Past 89 an age is given as 90."
    ),
    Option.RETAIN_DEVICE_IDENTITY: _(
        "Station name, serial number and the like stay: who works there can be found "
        "by them."
    ),
    Option.RETAIN_UIDS: _(
        "UIDs stay: whoever has access to the archive finds the original by them. "
        "For the command only: UIDs of the library are always its own."
    ),
    Option.RETAIN_SAFE_PRIVATE: _(
        "Makers' own values stay where the standard lists them as safe, as for SUV and "
        "b-values."
    ),
    Option.RETAIN_INSTITUTION_IDENTITY: _(
        "Name and address of the hospital stay, as does what names its departments."
    ),
}


def label(option: Option) -> SafeString:
    """The standard's code and words, then ours."""
    code, words = OPTION_METHODS[option]
    return format_html(
        '<strong>{}</strong> <span class="rr-mono rr-mute">{}</span>'
        '<span class="rr-sub">{}</span>',
        words.removesuffix(" Option"),
        code,
        MEANS[option],
    )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its fields bear the names of the verbs' arguments."""

    options = forms.MultipleChoiceField(
        label=_("Options of the standard"),
        help_text=_("With none of them, the Basic Profile of PS3.15 holds as it is."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = DeidProfile
        fields = ["title", "name", "purpose", "options"]

    def __init__(self, *args: Any, locked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = self.fields["options"]
        assert isinstance(options, forms.MultipleChoiceField)  # noqa: S101 - as above
        options.choices = [(one.value, label(one)) for one in OPTION_METHODS]
        if self.instance.pk is not None:
            del self.fields["name"]
        if locked:
            options.disabled = True
            options.help_text = _(
                "It has been used, so its options stay: make a copy and change that."
            )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if name in built_in():
            raise forms.ValidationError(
                _("The portal has a profile of this name already.")
            )
        return name

    def clean_options(self) -> list[Option]:
        chosen = [Option(one) for one in self.cleaned_data["options"]]
        if {Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES} <= set(chosen):
            raise forms.ValidationError(
                _("Dates are kept or moved: choose one of the two.")
            )
        return chosen
