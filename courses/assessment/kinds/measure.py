"""Measure: lengths, angles and regions, on the right image and in the right place."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses import phantoms
from courses.assessment import marks
from courses.assessment.grading import measure
from courses.assessment.kinds import choices, measures, places
from courses.assessment.kinds.base import Graded, Key, Kind, Sheet, Written, json_of
from courses.catalog.yaml_spec import Spec
from portal.lib.refusal import Refused


class Measure(Kind):
    code: ClassVar[str] = "measure"
    version: ClassVar[str] = measure.VERSION
    icon: ClassVar[str] = "ruler-2"
    says = _("Measure what is asked for, on the right image.")
    rule = _(
        "What you draw is measured again by the server, from the scale and the pixels "
        "of the image. Within the tolerance it earns all, further off less and less; "
        "on another image or in another place nothing."
    )
    form_keeps = True
    fields: ClassVar[tuple[str, ...]] = ("things", "choices")

    def read(self, spec: Spec) -> Written:
        things = spec.items("things", least=0)
        if len(things) > measure.MOST:
            spec.fail(f"{measure.MOST} things at most", "things")
        asked, sealed = choices.read(spec, "choices")
        if not things and not asked:
            spec.fail("there are things to measure, or choices")
        pairs = [measures.read(one) for one in things]
        task = {"things": [task for task, _key in pairs], "choices": asked}
        key = {"things": [key for _task, key in pairs], "choices": sealed}
        return Written(task, key)

    def told_by(
        self, made: phantoms.Made, key: Key
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {"things": [measures.made(one, made) for one in key["things"]]}

    def given(self, data: QueryDict) -> Any:
        drawn, picked = json_of(data.get("marks") or "[]"), choices.given(data)
        return {"marks": drawn, "choices": picked} if drawn or picked else {}

    def check(self, value: Any, sheet: Sheet) -> Any:
        if not isinstance(value, dict) or value.keys() - {"marks", "choices"}:
            raise Refused(_("The answer cannot be read. Load the page again."))
        things = sheet.task["things"]
        return {
            "marks": marks.checked(
                value.get("marks", []),
                sheet.by_uid,
                most=len(things),
                kinds=_kinds(sheet),
            ),
            "choices": choices.checked(value.get("choices", {}), sheet.task["choices"]),
        }

    def task_of(self, sheet: Sheet, answer: Any) -> dict[str, Any] | None:
        drawn = (answer or {}).get("marks", [])
        kinds, most = _kinds(sheet), len(sheet.task["things"])
        return {"kinds": kinds, "max_marks": most, "marks": drawn} if kinds else None

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        picked = (answer or {}).get("choices", {})
        things = [{**one, "how": HOW[one["draw"]]} for one in sheet.task["things"]]
        asked = choices.shown(sheet.task["choices"], picked)
        return {"things": things, "choices": asked}

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        said = answer or {"marks": [], "choices": {}}
        things = [measures.thing(one, sheet) for one in key["things"]]
        drawn = [measures.drawn(mark, sheet) for mark in said["marks"]]
        parts = [
            measures.part(found, thing, one, sheet)
            for found, thing, one in zip(
                measure.measure(things, drawn), things, key["things"], strict=True
            )
        ]
        parts += choices.graded(said["choices"], sheet.task["choices"], key["choices"])
        score = round(sum(part["score"] for part in parts) / len(parts), 4)
        return Graded(score, score >= sheet.exercise.pass_mark / 100, parts)

    def seen(
        self,
        sheet: Sheet,
        answer: Any,
        key: Key,
        parts: list[dict[str, Any]],
        *,
        whole: bool,
    ) -> dict[str, Any]:
        by_label = {part["name"]: part for part in parts}
        why = {one["label"]: one["why"] if whole else "" for one in key["things"]}
        return {
            "things": [
                {**one, **by_label[one["label"]], "why": why[one["label"]]}
                for one in sheet.task["things"]
            ],
            "choices": choices.seen(
                sheet.task["choices"], key["choices"], parts, whole=whole
            ),
            "wrong": [
                one["mark"] for one in parts if one.get("mark") and not one["score"]
            ],
        }

    def marked(
        self, task: dict[str, Any] | None, seen: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        if task is None:
            return None
        shown = [
            {**mark, "wrong": number in seen["wrong"]}
            for number, mark in enumerate(task["marks"], start=1)
        ]
        return {**task, "marks": shown}

    def expert(self, sheet: Sheet, key: Key) -> list[dict[str, Any]]:
        return [
            places.drawn(
                one["draw"],
                places.image_of(sheet, one),
                one["frame"],
                one["pixels"],
                f"{one['label']} expert",
            )
            for one in key["things"]
            if one["pixels"]
        ]


HOW: Final = {
    "length": _("Draw a length"),
    "angle": _("Draw an angle"),
    "cobb": _("Draw a Cobb angle"),
    "ellipse": _("Draw an ellipse"),
    "rectangle": _("Draw a rectangle"),
    "freehand": _("Draw an area by hand"),
}


def _kinds(sheet: Sheet) -> list[str]:
    return sorted({one["draw"] for one in sheet.task["things"]})
