"""Find and mark, as its author writes it: the marks are drawn in the viewer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment import geometry, images
from courses.assessment.forms.lines import ReadForm, box, cells, joined
from courses.assessment.forms.unrendered import line_of
from courses.assessment.kinds import Key
from courses.assessment.kinds.targets import UNITS

SCALES = [("radius_mm", _l("millimetres")), ("radius_px", _l("pixels"))]


class MarkForm(ReadForm):
    code = "mark"
    draws = ("point", "box")
    when = {
        "names": ("study", ()),
        "near": ("shape", ("point",)),
        "scale": ("shape", ("point",)),
        "slices": ("shape", ("box",)),
        "finding": ("phantom", ()),
        "allowance": ("phantom", ()),
    }

    shape = forms.ChoiceField(
        label=_l("Learners draw"),
        choices=[
            ("point", _l("A point in the middle of each")),
            ("box", _l("A box around each")),
        ],
        initial="point",
        required=False,
    )
    names = box(
        _l("What each of your marks is"),
        _l(
            "A line for each mark, in the order in which you drew them: name | why. "
            "Learners read it with the result. A third column says how near for that "
            "mark alone."
        ),
    )
    near = forms.FloatField(
        label=_l("How near counts"),
        min_value=0.1,
        max_value=10_000,
        initial=10,
        required=False,
        help_text=_l("From the point that you mark."),
    )
    scale = forms.ChoiceField(
        label=_l("Near in"),
        choices=SCALES,
        initial="radius_mm",
        required=False,
        help_text=_l("Pixels, where the image has no scale."),
    )
    slices = forms.IntegerField(
        label=_l("Images on either side that count"),
        min_value=0,
        max_value=50,
        initial=0,
        required=False,
    )
    finding = forms.CharField(
        label=_l("Only findings called"),
        max_length=60,
        required=False,
        help_text=_l("Empty: all that the drawing puts in, save the side marker."),
    )
    allowance = forms.FloatField(
        label=_l("Millimetres beyond a finding's edge that count"),
        min_value=0,
        max_value=100,
        initial=2,
        required=False,
    )
    max_marks = forms.IntegerField(
        label=_l("Marks at most"),
        min_value=1,
        max_value=50,
        initial=5,
        help_text=_l("More than there are, so that the number tells nothing."),
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

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["shape"] = self.cleaned_data.get("shape") or "point"
        return super().clean()

    def check(self, found: dict[str, Any]) -> None:
        drawn = found.get("truth") or []
        if found.get("study") and not drawn and "truth" not in self.errors:
            self.add_error(None, _("Mark at least one finding on the images."))
        if {mark.get("kind") for mark in drawn} - {found.get("shape")}:
            self.add_error("shape", _("Draw what learners are to draw, and only that."))
        if found.get("study") and len(drawn) > (found.get("max_marks") or 50):
            self.add_error(
                "max_marks", _("You drew %d. Allow at least as many.") % len(drawn)
            )

        if found.get("study") and not self._is_scaled(found):
            said = _("An image that you marked has no scale: say how near in pixels.")
            self.add_error("scale", said)

    def _is_scaled(self, found: Mapping[str, Any]) -> bool:
        """Millimetres mean something on each image that is marked by a point."""
        if found.get("shape") == "box" or found.get("scale") == "radius_px":
            return True
        images_of = images.images_of(found["study"])
        marked = [images_of[mark["image"] - 1] for mark in self.drawn()]
        return all(
            geometry.geometry_of(geometry.header_of(one), one.uid, 1).spacing
            for one in marked
        )

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        plain = ("max_marks", "cost", "most_false", "finding")
        found = {name: said[name] for name in plain} | {"draws": said["shape"]}
        if said["allowance"] is not None:
            found["allowance"] = said["allowance"]
        lines = cells(said["names"])
        targets = [
            self._target(n, mark, [*(lines[n] if n < len(lines) else []), "", "", ""])
            for n, mark in enumerate(self.drawn())
        ]
        return {**found, "targets": targets}

    def _target(
        self, number: int, mark: Mapping[str, Any], line: list[str]
    ) -> dict[str, Any]:
        name, why, near = line[:3]
        told = {
            "label": chr(ord("A") + number),
            "name": name or _("Finding %d") % (number + 1),
            "why": why or str(mark.get("label", "")),
            "image": mark["image"],
            "frame": mark["frame"],
        }
        if self.cleaned_data["shape"] == "box":
            corners = dict(zip(("from", "to"), mark["pixels"], strict=True))
            return {**told, "box": corners, "slices": self.cleaned_data["slices"] or 0}
        scale = self.cleaned_data["scale"] or "radius_mm"
        return {**told, "pixel": mark["pixels"][0], scale: self._near(near)}

    def _near(self, typed: str) -> float:
        try:
            return float(typed)
        except ValueError:
            return float(self.cleaned_data["near"] or 10)

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        targets = key["targets"]
        usual = targets[0].get("radius", 10) if targets else 10
        scales = {unit: scale for scale, unit in UNITS.items()}
        return {
            "shape": task.get("draws", "point"),
            "max_marks": task["max_marks"],
            **{name: key[name] for name in ("most_false", "cost")},
            "near": usual,
            "scale": scales[key["unit"]],
            "slices": targets[0].get("slices", 0) if targets else 0,
            "finding": key.get("finding", ""),
            "allowance": key.get("allowance", 2.0),
            "names": "\n".join(_named(one, usual) for one in targets),
        }

    @classmethod
    def marks_of(cls, key: Key) -> list[dict[str, Any]]:
        return [_mark(one) for one in key["targets"]]


def _named(target: Mapping[str, Any], usual: float) -> str:
    radius = target.get("radius", usual)
    near = "" if radius == usual else radius
    return joined(target["name"], line_of(target["why"]), near)


def _mark(target: Mapping[str, Any]) -> dict[str, Any]:
    kind = "box" if "box" in target else "point"
    pixels = target["box"] if kind == "box" else [target["pixel"]]
    named = {name: target[name] for name in ("image", "frame")}
    return {**named, "kind": kind, "pixels": pixels}
