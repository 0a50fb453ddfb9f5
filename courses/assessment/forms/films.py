"""Piles of films and screens to hang, as their authors write them."""

from typing import Any, ClassVar, Final

import yaml
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment.forms.lines import ReadForm, box, cells
from courses.assessment.kinds.hanging import LAYOUTS
from courses.assessment.kinds.side_marker import WAYS

PARTS: Final = {
    "knee-radiograph": _l("Knees"),
    "hand-radiograph": _l("Hands"),
    "ankle-radiograph": _l("Ankles"),
    "chest-radiograph": _l("Chests"),
}
# As coarse as a screen's panel shows them, so that a pile is made soon.
PITCH: Final = {"chest-radiograph": 0.9}
FAULTS: Final[dict[str, dict[str, Any]]] = {
    "motion": {"motion": 3.0},
    "exposure": {"exposure": "low"},
    "clipped": {"clipped": True},
    "positioning": {"rotation": 25.0},
    "marker": {"marker": "missing"},
}


def _count(label: Any, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=20, initial=initial)


class PileForm(ReadForm):
    from_phantom = from_study = False
    sorts: ClassVar[dict[str, dict[str, Any]]] = {}

    part = forms.ChoiceField(label=_l("Films of"), choices=PARTS.items())

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        pitch = {"pitch": PITCH.get(said["part"], 0.4)}
        films = [
            {
                "count": said[name],
                "phantom": {"code": said["part"], "options": {**pitch, **options}},
            }
            for name, options in self.sorts.items()
            if said[name]
        ]
        return {"films": films}


class SideMarkerForm(PileForm):
    code = "side-marker"
    sorts = {way: {"marker": way} for way in WAYS}

    correct = _count(_l("With a correct marker"), 8)
    wrong = _count(_l("With the other side's letter"), 2)
    missing = _count(_l("Without a marker"), 1)
    mirrored = _count(_l("With a mirrored letter"), 1)


class RejectForm(PileForm):
    code = "reject"
    sorts = {"good": {}, **FAULTS}

    good = _count(_l("Good ones"), 6)
    motion = _count(_l("Moved"), 1)
    exposure = _count(_l("Too little exposure"), 1)
    clipped = _count(_l("Cut off"), 1)
    positioning = _count(_l("Turned"), 1)
    marker = _count(_l("Without a marker"), 1)


class HangingForm(ReadForm):
    code = "hanging"
    from_phantom = False

    layout = forms.ChoiceField(
        label=_l("The screen"), choices=[(one, one) for one in LAYOUTS], initial="1x2"
    )
    series = box(
        _l("The series"),
        _l(
            "A line for each: short name | what the learner reads. Of a study in the "
            "order of its strip; to be made for each learner add | phantom | options, "
            "such as {pitch: 0.5}."
        ),
        required=True,
    )
    viewports = box(
        _l("The viewports"),
        _l(
            "From left to right, top to bottom: name | short names of the series that "
            "are right there | why. Begin a line with ? where it may stay empty."
        ),
        required=True,
    )

    def clean_series(self) -> list[dict[str, Any]]:
        return [_series(line) for line in cells(self.cleaned_data["series"])]

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        views = [_viewport(line) for line in cells(said["viewports"])]
        return {"layout": said["layout"], "series": said["series"], "viewports": views}


def _series(line: list[str]) -> dict[str, Any]:
    code, name, phantom, options = [*line, "", "", ""][:4]
    if not phantom:
        return {"code": code, "name": name}
    try:
        found = yaml.safe_load(options or "{}")
    except yaml.YAMLError:
        raise forms.ValidationError(_("Write options as {name: value}.")) from None
    return {"code": code, "name": name, "phantom": {"code": phantom, "options": found}}


def _viewport(line: list[str]) -> dict[str, Any]:
    name, right, why = [*line, "", ""][:3]
    is_optional = name.startswith("?")
    told = {"name": name.lstrip("? "), "right": right, "why": why}
    return {**told, "optional": is_optional}
