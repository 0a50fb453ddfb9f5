"""A screen to hang, as its author writes it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from courses.assessment.forms.lines import (
    ReadForm,
    box,
    cells,
    inline,
    joined,
    mapping,
)
from courses.assessment.forms.unrendered import line_of
from courses.assessment.kinds import Key
from courses.assessment.kinds.hanging import LAYOUTS


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
            "such as {pitch: 0.5} | number of the image, where it is one alone."
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

    def clean_series(self) -> str:
        """Says beside the field what is amiss; what was typed stays."""
        self._series = [_series(line) for line in cells(self.cleaned_data["series"])]
        return str(self.cleaned_data["series"])

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        views = [_viewport(line) for line in cells(said["viewports"])]
        return {"layout": said["layout"], "series": self._series, "viewports": views}

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        columns = task["columns"]
        rows = len(key["views"]) // columns
        return {
            "layout": f"{rows}x{columns}",
            "series": "\n".join(_series_line(one) for one in key["series"]),
            "viewports": "\n".join(_view_line(one) for one in key["views"]),
        }


def _series(line: list[str]) -> dict[str, Any]:
    code, name, phantom, options, image = [*line, "", "", "", ""][:5]
    if not phantom:
        return {"code": code, "name": name}
    drawn = {"code": phantom, "options": mapping(options)}
    told = {"code": code, "name": name, "phantom": drawn}
    return {**told, "images": image} if image else told


def _series_line(series: Mapping[str, Any]) -> str:
    drawn = series.get("phantom")
    if not drawn:
        return joined(series["code"], series["name"])
    which = "" if series["images"] == "all" else series["images"]
    return joined(
        series["code"],
        series["name"],
        drawn["code"],
        inline(drawn["options"]) or "{}",
        which,
    )


def _viewport(line: list[str]) -> dict[str, Any]:
    name, right, why = [*line, "", ""][:3]
    told = {"name": name.lstrip("? "), "right": right, "why": why}
    return {**told, "optional": name.startswith("?")}


def _view_line(view: Mapping[str, Any]) -> str:
    name = view["name"] if view["is_mandatory"] else f"? {view['name']}"
    return joined(name, " ".join(view["right"]), line_of(view["why"]))
