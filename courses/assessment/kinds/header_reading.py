"""Read a header: find values in it, and say what in it cannot be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import numpy as np
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from pydicom import Dataset
from pydicom.datadict import tag_for_keyword

from courses.assessment import paperwork
from courses.assessment.grading import reading
from courses.assessment.kinds.base import Drawn, Graded, Key, Kind, Sheet, Written
from courses.assessment.models import Exercise
from courses.catalog.markdown import render_line
from courses.catalog.yaml_spec import Spec
from courses.phantoms import faults
from portal.lib.refusal import Refused

LONGEST: Final = 200
NOTHING: Final = "nothing"
CLEAN: Final = "none"
# What may be chosen as impossible, present or missing.
CHOICES: Final = (
    *("SOPClassUID", "Modality", "StudyDate", "AcquisitionDate", "AccessionNumber"),
    *("StudyDescription", "PatientName", "PatientBirthDate", "PatientSex"),
    *("PatientAge", "BodyPartExamined", "KVP", "SliceThickness", "PatientPosition"),
    *("Rows", "PixelSpacing", "ImagerPixelSpacing", "StudyInstanceUID"),
)
# Two attributes that cannot both be true: neither alone proves which is false.
EITHER: Final = frozenset({"PatientAge", "PatientBirthDate"})
WHY: Final[Mapping[str, Any]] = {
    CLEAN: _l("Everything in this header fits together."),
    "impossible-age": _l(
        "Age, birth date and study date must fit together, and nobody is older than "
        "120 years or examined before birth."
    ),
    "wrong-modality": _l(
        "The SOP Class and the technical attributes say which machine it was. The "
        "Modality names another."
    ),
    "no-spacing": _l(
        "Nothing says how large a pixel is. Without it no length can be measured."
    ),
    "wrong-study-date": _l(
        "The images were acquired on one day and the study claims another."
    ),
    "wrong-body-part": _l(
        "The description and the body part name different parts of the body."
    ),
}


class HeaderReading(Kind):
    code: ClassVar[str] = "header-reading"
    version: ClassVar[str] = reading.VERSION
    icon: ClassVar[str] = "list-search"
    says = _l("Find values in a header, and what cannot be")
    rule = _l(
        "Each question counts alike. Values are compared as DICOM means them: dates "
        "with or without hyphens, numbers by value, names in any case."
    )
    has_viewer: ClassVar[bool] = False
    fields = ("headers", "find", "ask", "impossible")

    def read(self, spec: Spec) -> Written:
        find = [_find(one) for one in spec.items("find")]
        key = {
            "headers": paperwork.read_source(spec),
            "find": find,
            "ask": spec.whole("ask", 1, len(find), default=len(find)),
            "impossible": [_impossible(one) for one in spec.items("impossible")],
        }
        return Written({}, key)

    def draw(self, exercise: Exercise, key: Key, *, seed: int) -> Drawn:
        rng = np.random.default_rng([seed, 12])
        clean = _longest_series(paperwork.drawn(key, seed=seed).images)
        chosen = _possible(key["impossible"], clean, rng)
        code, image, wrong = chosen["fault"], clean[0], set()
        if code != CLEAN:
            broken = faults.inject(clean, fault=code, seed=seed)
            image = broken.images[0]
            wrong = {change["keyword"] for change in broken.key["changes"]}
        asked = [
            one
            for one in paperwork.shuffled(rng, key["find"])
            if one["keyword"] not in wrong and paperwork.value_of(image, one["keyword"])
        ][: key["ask"]]
        task = {
            "listing": paperwork.listing(image),
            "find": [
                {"id": f"v{n}", "ask": one["ask"]} for n, one in enumerate(asked, 1)
            ],
            "choices": [one for one in CHOICES if _offered(one, image, clean[0])],
        }
        sealed = {
            "values": [_sealed(n, one, image) for n, one in enumerate(asked, 1)],
            "right": sorted(_right(wrong)),
            "why": [text for text in (str(WHY[code]), chosen["why"]) if text],
        }
        return Drawn(task, sealed, differs=True)

    def given(self, data: QueryDict) -> Any:
        found = {name: str(data[name]) for name in data if name[:1] in ("v", "i")}
        return found or None

    def check(self, value: Any, sheet: Sheet) -> Any:
        asked = {one["id"] for one in sheet.task["find"]} | {"impossible"}
        if not isinstance(value, dict) or value.keys() - asked:
            raise Refused(_("That was not asked in this attempt."))
        if not all(isinstance(one, str) for one in value.values()):
            raise Refused(_("Write each value as it stands in the header."))
        if any(len(one) > LONGEST for one in value.values()):
            raise Refused(_("A value has %d characters at most.") % LONGEST)
        chosen = value.get("impossible", "")
        if chosen and chosen not in (*sheet.task["choices"], NOTHING):
            raise Refused(_("That is none of the choices."))
        kept = {name: said.strip() for name, said in value.items() if said.strip()}
        return kept or None

    def page(self, sheet: Sheet, answer: Any) -> dict[str, Any]:
        given = answer or {}
        return {
            "listing": sheet.task["listing"],
            "find": [
                {**one, "value": given.get(one["id"], "")} for one in sheet.task["find"]
            ],
            "choices": _choices(sheet),
            "chosen": given.get("impossible", ""),
        }

    def grade(self, answer: Any, sheet: Sheet, key: Key) -> Graded:
        asked: list[reading.Value | reading.Choice] = [
            reading.Value(one["id"], one["vr"], one["value"]) for one in key["values"]
        ]
        asked.append(reading.Choice("impossible", frozenset(key["right"])))
        pass_mark = sheet.exercise.pass_mark / 100
        found = reading.read(asked, answer or {}, pass_mark=pass_mark)
        parts = [{"id": name, "right": right} for name, right in found.right.items()]
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
        right = {part["id"]: part["right"] for part in parts}
        held = {one["id"]: one for one in key["values"]}
        given, labels = answer or {}, dict(_choices(sheet))
        chosen = given.get("impossible", "")
        return {
            "find": [
                {
                    **one,
                    "yours": given.get(one["id"], ""),
                    "is_right": right[one["id"]],
                    "held": held[one["id"]] if whole else None,
                }
                for one in sheet.task["find"]
            ],
            "impossible": {
                "yours": labels.get(chosen, ""),
                "is_right": right["impossible"],
                "held": [labels[one] for one in key["right"]] if whole else [],
                "why": key["why"] if whole else [],
            },
            "listing": sheet.task["listing"],
        }


def _find(spec: Spec) -> dict[str, str]:
    spec.only("keyword", "ask", "why")
    keyword = spec.text("keyword", longest=64)
    if tag_for_keyword(keyword) is None:
        spec.fail(f"{keyword} is no keyword of DICOM", "keyword")
    return {
        "keyword": keyword,
        "ask": spec.text("ask", longest=200),
        "why": render_line(spec.text("why", default="")),
    }


def _impossible(spec: Spec) -> dict[str, str]:
    spec.only("fault", "why")
    code = spec.text("fault", longest=40)
    if code not in WHY:
        spec.fail(f"{code} is none of {', '.join(WHY)}", "fault")
    return {"fault": code, "why": render_line(spec.text("why", default=""))}


def _longest_series(images: Sequence[Dataset]) -> list[Dataset]:
    """The one that says most: a scout has no slices."""
    held = Counter(str(one.SeriesInstanceUID) for one in images)
    uid = max(held, key=lambda one: held[one])
    return [one for one in images if one.SeriesInstanceUID == uid]


def _possible(
    named: Sequence[dict[str, str]], clean: Sequence[Dataset], rng: Any
) -> dict[str, str]:
    can = {CLEAN, *(one.code for one in faults.fitting(clean))}
    fit = [one for one in paperwork.shuffled(rng, named) if one["fault"] in can]
    if not fit:
        raise Refused(_("This study can have none of the faults."))
    return dict(fit[0])


def _offered(keyword: str, image: Dataset, clean: Dataset) -> bool:
    """What stands in the header, and what ought to."""
    return bool(
        paperwork.value_of(image, keyword) or paperwork.value_of(clean, keyword)
    )


def _right(wrong: set[str]) -> set[str]:
    """A false age is told only by the birth date beside it: both are taken."""
    if not wrong:
        return {NOTHING}
    return set(EITHER) if wrong == {"PatientAge"} else wrong


def _sealed(number: int, asked: Mapping[str, str], image: Dataset) -> dict[str, str]:
    keyword = asked["keyword"]
    return {
        "id": f"v{number}",
        "name": paperwork.name_of(keyword),
        "tag": paperwork.tag_of(keyword),
        "vr": image[keyword].VR,
        "value": paperwork.value_of(image, keyword),
        "why": asked["why"],
    }


def _choices(sheet: Sheet) -> list[tuple[str, str]]:
    named = [(one, paperwork.name_of(one)) for one in sheet.task["choices"]]
    return [*named, (NOTHING, _("Nothing: all of it can be"))]
