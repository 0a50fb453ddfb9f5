"""Find and mark: points or boxes on what is there, none on what is not."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses import phantoms
from courses.assessment import marks
from courses.assessment.grading import boxes, localise
from courses.assessment.kinds import places, targets
from courses.assessment.kinds.base import Graded, Key, Kind, Sheet, Written, json_of
from courses.catalog.yaml_spec import Spec

DRAWS = ("point", "box")


class Mark(Kind):
    code: ClassVar[str] = "mark"
    version: ClassVar[str] = localise.VERSION
    icon: ClassVar[str] = "current-location"
    says = _("Find what is there and mark it.")
    rule = _(
        "A point counts near the middle of a finding; a box by what it has in common "
        "with the expert's: half of both together is full marks. Each mark that meets "
        "nothing costs points."
    )
    fields = ("draws", "max_marks", "cost", "most_false", "targets", *targets.MADE)

    def read(self, spec: Spec) -> Written:
        draws = spec.text("draws", default="point")
        if draws not in DRAWS:
            spec.fail(f"{draws} is none of {', '.join(DRAWS)}", "draws")
        key = {
            **targets.read(spec, draws),
            "cost": spec.number("cost", 0, 1, default=0.25),
            "most_false": spec.whole("most_false", 0, 50, default=1),
        }
        most = spec.whole("max_marks", 1, 50, default=5)
        return Written({"max_marks": most, "draws": draws}, key)

    def told_by(
        self, made: phantoms.Made, key: Key
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {"targets": targets.made(made, key), "unit": "mm"}

    def given(self, data: QueryDict) -> Any:
        text = data.get("marks", "")
        return json_of(text) if text else None

    def check(self, value: Any, sheet: Sheet) -> Any:
        return marks.checked(
            value, sheet.by_uid, most=sheet.task["max_marks"], kinds=_kinds(sheet)
        )

    def task_of(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        return {
            "kinds": _kinds(sheet),
            "max_marks": sheet.task["max_marks"],
            "marks": answer or [],
        }

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        return {"draws": sheet.task.get("draws", "point")}

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        rule = {
            "cost": key["cost"],
            "pass_mark": sheet.exercise.pass_mark / 100,
            "most_false": key["most_false"],
        }
        if sheet.task.get("draws") == "box":
            return _outlined(answer or [], sheet, key, rule)
        return _pointed(answer or [], sheet, key, rule)

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
            "targets": [
                targets.seen(one, hit[one["label"]], key) for one in key["targets"]
            ]
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
        return [targets.drawn(one, key["unit"], sheet) for one in key["targets"]]


def _kinds(sheet: Sheet) -> list[str]:
    return [sheet.task.get("draws", "point")]


def _pointed(
    answer: list[dict[str, Any]], sheet: Sheet, key: Key, rule: dict[str, Any]
) -> Graded:
    wanted = [targets.point(one, key["unit"], sheet) for one in key["targets"]]
    in_pixels = key["unit"] == "px"
    set_at = [sheet.geometry.place(mark, in_pixels=in_pixels) for mark in answer]
    found = localise.localise(set_at, wanted, **rule)
    met = {one.target: (one.mark, {"off": one.distance}) for one in found.meetings}
    return Graded(found.score, found.passed, _parts(key, met, found.false_marks))


def _outlined(
    answer: list[dict[str, Any]], sheet: Sheet, key: Key, rule: dict[str, Any]
) -> Graded:
    wanted = [targets.box(one, sheet) for one in key["targets"]]
    drawn = [
        boxes.box_of(
            *mark["pixels"], space=places.space_of(mark["sop_uid"], mark["frame"])
        )
        for mark in answer
    ]
    found = boxes.outline(drawn, wanted, **rule)
    met = {
        one.target: (one.mark, {"share": one.share, "score": round(one.worth, 4)})
        for one in found.meetings
    }
    return Graded(found.score, found.passed, _parts(key, met, found.false_marks))


def _parts(
    key: Key, met: Mapping[int, tuple[int, dict[str, Any]]], false_marks: list[int]
) -> list[dict[str, Any]]:
    """One part for each target, then one for each false mark."""
    parts: list[dict[str, Any]] = []
    for place, target in enumerate(key["targets"]):
        mark, how = met.get(place, (None, {"off": None}))
        number = None if mark is None else mark + 1
        parts.append({"target": target["label"], "mark": number, **how})
    return parts + [{"target": None, "mark": number + 1} for number in false_marks]
