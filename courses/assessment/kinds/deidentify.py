"""De-identify a study: attributes, words burned into the image, files that stay
together. Attributes are graded by the table of the house's own de-identification."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses.assessment import marks, paperwork
from courses.assessment.grading import deidentify as grading
from courses.assessment.kinds import covering, identifying, leaving
from courses.assessment.kinds.base import (
    Drawn,
    Graded,
    Key,
    Kind,
    Sheet,
    Written,
    json_of,
)
from courses.assessment.models import Exercise
from courses.catalog.yaml_spec import Spec
from courses.dicom.deid.profiles import built_in
from portal.lib.refusal import Refused

MOST_BOXES: Final = 40
MOST_ATTRIBUTES: Final = 30


class Deidentify(Kind):
    code: ClassVar[str] = "deidentify"
    version: ClassVar[str] = grading.VERSION
    icon: ClassVar[str] = "shield-lock"
    says = _l("Take out who it is, and keep what it teaches")
    rule = _l(
        "You pass when no identifier is left and no image is blacked out. What is kept "
        "of use counts in the score: 70 parts protection, 30 parts use."
    )
    form_keeps: ClassVar[bool] = True
    fields = ("headers", "profile", "attributes", "files")

    def read(self, spec: Spec) -> Written:
        profile = spec.text("profile", longest=40, default="teaching")
        if profile not in built_in():
            spec.fail(f"{profile} is none of {', '.join(built_in())}", "profile")
        return Written(
            {"profile": profile},
            {
                "headers": paperwork.read_source(spec),
                "attributes": spec.whole("attributes", 0, MOST_ATTRIBUTES, default=12),
                "files": spec.flag("files"),
            },
        )

    def draw(self, exercise: Exercise, key: Key, *, seed: int) -> Drawn:
        made = paperwork.drawn(key, seed=seed)
        profile = exercise.task["profile"]
        image = identifying.dressed(made.images[-1], seed=seed)
        asked = identifying.chosen(image, seed=seed, count=key["attributes"])
        files = identifying.files(image, seed=seed) if key["files"] else []
        rules = {
            keyword: identifying.accepted(
                keyword, profile=profile, sop_class=str(image.SOPClassUID)
            )
            for keyword in asked
        }
        task = {
            "attributes": [paperwork.row_of(image[keyword]) for keyword in asked],
            "files": files,
            "names": identifying.new_names(seed),
        }
        return Drawn(
            task,
            {"rules": rules, "words": covering.words_of(made)},
            images=made.images if key.get("phantom") else None,
            differs=True,
        )

    def given(self, data: QueryDict) -> Any:
        actions = {name[2:]: str(data[name]) for name in data if name[:2] == "a-"}
        files: dict[str, dict[str, str]] = {}
        for name in data:
            what, _dash, file = name.partition("-")
            if what in leaving.NAMES and file:
                files.setdefault(file, {})[what] = str(data[name])
        drawn = json_of(str(data["marks"])) if data.get("marks") else []
        found = {"actions": actions, "files": files, "marks": drawn}
        return found if any(found.values()) else None

    def check(self, value: Any, sheet: Sheet) -> Any:
        match value:
            case {"actions": dict(actions), "files": dict(files), "marks": drawn}:
                pass
            case _:
                raise Refused(_("Say what becomes of each attribute."))
        kept = {
            "actions": _actions(actions, sheet),
            "files": {
                file: leaving.checked(file, one, sheet) for file, one in files.items()
            },
            "marks": marks.checked(
                drawn, sheet.by_uid, most=MOST_BOXES, kinds=("box",)
            ),
        }
        return kept if any(kept.values()) else None

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        given = answer or {"actions": {}, "files": {}}
        return {
            "profile": built_in()[sheet.task["profile"]],
            "attributes": [
                {
                    **one,
                    "action": given["actions"].get(one["keyword"], ""),
                    "actions": [
                        (action, identifying.ACTIONS[action])
                        for action in identifying.offered(one["keyword"])
                    ],
                }
                for one in sheet.task["attributes"]
            ],
            "files": [
                leaving.shown(one, given["files"].get(one["id"], {}), sheet)
                for one in sheet.task["files"]
            ],
            "has_images": sheet.study is not None,
        }

    def task_of(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        drawn = answer["marks"] if answer else []
        return {"kinds": ["box"], "max_marks": MOST_BOXES, "marks": drawn}

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        given = answer or {"actions": {}, "files": {}, "marks": []}
        found = grading.deidentify(
            {name: _rule(right) for name, right in key["rules"].items()},
            given["actions"],
            pictures=covering.pictures(sheet, given["marks"], key),
            namings=[
                leaving.naming(what, sheet, given["files"])
                for what in leaving.asked(sheet)
            ],
            pass_mark=sheet.exercise.pass_mark / 100,
        )
        part = {
            "verdicts": dict(found.verdicts),
            "images": [
                {"covered": list(one.covered), "out": one.is_blacked_out}
                for one in found.coverings
            ],
            "names": [
                {"what": what, "new": dict(one.new), "agrees": one.agrees}
                for what, one in zip(leaving.asked(sheet), found.namings, strict=True)
            ],
        }
        return Graded(found.score, found.passed, [part])

    def seen(
        self,
        sheet: Sheet,
        answer: Any,
        key: Key,
        parts: list[dict[str, Any]],
        *,
        whole: bool,
    ) -> dict[str, Any]:
        part, given = parts[0], answer or {"actions": {}, "files": {}}
        words = [hit for one in part["images"] for hit in one["covered"]]
        return {
            "profile": built_in()[sheet.task["profile"]],
            "attributes": [
                _seen(one, given["actions"], part["verdicts"], key, whole=whole)
                for one in sheet.task["attributes"]
            ],
            "left": sum(one == "leak" for one in part["verdicts"].values()),
            "words": len(words),
            "covered": sum(words),
            "blacked_out": sum(one["out"] for one in part["images"]),
            "files": [
                leaving.shown(one, given["files"].get(one["id"], {}), sheet)
                for one in sheet.task["files"]
            ],
            "names": [
                {
                    "label": leaving.NAMES[one["what"]],
                    "agrees": one["agrees"],
                    "old": sum(not new for new in one["new"].values()),
                }
                for one in part["names"]
            ],
        }

    def expert(self, sheet: Sheet, key: Key) -> list[dict[str, Any]]:
        return [
            {
                "kind": "box",
                "sop_uid": sheet.images[one["image"] - 1].uid,
                "frame": one["frame"],
                "pixels": one["box"],
                "points": None,
                "label": one["what"] or _("Burned-in words"),
            }
            for one in key["words"]
        ]


def _actions(actions: Mapping[Any, Any], sheet: Sheet) -> dict[str, str]:
    asked = {one["keyword"] for one in sheet.task["attributes"]}
    if actions.keys() - asked:
        raise Refused(_("That attribute was not asked for."))
    kept = {name: action for name, action in actions.items() if action}
    for name, action in kept.items():
        if action not in identifying.offered(name):
            said = _("%s cannot be treated in that way.")
            raise Refused(said % paperwork.name_of(name))
    return kept


def _rule(right: list[str]) -> grading.Rule:
    leaks = frozenset() if "keep" in right else frozenset({"keep"})
    return grading.Rule(frozenset(right), leaks)


def _seen(
    row: Mapping[str, str],
    given: Mapping[str, str],
    verdicts: Mapping[str, str],
    key: Key,
    *,
    whole: bool,
) -> dict[str, Any]:
    keyword = row["keyword"]
    actions = identifying.ACTIONS
    right = [actions[one] for one in key["rules"][keyword]] if whole else []
    return {
        **row,
        "yours": actions.get(given.get(keyword, ""), ""),
        "verdict": verdicts[keyword],
        "right": right,
    }
