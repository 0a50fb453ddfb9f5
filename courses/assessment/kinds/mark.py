"""Find and mark: points on what is there, none on what is not."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import QueryDict

from courses import phantoms
from courses.assessment import marks
from courses.assessment.grading import localise
from courses.assessment.kinds.base import Graded, Key, Kind, Sheet, Written, json_of
from courses.catalog.markdown import render_line
from courses.catalog.yaml_spec import Spec

UNITS = {"radius_px": "px", "radius_mm": "mm"}


class Mark(Kind):
    code: ClassVar[str] = "mark"
    version: ClassVar[str] = localise.VERSION
    icon: ClassVar[str] = "current-location"
    fields = ("max_marks", "cost", "most_false", "targets")

    def read(self, spec: Spec) -> Written:
        targets = [_target(one) for one in spec.items("targets", least=0)]
        units = {target.pop("unit") for target in targets}
        if len(units) > 1:
            spec.fail("all targets have their radius in px, or all in mm", "targets")
        key = {
            "targets": targets,
            "unit": units.pop() if units else "px",
            "cost": spec.number("cost", 0, 1, default=0.25),
            "most_false": spec.whole("most_false", 0, 50, default=1),
        }
        return Written({"max_marks": spec.whole("max_marks", 1, 50, default=5)}, key)

    def told_by(
        self, made: phantoms.Made, key: Key
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Each finding that was drawn, within its own radius and the author's
        allowance."""
        place = {str(one.SOPInstanceUID): n for n, one in enumerate(made.images, 1)}
        targets = [
            {
                "label": chr(ord("A") + n),
                "name": found.name,
                "image": place[found.sop_uid],
                "frame": found.frame,
                "pixel": list(found.pixel),
                "radius": found.radius_mm + key.get("allowance", 2.0),
                "why": str(found.details.get("why", "")),
            }
            for n, found in enumerate(made.truth.findings)
        ]
        return {}, {"targets": targets, "unit": "mm"}

    def given(self, data: QueryDict) -> Any:
        text = data.get("marks", "")
        return json_of(text) if text else None

    def check(self, value: Any, sheet: Sheet) -> Any:
        return marks.checked(
            value, sheet.by_uid, most=sheet.task["max_marks"], kinds=("point",)
        )

    def task_of(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        return {
            "kinds": ["point"],
            "max_marks": sheet.task["max_marks"],
            "marks": answer or [],
        }

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        targets = _targets(sheet, key)
        in_pixels = key["unit"] == "px"
        places = [
            sheet.geometry.place(mark, in_pixels=in_pixels) for mark in answer or []
        ]
        found = localise.localise(
            places,
            targets,
            cost=key["cost"],
            pass_mark=sheet.exercise.pass_mark / 100,
            most_false=key["most_false"],
        )
        return Graded(found.score, found.passed, _parts(found, targets))

    def seen(
        self,
        sheet: Sheet,
        answer: Any,
        key: Key,
        parts: list[dict[str, Any]],
        *,
        whole: bool,
    ) -> dict[str, Any]:
        hit = {part["target"]: part for part in parts if part["target"]}
        wrong = [part["mark"] for part in parts if part["target"] is None]
        return {
            "met": sorted(part["mark"] for part in hit.values() if part["mark"]),
            "missed": sum(1 for part in hit.values() if not part["mark"]),
            "false_marks": sorted(wrong),
            "targets": [_seen(one, hit[one["label"]], key) for one in key["targets"]]
            if whole
            else [],
        }

    def marked(
        self, task: dict[str, Any] | None, seen: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        wrong = seen["false_marks"]
        shown = [
            {**mark, "wrong": number in wrong}
            for number, mark in enumerate(task["marks"] if task else [], start=1)
        ]
        return {**(task or {}), "marks": shown}

    def expert(self, sheet: Sheet, key: Key) -> list[dict[str, Any]]:
        return [_drawn(one, key["unit"], sheet) for one in key["targets"]]


def _target(spec: Spec) -> dict[str, Any]:
    spec.only("label", "name", "image", "frame", "pixel", *UNITS, "why")
    named = [key for key in UNITS if key in spec]
    if len(named) != 1:
        spec.fail("a target has radius_px or radius_mm")
    return {
        "label": spec.text("label", longest=8),
        "name": spec.text("name", longest=120),
        "image": spec.whole("image", 1, 100_000, default=1),
        "frame": spec.whole("frame", 1, 100_000, default=1),
        "pixel": list(spec.pair("pixel")),
        "radius": spec.number(named[0], 0.1, 10_000),
        "unit": UNITS[named[0]],
        "why": render_line(spec.text("why")),
    }


def _targets(sheet: Sheet, key: Key) -> list[localise.Target]:
    return [
        sheet.geometry.target({**one, "unit": key["unit"]}) for one in key["targets"]
    ]


def _parts(
    found: localise.Marked, targets: list[localise.Target]
) -> list[dict[str, Any]]:
    """One part for each target, then one for each false mark."""
    by_target = {meeting.target: meeting for meeting in found.meetings}
    parts: list[dict[str, Any]] = []
    for place, target in enumerate(targets):
        met = by_target.get(place)
        parts.append(
            {
                "target": target.label,
                "mark": met.mark + 1 if met else None,
                "off": met.distance if met else None,
            }
        )
    parts += [{"target": None, "mark": number + 1} for number in found.false_marks]
    return parts


def _seen(
    target: Mapping[str, Any], part: Mapping[str, Any], key: Key
) -> dict[str, Any]:
    return {
        "label": target["label"],
        "name": target["name"],
        "why": target["why"],
        "mark": part["mark"],
        "off": part["off"],
        "unit": key["unit"],
    }


def _drawn(target: Mapping[str, Any], unit: str, sheet: Sheet) -> dict[str, Any]:
    mark = {
        "kind": "point",
        "sop_uid": sheet.images[target["image"] - 1].uid,
        "frame": target["frame"],
        "pixels": [target["pixel"]],
        "points": None,
        "label": f"{target['label']} expert",
    }
    return {**mark, "radius_mm": target["radius"]} if unit == "mm" else mark
