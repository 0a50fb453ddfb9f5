"""One thing to be measured: as an author wrote it, or as a phantom drew it."""

from collections.abc import Mapping
from typing import Any, Final

from courses import phantoms
from courses.assessment.grading import measure, roi, shapes
from courses.assessment.kinds import places
from courses.assessment.kinds.base import Sheet
from courses.catalog.markdown import render_line
from courses.catalog.yaml_spec import Spec

# What can be drawn, and what it can give; the first is meant where nothing is said.
GIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "length": ("length",),
    "angle": ("angle",),
    "cobb": ("angle",),
    **dict.fromkeys(roi.KINDS, ("mean", "sd", "area")),
}
OPEN: Final = ("label", "ask", "draw", "gives")
SEALED: Final = (
    *("image", "frame", "slices", "handles", "at", "reach", "value", "tolerance"),
    *("falls_to", "finding", "nth", "fact", "ends", "why"),
)
# A region over a finding stays clear of its edge.
CORE: Final = 0.6


def read(spec: Spec) -> tuple[dict[str, Any], dict[str, Any]]:
    """The open and the sealed part."""
    spec.only(*OPEN, *SEALED)
    draw = spec.text("draw")
    if draw not in GIVES:
        spec.fail(f"{draw} is none of {', '.join(GIVES)}", "draw")
    gives = spec.text("gives", default=GIVES[draw][0])
    if gives not in GIVES[draw]:
        spec.fail(f"{draw} gives {', '.join(GIVES[draw])}", "gives")
    label = spec.text("label", longest=8)
    ask = render_line(spec.text("ask", longest=300))
    task = {"label": label, "ask": ask, "draw": draw, "gives": gives}
    tolerance = spec.number("tolerance", 0, 10_000)
    key = {
        **{name: task[name] for name in ("label", "draw", "gives")},
        "tolerance": tolerance,
        "falls_to": spec.number(
            "falls_to", tolerance, 100_000, default=3 * tolerance + 1e-6
        ),
        "slices": spec.whole("slices", 0, 50, default=1),
        "why": render_line(spec.text("why")),
        **(_by_finding(spec) if "finding" in spec else _by_hand(spec, draw)),
    }
    if "value" in spec:
        key["value"] = spec.number("value", -1e6, 1e6)
    return task, key


def _by_finding(spec: Spec) -> dict[str, Any]:
    return {
        "finding": spec.text("finding", longest=60),
        "nth": spec.whole("nth", 1, 50, default=1),
        "fact": spec.text("fact", longest=60, default=""),
        "ends": spec.text("ends", longest=60, default=""),
    }


def _by_hand(spec: Spec, draw: str) -> dict[str, Any]:
    """The expert's own mark, by which the right value is measured where the author
    does not state it."""
    handles = [list(one.pair("at")) for one in spec.items("handles")]
    fits = {"angle": 3, "cobb": 4, "freehand": max(3, len(handles))}.get(draw, 2)
    if len(handles) != fits:
        spec.fail(f"{draw} has {fits} handles", "handles")
    return {
        "image": spec.whole("image", 1, 100_000, default=1),
        "frame": spec.whole("frame", 1, 100_000, default=1),
        "pixels": handles,
        "centre": list(shapes.middle(handles)),
        "reach": spec.number(
            "reach", 0.5, 10_000, default=max(4.0, shapes.extent(handles) / 2)
        ),
    }


def made(key: Mapping[str, Any], drawn: phantoms.Made) -> dict[str, Any]:
    """The n-th largest finding of its name. Its value is a fact of the drawing, or
    what is measured where the expert would draw: by the handles that the phantom
    tells (`ends`), or over the middle of the finding."""
    named = [one for one in drawn.truth.findings if one.name == key["finding"]]
    found = sorted(named, key=lambda one: -one.radius_mm)[key["nth"] - 1]
    facts = {**drawn.truth.facts, **found.details}
    told = facts[key["ends"]] if key["ends"] else None
    handles = _flat(told) if told else _handles(key["draw"], found)
    value = {"value": float(facts[key["fact"]])} if key["fact"] else {}
    return {
        **key,
        **value,
        "sop_uid": found.sop_uid,
        "frame": found.frame,
        "pixels": handles,
        "centre": list(shapes.middle(handles)),
        "reach": max(4.0, shapes.extent(handles) / 2),
    }


def _flat(told: Any) -> list[list[float]]:
    """Ends of one line, or of several."""
    if isinstance(told[0][0], int | float):
        return [[float(column), float(row)] for column, row in told]
    return [handle for line in told for handle in _flat(line)]


def _handles(draw: str, found: phantoms.Finding) -> list[list[float]]:
    """A line along the longer side, a region well inside the edge."""
    (left, top), (right, bottom) = found.box or (found.pixel, found.pixel)
    across, down = (left + right) / 2, (top + bottom) / 2
    if draw == "length" and bottom - top > right - left:
        return [[across, top], [across, bottom]]
    if draw == "length":
        return [[left, down], [right, down]]
    wide, high = CORE * (right - left) / 2, CORE * (bottom - top) / 2
    return [[across - wide, down - high], [across + wide, down + high]]


def thing(key: Mapping[str, Any], sheet: Sheet) -> measure.Thing:
    """With the value that is right in this learner's own images."""
    return measure.Thing(
        label=key["label"],
        kind=key["draw"],
        gives=key["gives"],
        right=key["value"] if "value" in key else _value(key, sheet),
        tolerance=key["tolerance"],
        falls_to=key["falls_to"],
        images=places.around(sheet, key, key["slices"]),
        centre=(key["centre"][0], key["centre"][1]),
        reach=key["reach"],
    )


def _value(key: Mapping[str, Any], sheet: Sheet) -> float:
    mark = {
        "kind": key["draw"],
        "sop_uid": places.image_of(sheet, key).uid,
        "frame": key["frame"],
        "pixels": key["pixels"],
    }
    return places.values_of(mark, sheet)[key["gives"]]


def drawn(mark: Mapping[str, Any], sheet: Sheet) -> measure.Drawn:
    return measure.Drawn(
        kind=mark["kind"],
        image=places.space_of(mark["sop_uid"], mark["frame"]),
        centre=shapes.middle(mark["pixels"]),
        values=places.values_of(mark, sheet),
    )


def part(
    found: measure.Measured, asked: measure.Thing, key: Mapping[str, Any], sheet: Sheet
) -> dict[str, Any]:
    return {
        "name": found.label,
        "score": round(found.worth, 4),
        "mark": None if found.mark is None else found.mark + 1,
        "value": None if found.value is None else round(found.value, 2),
        "right": round(asked.right, 2),
        "tolerance": asked.tolerance,
        "says": found.says,
        "unit": places.unit_of(asked.gives, places.image_of(sheet, key)),
    }
