"""Windowing: bring a stated thing to the eye."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses import phantoms
from courses.assessment.grading import windowing
from courses.assessment.grading.windowing import Window
from courses.assessment.kinds import choices, places
from courses.assessment.kinds.base import Graded, Key, Kind, Sheet, Written, json_of
from courses.catalog.markdown import render_line
from courses.catalog.yaml_spec import Spec
from portal.lib.refusal import Refused

FARTHEST = 100_000.0


class Windowing(Kind):
    code: ClassVar[str] = "windowing"
    version: ClassVar[str] = windowing.VERSION
    icon: ClassVar[str] = "contrast"
    # The window that the scanner proposes may be the one that is asked for.
    hidden = ("WindowCenter", "WindowWidth", "WindowCenterWidthExplanation")
    says = _l("Set the window that shows what is asked for.")
    rule = _l(
        "Your window and the expert's are two ranges of values: what they have in "
        "common, as a share of what they cover together, counts. From 70 % on it is "
        "full marks."
    )
    form_keeps = True
    fields: ClassVar[tuple[str, ...]] = (
        *("shows", "width", "centre", "image", "finding", "slices", "why", "choices"),
    )

    def read(self, spec: Spec) -> Written:
        width = spec.number("width", 1, FARTHEST)
        centre = spec.number("centre", -FARTHEST, FARTHEST)
        asked, sealed = choices.read(spec, "choices")
        key = {
            "lower": centre - width / 2,
            "upper": centre + width / 2,
            "slices": spec.whole("slices", 0, 500, default=2),
            "finding": spec.text("finding", longest=60, default=""),
            "why": render_line(spec.text("why")),
            "choices": sealed,
        }
        if "image" in spec:
            key["image"] = spec.whole("image", 1, 100_000)
        shows = spec.text("shows", longest=120)
        has_place = bool("image" in spec or key["finding"])
        task = {"shows": shows, "choices": asked, "has_place": has_place}
        return Written(task, key)

    def told_by(
        self, made: phantoms.Made, key: Key
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """On the image of the finding, where the author names one."""
        found = [one for one in made.truth.findings if one.name == key["finding"]]
        facts = {**made.truth.facts, **(found[0].details if found else {})}
        told = {
            code: choices.told_by(one, facts) for code, one in key["choices"].items()
        }
        place = {"sop_uid": found[0].sop_uid} if found else {}
        return {}, {"choices": told, **place}

    def given(self, data: QueryDict) -> Any:
        window, place = data.get("window"), data.get("place")
        found = {
            "window": json_of(window) if window else None,
            "place": json_of(place) if place else None,
            "choices": choices.given(data),
        }
        return found if any(found.values()) else {}

    def check(self, value: Any, sheet: Sheet) -> Any:
        if not isinstance(value, dict):
            raise Refused(_("The answer cannot be read. Load the page again."))
        return {
            "window": _window(value.get("window")),
            "place": _place(value.get("place"), sheet),
            "choices": choices.checked(value.get("choices", {}), sheet.task["choices"]),
        }

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        said = answer or {}
        picked = said.get("choices", {})
        return {
            "shows": sheet.task["shows"],
            "has_place": sheet.task["has_place"],
            "window": _shown(said.get("window")),
            "choices": choices.shown(sheet.task["choices"], picked),
        }

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        said = answer or {"window": None, "place": None, "choices": {}}
        parts = [_graded(said, sheet, key)]
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
        yours = (answer or {}).get("window")
        experts = {"lower": key["lower"], "upper": key["upper"]}
        return {
            **parts[0],
            "shows": sheet.task["shows"],
            "yours": _shown(yours),
            "experts": _shown(experts) if whole else None,
            "bars": _bars(yours, experts) if whole and yours else None,
            "why": key["why"] if whole else "",
            "choices": choices.seen(
                sheet.task["choices"], key["choices"], parts, whole=whole
            ),
        }


def _window(value: Any) -> dict[str, float] | None:
    match value:
        case None:
            return None
        case {"lower": int() | float() as lower, "upper": int() | float() as upper} if (
            -FARTHEST <= lower <= upper <= FARTHEST
        ):
            return {"lower": float(lower), "upper": float(upper)}
        case _:
            raise Refused(_("That is no window."))


def _place(value: Any, sheet: Sheet) -> dict[str, Any] | None:
    match value:
        case None:
            return None
        case {"sop_uid": str(uid), "frame": int(frame)} if (
            uid in sheet.by_uid and 1 <= frame <= max(1, sheet.by_uid[uid].frames)
        ):
            return {"sop_uid": uid, "frame": int(frame)}
        case _:
            raise Refused(_("That is no image of this study."))


def _graded(said: Mapping[str, Any], sheet: Sheet, key: Key) -> dict[str, Any]:
    part = {"name": "window", "score": 0.0, "share": 0.0, "says": "nothing"}
    if said["window"] is None:
        return part
    shown, right = Window(**said["window"]), Window(key["lower"], key["upper"])
    common = windowing.share(shown, right)
    part |= {"share": round(common, 4), "says": windowing.fault(shown, right)}
    if not _is_there(said["place"], sheet, key):
        return {**part, "says": "image"}
    return {**part, "score": round(windowing.worth(common), 4)}


def _is_there(place: Mapping[str, Any] | None, sheet: Sheet, key: Key) -> bool:
    """Anywhere, where the author asks for no image."""
    if "image" not in key and "sop_uid" not in key:
        return True
    if place is None:
        return False
    space = places.space_of(place["sop_uid"], place["frame"])
    return space in places.around(sheet, key, key["slices"])


def _shown(window: Mapping[str, float] | None) -> dict[str, int] | None:
    if window is None:
        return None
    found = Window(window["lower"], window["upper"])
    return {"width": round(found.width), "centre": round(found.centre)}


def _bars(
    yours: Mapping[str, float], experts: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Both ranges on one scale of 0 to 100, to be drawn one over the other."""
    low = min(yours["lower"], experts["lower"])
    span = max(yours["upper"], experts["upper"]) - low or 1.0
    return {
        name: {
            "x": round(100 * (one["lower"] - low) / span, 2),
            "width": round(max(1.0, 100 * (one["upper"] - one["lower"]) / span), 2),
        }
        for name, one in (("yours", yours), ("experts", experts))
    }
