"""Critical finding: what is it, how urgent, who must know, how soon."""

from typing import Any, ClassVar, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses import phantoms
from courses.assessment.grading import critical
from courses.assessment.kinds import choices
from courses.assessment.kinds.base import Graded, Key, Kind, Sheet, Written
from courses.assessment.kinds.targets import MARKER
from courses.catalog.markdown import render_line
from courses.catalog.yaml_spec import Spec
from portal.lib.refusal import Refused

ACUITY: Final = {
    "minutes": _l("A matter of minutes"),
    "hours": _l("A matter of hours"),
    "days": _l("A matter of days"),
    "none": _l("Not urgent"),
}
SOON: Final = {
    "now": _l("At once, by voice"),
    "hour": _l("Within the hour, by voice"),
    "day": _l("Today, with a receipt"),
    "report": _l("By the report alone"),
}
NAMES: Final = {
    "finding": _l("Finding"),
    "acuity": _l("Urgency"),
    "tell": _l("Whom to tell"),
    "soon": _l("How soon"),
    "time": _l("Your time"),
}
SCALES: Final = {"acuity": ACUITY, "soon": SOON}
ASKED: Final = ("finding", "acuity", "tell", "soon")


class Critical(Kind):
    code: ClassVar[str] = "critical"
    version: ClassVar[str] = critical.VERSION
    icon: ClassVar[str] = "urgent"
    says = _l("Find it, say how urgent it is, and tell the right person.")
    rule = _l(
        "The finding and whom you tell must be right. Too urgent costs points; not "
        "urgent enough fails, whatever the rest is worth. The server reads the clock, "
        "and it counts for a tenth."
    )
    form_keeps = True
    fields: ClassVar[tuple[str, ...]] = (
        *("findings", "people", "acuity", "soon", "calm", "late", "why"),
    )

    def read(self, spec: Spec) -> Written:
        findings, right = choices.options_of(spec, "findings", seed="finding")
        people, told = choices.options_of(spec, "people", seed="tell")
        calm = spec.whole("calm", 1, 7200, default=120)
        clock = {"calm": calm, "late": spec.whole("late", calm + 1, 14_400)}
        key = {
            "finding": right,
            "tell": told,
            "acuity": _word(spec, "acuity", critical.ACUITY),
            "soon": _word(spec, "soon", critical.SOON),
            "why": render_line(spec.text("why")),
            **clock,
        }
        return Written({"findings": findings, "people": people, **clock}, key)

    def told_by(
        self, made: phantoms.Made, key: Key
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        found = [one for one in made.truth.findings if one.name != MARKER]
        facts = {**made.truth.facts, **(found[0].details if found else {})}
        places = [
            {
                "sop_uid": one.sop_uid,
                "frame": one.frame,
                "name": one.name,
                "box": [list(corner) for corner in one.box or (one.pixel, one.pixel)],
            }
            for one in found
        ]
        return {}, {"finding": choices.told_by(key["finding"], facts), "places": places}

    def given(self, data: QueryDict) -> Any:
        return {name: str(data[name]) for name in ASKED if data.get(name)}

    def check(self, value: Any, sheet: Sheet) -> Any:
        if not isinstance(value, dict) or value.keys() - set(ASKED):
            raise Refused(_("The answer cannot be read. Load the page again."))
        options = _options(sheet)
        for name, picked in value.items():
            choices.must_be_offered(picked, options[name])
        return dict(value)

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        said = answer or {}
        options = _options(sheet)
        return {
            "clock": {name: sheet.task[name] for name in ("calm", "late")},
            "steps": [
                {
                    "name": name,
                    "ask": NAMES[name],
                    "options": [
                        {**one, "is_picked": said.get(name) == one["id"]}
                        for one in options[name]
                    ],
                }
                for name in ASKED
            ],
        }

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        right = critical.Right(
            findings=key["finding"]["right"],
            acuity=key["acuity"],
            tell=key["tell"]["right"],
            soon=key["soon"],
            calm=key["calm"],
            late=key["late"],
        )
        said = critical.Said(**(answer or {}), seconds=sheet.seconds)
        found = critical.decide(right, said, pass_mark=sheet.exercise.pass_mark / 100)
        parts = [
            {
                "name": part.name,
                "score": round(part.worth, 4),
                "weight": part.weight,
                "says": part.says,
                "failed": part.failed,
                "picked": (answer or {}).get(part.name, ""),
            }
            for part in found.parts
        ]
        parts[-1]["seconds"] = sheet.seconds
        return Graded(found.score, found.passed, parts)

    def seen(
        self,
        sheet: Sheet,
        answer: Any,
        key: Key,
        parts: list[dict[str, Any]],
        *,
        whole: bool,
    ) -> dict[str, Any]:
        rows = [_row(part, sheet, key, whole=whole) for part in parts]
        return {"rows": rows, "why": key["why"] if whole else ""}

    def expert(self, sheet: Sheet, key: Key) -> list[dict[str, Any]]:
        return [
            {
                "kind": "box",
                "sop_uid": one["sop_uid"],
                "frame": one["frame"],
                "pixels": one["box"],
                "points": None,
                "label": one["name"],
            }
            for one in key.get("places", [])
        ]


def _word(spec: Spec, name: str, scale: tuple[str, ...]) -> str:
    word = spec.text(name)
    if word not in scale:
        spec.fail(f"{word} is none of {', '.join(scale)}", name)
    return word


def _options(sheet: Sheet) -> dict[str, list[dict[str, Any]]]:
    scales = {
        name: [{"id": one, "text": text, "group": ""} for one, text in scale.items()]
        for name, scale in SCALES.items()
    }
    return {"finding": sheet.task["findings"], "tell": sheet.task["people"], **scales}


def _row(
    part: dict[str, Any], sheet: Sheet, key: Key, *, whole: bool
) -> dict[str, Any]:
    name, seconds = part["name"], part.get("seconds")
    row = {**part, "title": NAMES[name], "minutes": _minutes(seconds), "right": ""}
    if name == "time":
        return row
    texts = {one["id"]: one["text"] for one in _options(sheet)[name]}
    right = [key[name]] if name in SCALES else key[name]["right"]
    row["yours"] = texts.get(part["picked"], "")
    if whole:
        row["right"] = " / ".join(str(texts[one]) for one in right)
        row["why"] = "" if name in SCALES else key[name]["why"].get(part["picked"], "")
    return row


def _minutes(seconds: float | None) -> str:
    return "" if seconds is None else f"{int(seconds // 60)}:{int(seconds % 60):02}"
