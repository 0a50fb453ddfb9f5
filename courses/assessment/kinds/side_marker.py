"""Side markers: is the letter there, on the right side, and the right way round?"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses import phantoms
from courses.assessment import marks
from courses.assessment.grading import side_marker
from courses.assessment.grading.place import Place
from courses.assessment.kinds import places
from courses.assessment.kinds.base import Graded, Key, Sheet, json_of
from courses.assessment.kinds.films import Films, verdict_of, with_keys
from courses.assessment.kinds.targets import MARKER
from courses.catalog.yaml_spec import Spec

# In words, for whoever looks at the result.
WAYS: Final = {
    "correct": _("The marker lies on the side that it names and reads as it should."),
    "wrong": _("The marker names the other side; what lies where tells which it is."),
    "missing": _("There is no marker: nothing on the image names the side."),
    "mirrored": _("The letter is mirrored: it, or the image, was turned over."),
}
ALLOWANCE: Final = 4.0  # millimetres beyond the marker's own radius


class SideMarker(Films):
    code: ClassVar[str] = "side-marker"
    version: ClassVar[str] = side_marker.VERSION
    icon: ClassVar[str] = "flip-horizontal"
    # The header knows the side that the marker may get wrong.
    hidden = ("ImageLaterality", "Laterality", "FrameLaterality")
    says = _("Let good films through, catch a wrong or missing marker.")
    rule = _(
        "Nine of ten faulty films must be rejected, eight of ten good ones accepted. "
        "Point at the marker of each film that you reject, where there is one."
    )

    def film(self, spec: Spec) -> dict[str, Any]:
        spec.only("image", "marker", "pixel", "radius_px")
        way = spec.text("marker")
        if way not in WAYS:
            spec.fail(f"{way} is none of {', '.join(WAYS)}", "marker")
        has_place = way != "missing"
        return {
            "image": spec.whole("image", 1, 1000),
            "way": way,
            "pixel": list(spec.pair("pixel")) if has_place else None,
            "radius": spec.number("radius_px", 1, 1000) if has_place else 0.0,
            "unit": "px",
        }

    def judged(self, made: phantoms.Made) -> dict[str, Any]:
        uid = str(made.images[0].SOPInstanceUID)
        found = next(
            one
            for one in made.truth.findings
            if one.name == MARKER and one.sop_uid == uid
        )
        way = str(found.details["marker"])
        return {
            "way": way,
            "pixel": None if way == "missing" else list(found.pixel),
            "radius": found.radius_mm + ALLOWANCE,
            "unit": "mm",
        }

    def given(self, data: QueryDict) -> Any:
        drawn = json_of(data.get("marks") or "[]")
        found = super().given(data)
        return {"films": {}, **found, "marks": drawn} if found or drawn else {}

    def check(self, value: Any, sheet: Sheet) -> Any:
        said = value if isinstance(value, dict) else {"films": None}
        return {
            "films": self.verdicts(said.get("films", {}), sheet),
            "marks": marks.checked(
                said.get("marks", []),
                sheet.by_uid,
                most=len(sheet.images),
                kinds=("point",),
            ),
        }

    def task_of(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        drawn = (answer or {}).get("marks", [])
        return {"kinds": ["point"], "max_marks": len(sheet.images), "marks": drawn}

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        return {"films": self.rows(sheet, answer)}

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        films = self.key_of(sheet, key)
        calls = [
            _call(answer, n, image.uid, films[n - 1], sheet)
            for n, image in enumerate(sheet.images, start=1)
        ]
        found = side_marker.judge(
            [
                _film(film, sheet, image.uid)
                for film, image in zip(films, sheet.images, strict=True)
            ],
            calls,
            pass_mark=sheet.exercise.pass_mark / 100,
        )
        parts = [
            {
                "name": f"film {n}",
                "number": n,
                "score": float(one.is_right),
                "verdict": calls[n - 1].verdict,
                "pointed": one.pointed,
            }
            for n, one in enumerate(found.films, start=1)
        ]
        shares = ("sensitivity", "specificity", "pointing")
        rest = [
            {"name": name, "score": round(getattr(found, name), 4)} for name in shares
        ]
        return Graded(found.score, found.passed, parts + rest)

    def seen(
        self,
        sheet: Sheet,
        answer: Any,
        key: Key,
        parts: list[dict[str, Any]],
        *,
        whole: bool,
    ) -> dict[str, Any]:
        films = with_keys(parts[:-3], self.key_of(sheet, key), sheet)
        for film in films:
            way = film.pop("key")["way"]
            film["says"] = WAYS[way] if whole else ""
            film["was"] = ("accept" if way == "correct" else "reject") if whole else ""
        return {"films": films, "shares": parts[-3:]}

    def expert(self, sheet: Sheet, key: Key) -> list[dict[str, Any]]:
        return [
            places.drawn("point", image, 1, [film["pixel"]], str(film["way"]))
            for film, image in zip(self.key_of(sheet, key), sheet.images, strict=True)
            if film["pixel"]
        ]


def _film(film: Mapping[str, Any], sheet: Sheet, uid: str) -> side_marker.Film:
    marker = _place(film["pixel"], uid, film, sheet) if film["pixel"] else None
    return side_marker.Film(film["way"] != "correct", marker, film["radius"])


def _call(
    answer: Any, number: int, uid: str, film: Mapping[str, Any], sheet: Sheet
) -> side_marker.Call:
    drawn = [one for one in (answer or {}).get("marks", []) if one["sop_uid"] == uid]
    points = [_place(one["pixels"][0], uid, film, sheet) for one in drawn]
    return side_marker.Call(verdict_of(answer, number), points)


def _place(pixel: Any, uid: str, film: Mapping[str, Any], sheet: Sheet) -> Place:
    mark = {"sop_uid": uid, "frame": 1, "pixels": [pixel]}
    return sheet.geometry.place(mark, in_pixels=film["unit"] == "px")
