"""What is done on images, as its authors write it: measures, windows, findings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.assessment.forms.lines import ReadForm, box, cells, picks, questions
from courses.assessment.kinds import critical, measures

CHOICES_HELP = _(
    "A question on a line of its own; beneath it `+ the right answer | why` and "
    "`- a wrong one | why`, a line each."
)


class MeasureForm(ReadForm):
    code = "measure"
    draws = tuple(measures.GIVES)

    asks = box(
        _("What is to be measured"),
        _(
            "A line for each measure that you draw, in order: question | why. For a "
            "region add | mean, sd or area. Made for each learner: question | why | "
            "what is drawn | name of the finding | fact with the right value."
        ),
    )
    tolerance = forms.FloatField(label=_("Full marks within"), min_value=0, initial=2)
    falls_to = forms.FloatField(label=_("No marks from"), min_value=0, initial=6)
    slices = forms.IntegerField(
        label=_("Images on either side that count"),
        min_value=0,
        max_value=50,
        initial=1,
    )
    choices = box(_("Questions beside it"), CHOICES_HELP)

    def told(self) -> dict[str, Any]:
        said, lines = self.cleaned_data, cells(self.cleaned_data["asks"])
        rule = {name: said[name] for name in ("tolerance", "falls_to", "slices")}
        marks: list[Any] = [*self.drawn()] or [None for _line in lines]
        things = [
            {**rule, **_thing(n, line, mark)}
            for n, (line, mark) in enumerate(zip(lines, marks, strict=False))
        ]
        return {"things": things, "choices": questions(said["choices"])}


def _thing(number: int, line: list[str], mark: dict[str, Any] | None) -> dict[str, Any]:
    ask, why, third, finding, fact = [*line, "", "", "", ""][:5]
    told = {"label": chr(ord("A") + number), "ask": ask, "why": why or ask}
    if mark is None:
        return {**told, "draw": third, "finding": finding, "fact": fact}
    handles = [{"at": list(pixel)} for pixel in mark["pixels"]]
    place = {"image": mark["image"], "frame": mark["frame"], "handles": handles}
    gives = {"gives": third} if third else {}
    return {**told, **place, **gives, "draw": mark["kind"]}


class WindowingForm(ReadForm):
    code = "windowing"

    shows = forms.CharField(label=_("What it should show"), max_length=120)
    width = forms.FloatField(label=_("Window width"), min_value=1, initial=400)
    centre = forms.FloatField(label=_("Window centre"), initial=40)
    image = forms.IntegerField(
        label=_("On image"), min_value=1, required=False, help_text=_("Empty: on any.")
    )
    finding = forms.CharField(
        label=_("Or where the phantom drew"), max_length=60, required=False
    )
    why = box(_("Why this window"), _("Shown with the right answer."), required=True)
    choices = box(_("Questions beside it"), CHOICES_HELP)

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        named = ("shows", "width", "centre", "finding", "why")
        place = {"image": said["image"]} if said["image"] else {}
        asked = questions(said["choices"])
        return {**{one: said[one] for one in named}, **place, "choices": asked}


class CriticalForm(ReadForm):
    code = "critical"

    findings = box(
        _("What it may be"),
        _("`+ the right finding | why`, `- a wrong one | why`, a line each."),
        required=True,
    )
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
