"""What a reviewer says of a study; the fields bear the verbs' own names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.studies import intake
from courses.studies.models import Batch, TextBox
from courses.studies.review.boxes import Area


class ReleaseForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    body_part = forms.CharField(label=_("Body part"), max_length=40, required=False)
    note = forms.CharField(
        label=_("What it teaches"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.CharField(
        label=_("Origin and licence"), max_length=200, required=False
    )
    looked = forms.BooleanField(
        label=_("I have looked at every image"),
        error_messages={"required": _("Say that you looked at every image.")},
    )
    pixels_clear = forms.BooleanField(
        label=_("No text in the pixels tells who the patient is, or where"),
        error_messages={
            "required": _("Say that the pixels tell nothing, or refuse the batch.")
        },
    )

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        study = batch.study
        kwargs.setdefault(
            "initial",
            {
                name: getattr(study or batch, name)
                for name in ("title", "body_part", "note", "source")
            },
        )
        super().__init__(*args, **kwargs)
        if not intake.batch_has_suspects(batch):
            del self.fields["pixels_clear"]

    def hindered_by(self, reason: str) -> bool:
        """What this reviewer must do first is said on the form, and nothing is lost."""
        if reason:
            self.add_error(None, reason)
        return bool(reason)

    def said(self) -> dict[str, Any]:
        """The arguments of `intake.release`."""
        data = self.cleaned_data
        names = ("title", "body_part", "note", "source")
        return {
            "words": intake.Words(**{name: data[name] for name in names}),
            "looked": data["looked"],
            "pixels_clear": data.get("pixels_clear", False),
        }


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("For the sender. Write nothing that tells who the patient is."),
    )


class AreaForm(forms.Form):
    """A box in the image's own pixels."""

    x = forms.IntegerField(min_value=-100_000, max_value=100_000)
    y = forms.IntegerField(min_value=-100_000, max_value=100_000)
    width = forms.IntegerField(min_value=1, max_value=200_000)
    height = forms.IntegerField(min_value=1, max_value=200_000)
    frame = forms.IntegerField(min_value=1, required=False)
    whole_series = forms.BooleanField(required=False)

    def area(self) -> Area:
        names = ("x", "y", "width", "height")
        return Area(**{name: self.cleaned_data[name] for name in names})

    def where(self) -> dict[str, Any]:
        """The arguments of `boxes.add` that say on which images."""
        return {name: self.cleaned_data[name] for name in ("frame", "whole_series")}

    def what_is_wrong(self) -> str:
        return str(_("Give the box's place and size as whole numbers of pixels."))


class DecideForm(forms.Form):
    do = forms.ChoiceField(
        choices=[
            (TextBox.State.KEPT, TextBox.State.KEPT.label),
            (TextBox.State.DISMISSED, TextBox.State.DISMISSED.label),
        ]
    )
    everywhere = forms.BooleanField(required=False)

    def clean_do(self) -> TextBox.State:
        return TextBox.State(self.cleaned_data["do"])
