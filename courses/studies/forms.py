"""What a reviewer says of a study; the fields bear the verbs' own names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.studies import intake
from courses.studies.models import Batch


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
