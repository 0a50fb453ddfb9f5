"""What is done on images, as its authors write it: windows and findings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.assessment.forms.lines import (
    CHOICES_HELP,
    OPTIONS_HELP,
    ReadForm,
    box,
    picks,
    picks_of,
    questions,
    questions_of,
)
from courses.assessment.forms.unrendered import line_of
from courses.assessment.kinds import Key, critical


class WindowingForm(ReadForm):
    code = "windowing"
    when = {"image": ("study", ()), "finding": ("phantom", ())}

    shows = forms.CharField(
        label=_("What it should show"),
        max_length=120,
        help_text=_("Learners read it: grey matter told from white matter."),
    )
    width = forms.FloatField(label=_("Window width"), min_value=1, initial=400)
    centre = forms.FloatField(label=_("Window centre"), initial=40)
    image = forms.IntegerField(
        label=_("On image"), min_value=1, required=False, help_text=_("Empty: on any.")
    )
    finding = forms.CharField(
        label=_("On the image of the finding called"),
        max_length=60,
        required=False,
        help_text=_("In the drawing's words. Empty: on any image."),
    )
    slices = forms.IntegerField(
        label=_("Images on either side that count"),
        min_value=0,
        max_value=500,
        initial=2,
        required=False,
    )
    why = box(_("Why this window"), _("Shown with the right answer."), required=True)
    choices = box(_("Questions beside it"), CHOICES_HELP)

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        named = ("shows", "width", "centre", "finding", "why")
        places = [one for one in ("image", "slices") if said[one] is not None]
        asked = questions(said["choices"])
        return {**{one: said[one] for one in (*named, *places)}, "choices": asked}

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        return {
            "shows": task["shows"],
            "width": key["upper"] - key["lower"],
            "centre": (key["upper"] + key["lower"]) / 2,
            **{one: key.get(one) for one in ("image", "finding", "slices")},
            "why": line_of(key["why"]),
            "choices": questions_of(task["choices"], key["choices"]),
        }


class CriticalForm(ReadForm):
    code = "critical"

    findings = box(_("What it may be"), OPTIONS_HELP, rows=6, required=True)
    people = box(
        _("Whom one may tell"),
        _("In the same way; several may be right."),
        required=True,
    )
    acuity = forms.ChoiceField(label=_("How urgent"), choices=critical.ACUITY.items())
    soon = forms.ChoiceField(label=_("How soon"), choices=critical.SOON.items())
    calm = forms.IntegerField(
        label=_("Seconds that cost nothing"), min_value=1, max_value=7200, initial=120
    )
    late = forms.IntegerField(
        label=_("Seconds after which time earns nothing"),
        min_value=2,
        max_value=14_400,
        initial=300,
    )
    why = box(_("Why"), _("Shown with the right answer."), required=True)

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        named = ("acuity", "soon", "calm", "late", "why")
        lists = {one: picks(said[one]) for one in ("findings", "people")}
        return {**{one: said[one] for one in named}, **lists}

    def clean_findings(self) -> str:
        picks(self.cleaned_data["findings"])  # says beside the field what is amiss
        return str(self.cleaned_data["findings"])

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        return {
            "findings": picks_of(task["findings"], key["finding"]),
            "people": picks_of(task["people"], key["tell"]),
            **{one: key[one] for one in ("acuity", "soon", "calm", "late")},
            "why": line_of(key["why"]),
        }
