"""What is to be found in images: as an author wrote it, or as a phantom drew it."""

from collections.abc import Mapping
from typing import Any, Final

from courses import phantoms
from courses.assessment.grading import boxes, localise
from courses.assessment.kinds import places
from courses.assessment.kinds.base import Key, Sheet
from courses.catalog.markdown import render_line
from courses.catalog.yaml_spec import Spec

UNITS: Final = {"radius_px": "px", "radius_mm": "mm"}
# What an author may say of targets that a phantom draws.
MADE: Final = ("allowance", "finding")
MARKER: Final = "side marker"


def read(spec: Spec, draws: str) -> dict[str, Any]:
    found = [_target(one, draws) for one in spec.items("targets", least=0)]
    units = {one.pop("unit") for one in found}
    if len(units) > 1:
        spec.fail("all targets have their radius in px, or all in mm", "targets")
    return {
        "targets": found,
        "unit": units.pop() if units else "px",
        "allowance": spec.number("allowance", 0, 100, default=2.0),
        "finding": spec.text("finding", longest=60, default=""),
    }


def _target(spec: Spec, draws: str) -> dict[str, Any]:
    spec.only(
        "label", "name", "image", "frame", "pixel", "box", "slices", *UNITS, "why"
    )
    common = {
        "label": spec.text("label", longest=8),
        "name": spec.text("name", longest=120),
        "image": spec.whole("image", 1, 100_000, default=1),
        "frame": spec.whole("frame", 1, 100_000, default=1),
        "why": render_line(spec.text("why")),
    }
    if draws == "box":
        slices = spec.whole("slices", 0, 50, default=0)
        return {**common, "box": _corners(spec), "slices": slices, "unit": "px"}
    named = [key for key in UNITS if key in spec]
    if len(named) != 1:
        spec.fail("a target has radius_px or radius_mm")
    return {
        **common,
        "pixel": list(spec.pair("pixel")),
        "radius": spec.number(named[0], 0.1, 10_000),
        "unit": UNITS[named[0]],
    }


def _corners(spec: Spec) -> list[list[float]]:
    box = spec.inner("box").only("from", "to")
    return [list(box.pair("from")), list(box.pair("to"))]


def made(drawn: phantoms.Made, key: Key) -> list[dict[str, Any]]:
    """Each finding that was drawn (or those of the name that the author gave), within
    its own radius and the author's allowance."""
    wanted = key.get("finding")
    found = [
        one
        for one in drawn.truth.findings
        if (one.name == wanted if wanted else one.name != MARKER)
    ]
    return [_made(one, chr(ord("A") + n), key) for n, one in enumerate(found)]


def _made(found: phantoms.Finding, label: str, key: Key) -> dict[str, Any]:
    """A radiograph's scale is that of its detector, where things are larger."""
    radius = float(found.details.get("radius_at_detector_mm", found.radius_mm))
    around = found.box or (found.pixel, found.pixel)
    return {
        "label": label,
        "name": found.name,
        "sop_uid": found.sop_uid,
        "frame": found.frame,
        "pixel": list(found.pixel),
        "box": [list(corner) for corner in around],
        "slices": 1,
        "radius": radius + key.get("allowance", 2.0),
        "why": str(found.details.get("why", "")),
    }


def point(target: Mapping[str, Any], unit: str, sheet: Sheet) -> localise.Target:
    mark = {
        "sop_uid": places.image_of(sheet, target).uid,
        "frame": target.get("frame", 1),
        "pixels": [target["pixel"]],
    }
    place = sheet.geometry.place(mark, in_pixels=unit == "px")
    return localise.Target(target["label"], place, target["radius"])


def box(target: Mapping[str, Any], sheet: Sheet) -> boxes.Outline:
    """On its own image and on those beside it where it may be outlined as well."""
    spaces = places.around(sheet, target, target.get("slices", 0))
    drawn = [boxes.box_of(*target["box"], space=space) for space in sorted(spaces)]
    return boxes.Outline(target["label"], tuple(drawn))


def seen(
    target: Mapping[str, Any], part: Mapping[str, Any], key: Key
) -> dict[str, Any]:
    return {
        "label": target["label"],
        "name": target["name"],
        "why": target["why"],
        "mark": part["mark"],
        "off": part.get("off"),
        "share": round(100 * part["share"]) if "share" in part else None,
        "unit": key["unit"],
    }


def drawn(target: Mapping[str, Any], unit: str, sheet: Sheet) -> dict[str, Any]:
    image, frame = places.image_of(sheet, target), target["frame"]
    label = f"{target['label']} expert"
    if "box" in target and sheet.task.get("draws") == "box":
        return places.drawn("box", image, frame, target["box"], label)
    mark = places.drawn("point", image, frame, [target["pixel"]], label)
    return {**mark, "radius_mm": target["radius"]} if unit == "mm" else mark
