"""Find and mark, as its author writes it: the marks are drawn in the viewer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment import images
from courses.assessment.forms.base import KindForm
from courses.assessment.kinds import Key, Written
from courses.catalog.markdown import render_line


class MarkForm(KindForm):
    draws = ("point",)

    max_marks = forms.IntegerField(
        label=_l("Marks at most"), min_value=1, max_value=50, initial=5
    )
    most_false = forms.IntegerField(
        label=_l("False marks that still pass"), min_value=0, max_value=50, initial=1
    )
    cost = forms.FloatField(
        label=_l("What a false mark costs"),
        min_value=0,
        max_value=1,
        initial=0.25,
        help_text=_l("0.25 is a quarter of the points."),
    )
    radius_mm = forms.FloatField(
        label=_l("How near, in millimetres"),
        min_value=0.1,
        max_value=500,
        initial=10,
        help_text=_l("From the centre that you mark; in pixels without a scale."),
    )
    names = forms.CharField(
        label=_l("What each mark is"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("One line for each mark, in their order."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("study") and not found.get("truth") and "truth" not in self.errors:
            self.add_error(None, _("Mark at least one finding on the images."))
        return found

    def written(self) -> Written:
        said = self.cleaned_data
        key = {
            "targets": [],
            "unit": "mm",
            "cost": said["cost"],
            "most_false": said["most_false"],
        }
        if said.get("study"):
            key |= self._drawn()
        return Written({"max_marks": said["max_marks"]}, key)

    def _drawn(self) -> dict[str, Any]:
        said = self.cleaned_data
        place = {one.uid: n for n, one in enumerate(images.images_of(said["study"]), 1)}
        names = said["names"].splitlines()
        targets = [
            {
                "label": chr(ord("A") + n),
                "name": names[n].strip()
                if n < len(names)
                else _("Finding %d") % (n + 1),
                "image": place[mark["sop_uid"]],
                "frame": mark["frame"],
                "pixel": mark["pixels"][0],
                "radius": said["radius_mm"],
                "why": render_line(mark.get("label", "")),
            }
            for n, mark in enumerate(said["truth"])
        ]
        return {"targets": targets, "unit": "mm"}

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        targets = key["targets"]
        return {
            "max_marks": task["max_marks"],
            "most_false": key["most_false"],
            "cost": key["cost"],
            "radius_mm": targets[0]["radius"] if targets else 10,
            "names": "\n".join(one["name"] for one in targets),
        }
