"""Hanging protocol: which series belongs into which viewport for a task."""

from random import Random
from typing import Any, ClassVar, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses import phantoms
from courses.assessment.grading import hanging
from courses.assessment.kinds import bundle
from courses.assessment.kinds.base import Drawn, Graded, Key, Kind, Sheet, Written
from courses.assessment.models import Exercise
from courses.assessment.recipes import phantom_of
from courses.catalog.markdown import render_line
from courses.catalog.yaml_spec import Spec
from portal.lib.refusal import Refused

# How many viewports lie side by side.
LAYOUTS: Final = {"1x2": 2, "1x3": 3, "2x2": 2, "2x1": 1, "1x1": 1}
MOST: Final = 9


class Hanging(Kind):
    code: ClassVar[str] = "hanging"
    version: ClassVar[str] = hanging.VERSION
    icon: ClassVar[str] = "layout-grid"
    says = _l("Hang the series where the reader expects them.")
    rule = _l(
        "Each viewport is right or wrong; all that the task needs must be right. A "
        "series that hangs twice is right in neither place."
    )
    form_keeps = True
    fields: ClassVar[tuple[str, ...]] = ("layout", "viewports", "series")

    def read(self, spec: Spec) -> Written:
        layout = spec.text("layout", default="1x2")
        if layout not in LAYOUTS:
            spec.fail(f"{layout} is none of {', '.join(LAYOUTS)}", "layout")
        series = [_series(one) for one in spec.items("series", least=2)]
        codes = [one["code"] for one in series]
        views = [_viewport(one, codes) for one in spec.items("viewports")]
        rows, columns = map(int, layout.split("x"))
        if len(views) != rows * columns:
            spec.fail(f"{layout} has {rows * columns} viewports", "viewports")
        names = [one["name"] for one in views]
        return Written(
            {"columns": columns, "viewports": names}, {"series": series, "views": views}
        )

    def draw(self, exercise: Exercise, key: Key, *, seed: int) -> Drawn:
        """The series in an order of this learner's own. Those of a study of the
        library keep theirs."""
        series = [dict(one) for one in key["series"]]
        if "phantom" not in series[0]:
            return Drawn(_named(series))
        Random(seed).shuffle(series)  # noqa: S311 - it must come out the same again
        made = [
            phantoms.make(
                one["phantom"]["code"], seed=seed % 2**32, **one["phantom"]["options"]
            )
            for one in series
        ]
        images = [_chosen(one, other) for one, other in zip(series, made, strict=True)]
        order = [one["code"] for one in series]
        return Drawn(
            _named(series),
            {"order": order},
            images=bundle.in_one_study(images),
            differs=True,
        )

    def given(self, data: QueryDict) -> Any:
        found = {
            name.removeprefix("view-"): str(data[name])
            for name in data
            if name.startswith("view-") and data[name]
        }
        return {"views": found} if found else {}

    def check(self, value: Any, sheet: Sheet) -> Any:
        views = value.get("views", {}) if isinstance(value, dict) else None
        if not isinstance(views, dict):
            raise Refused(_("The answer cannot be read. Load the page again."))
        numbers = {str(n) for n in range(1, len(sheet.task["viewports"]) + 1)}
        offered = [str(n) for n in range(1, len(sheet.task["series"]) + 1)]
        if views.keys() - numbers or any(one not in offered for one in views.values()):
            raise Refused(_("That is none of the choices."))
        return {"views": dict(views)}

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        views = (answer or {}).get("views", {})
        series = list(enumerate(sheet.task["series"], start=1))
        return {
            "columns": sheet.task["columns"],
            "series": [{"number": n, "name": name} for n, name in series],
            "viewports": [
                {
                    "number": number,
                    "name": name,
                    "options": [
                        {"number": n, "is_picked": views.get(str(number)) == str(n)}
                        for n, _name in series
                    ],
                }
                for number, name in enumerate(sheet.task["viewports"], start=1)
            ],
        }

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        views = (answer or {}).get("views", {})
        codes = key.get("order") or [one["code"] for one in key["series"]]
        numbers = [views.get(str(n), "") for n in range(1, len(key["views"]) + 1)]
        hung = [codes[int(one) - 1] if one else "" for one in numbers]
        wanted = [
            hanging.Viewport(one["right"], one["is_mandatory"]) for one in key["views"]
        ]
        found = hanging.hang(wanted, hung, pass_mark=sheet.exercise.pass_mark / 100)
        parts = [
            {
                "name": one["name"],
                "score": float(found.is_right[n]),
                "series": int(numbers[n]) if numbers[n] else None,
                "twice": found.twice[n],
            }
            for n, one in enumerate(key["views"])
        ]
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
        codes = key.get("order") or [one["code"] for one in key["series"]]
        names = dict(enumerate(sheet.task["series"], start=1))
        views = [
            {
                **part,
                "yours": names.get(part["series"], ""),
                "right": [
                    {
                        "number": codes.index(code) + 1,
                        "name": names[codes.index(code) + 1],
                    }
                    for code in view["right"]
                ]
                if whole
                else [],
                "why": view["why"] if whole else "",
            }
            for part, view in zip(parts, key["views"], strict=True)
        ]
        return {"columns": sheet.task["columns"], "views": views}


def _series(spec: Spec) -> dict[str, Any]:
    spec.only("code", "name", "phantom", "images")
    found: dict[str, Any] = {
        "code": spec.text("code", longest=20),
        "name": spec.text("name", longest=80),
    }
    if "phantom" in spec:
        found["phantom"] = phantom_of(spec.inner("phantom"))
        found["images"] = spec.text("images", longest=20, default="all")
    return found


def _viewport(spec: Spec, codes: list[str]) -> dict[str, Any]:
    spec.only("name", "right", "optional", "why")
    right = spec.text("right", longest=200).replace(",", " ").split()
    if unknown := set(right) - set(codes):
        spec.fail(f"{', '.join(unknown)}: none of {', '.join(codes)}", "right")
    return {
        "name": spec.text("name", longest=60),
        "right": right,
        "is_mandatory": not spec.flag("optional"),
        "why": render_line(spec.text("why", default="")),
    }


def _named(series: list[dict[str, Any]]) -> dict[str, Any]:
    return {"series": [one["name"] for one in series]}


def _chosen(series: dict[str, Any], made: phantoms.Made) -> list[Any]:
    """All images, or one of them by its number."""
    which = series["images"]
    return made.images if which == "all" else [made.images[int(which) - 1]]
