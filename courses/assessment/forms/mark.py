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
    draws = ("point", "box")

    shape = forms.ChoiceField(
        label=_l("Marks are"),
        choices=[("point", _l("Points")), ("box", _l("Boxes"))],
        initial="point",
        required=False,
    )
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
        found["shape"] = found.get("shape") or "point"
        drawn = {mark.get("kind") for mark in found.get("truth") or []}
        if drawn - {found["shape"]}:
            self.add_error("shape", _("Draw what learners are to draw, and only that."))
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
        task = {"max_marks": said["max_marks"], "draws": said["shape"]}
        return Written(task, key)

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
                **self._outline(mark),
                "why": render_line(mark.get("label", "")),
            }
            for n, mark in enumerate(said["truth"])
        ]
        return {"targets": targets, "unit": "mm"}

    def _outline(self, mark: dict[str, Any]) -> dict[str, Any]:
        if self.cleaned_data["shape"] == "box":
            return {"box": mark["pixels"], "slices": 0}
        return {"pixel": mark["pixels"][0], "radius": self.cleaned_data["radius_mm"]}

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        targets = key["targets"]
        return {
            "shape": task.get("draws", "point"),
            "max_marks": task["max_marks"],
            "most_false": key["most_false"],
            "cost": key["cost"],
            "radius_mm": targets[0].get("radius", 10) if targets else 10,
            "names": "\n".join(one["name"] for one in targets),
        }
