"""Piles of films, as their authors write them: drawn anew, or those of a study."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from courses import phantoms
from courses.assessment.forms.lines import (
    ReadForm,
    box,
    cells,
    inline,
    joined,
    mapping,
)
from courses.assessment.forms.unrendered import line_of
from courses.assessment.kinds import Key
from courses.assessment.kinds.side_marker import WAYS

PARTS: Final = {
    "knee-radiograph": _l("Knees"),
    "hand-radiograph": _l("Hands"),
    "ankle-radiograph": _l("Ankles"),
    "chest-radiograph": _l("Chests"),
}
# As coarse as a screen's panel shows them, so that a pile is made soon.
PITCH: Final = {"chest-radiograph": 0.9}
FAULTS: Final[dict[str, dict[str, Any]]] = {
    "motion": {"motion": 3.0},
    "exposure": {"exposure": "low"},
    "clipped": {"clipped": True},
    "positioning": {"rotation": 25.0},
    "marker": {"marker": "missing"},
}


def _count(label: Any, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=20, initial=initial)


class PileForm(ReadForm):
    from_phantom = False
    sorts: ClassVar[dict[str, dict[str, Any]]] = {}
    when = {"images": ("study", ())}

    part = forms.ChoiceField(
        label=_l("Films of"),
        choices=PARTS.items(),
        help_text=_l("Drawn anew for each learner, and mixed."),
    )
    more = box(
        _l("Others that are drawn"),
        _l("A line for each: how many | phantom | {option: value}."),
        rows=2,
    )

    def told(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said["study"]:
            return {"images": [self.film(one) for one in cells(said["images"])]}
        films = [
            _recipe(said[name], said["part"], self._usual(said["part"], options))
            for name, options in self.sorts.items()
            if said[name]
        ]
        return {"films": [*films, *said["more"]]}

    def clean_more(self) -> list[dict[str, Any]]:
        return [_told(line) for line in cells(self.cleaned_data["more"])]

    @staticmethod
    def film(line: list[str]) -> dict[str, Any]:
        """One image of a study, as a file would tell of it."""
        raise NotImplementedError

    @staticmethod
    def line(film: Mapping[str, Any]) -> str:
        """What `film` reads."""
        raise NotImplementedError

    @staticmethod
    def _usual(part: str, options: Mapping[str, Any]) -> dict[str, Any]:
        return {"pitch": PITCH.get(part, 0.4), **options}

    @classmethod
    def initial_of(cls, task: Key, key: Key) -> dict[str, Any]:
        """By sort, as far as they are of one part and stand in the usual order."""
        if "films" in key:
            return {"images": "\n".join(cls.line(one) for one in key["films"])}
        recipes = list(key["recipes"])
        part = recipes[0]["phantom"]["code"]
        found: dict[str, Any] = {"part": part, **dict.fromkeys(cls.sorts, 0)}
        for name, options in cls.sorts.items() if part in PARTS else ():
            usual = {"code": part, "options": cls._usual(part, options)}
            if recipes and recipes[0]["phantom"] == usual:
                found[name] = recipes.pop(0)["count"]
        rest = [
            joined(
                one["count"], one["phantom"]["code"], inline(one["phantom"]["options"])
            )
            for one in recipes
        ]
        return {**found, "more": "\n".join(rest)}


class SideMarkerForm(PileForm):
    code = "side-marker"
    sorts = {way: {"marker": way} for way in WAYS}

    correct = _count(_l("With a correct marker"), 8)
    wrong = _count(_l("With the other side's letter"), 2)
    missing = _count(_l("Without a marker"), 1)
    mirrored = _count(_l("With a mirrored letter"), 1)
    images = box(
        _l("The films of the study"),
        _l(
            "A line for each: number of the image | correct, wrong, missing or "
            "mirrored | column, row of the marker | its radius, in pixels."
        ),
    )
    field_order = ("part", *WAYS, "more", "images")

    @staticmethod
    def film(line: list[str]) -> dict[str, Any]:
        image, way, pixel, radius = [*line, "", "", ""][:4]
        told = {"image": _number(image), "marker": way}
        if not pixel:
            return told
        place = [_number(one) for one in pixel.split(",")]
        return {**told, "pixel": place, "radius_px": _number(radius)}

    @staticmethod
    def line(film: Mapping[str, Any]) -> str:
        pixel = ", ".join(map(str, film["pixel"] or []))
        return joined(film["image"], film["way"], pixel, film["radius"] or "")


class RejectForm(PileForm):
    code = "reject"
    sorts = {"good": {}, **FAULTS}

    good = _count(_l("Good ones"), 6)
    motion = _count(_l("Moved"), 1)
    exposure = _count(_l("Too little exposure"), 1)
    clipped = _count(_l("Cut off"), 1)
    positioning = _count(_l("Turned"), 1)
    marker = _count(_l("Without a marker"), 1)
    images = box(
        _l("The films of the study"),
        _l(
            "A line for each: number of the image | reasons to reject it, none for a "
            "good one | why. Reasons: positioning, clipped, exposure, motion, marker, "
            "artefact."
        ),
    )
    field_order = ("part", "good", *FAULTS, "more", "images")

    @staticmethod
    def film(line: list[str]) -> dict[str, Any]:
        image, reasons, why = [*line, "", ""][:3]
        return {"image": _number(image), "reasons": reasons, "why": why}

    @staticmethod
    def line(film: Mapping[str, Any]) -> str:
        return joined(film["image"], " ".join(film["reasons"]), line_of(film["why"]))


def _recipe(count: int, code: str, options: Mapping[str, Any]) -> dict[str, Any]:
    return {"count": count, "phantom": {"code": code, "options": dict(options)}}


def _line(recipe: Mapping[str, Any]) -> str:
    drawn = recipe["phantom"]
    return joined(recipe["count"], drawn["code"], inline(drawn["options"]))


def _told(line: list[str]) -> dict[str, Any]:
    count, code, options = [*line, "", ""][:3]
    if not count.isdecimal() or code not in phantoms.CATALOGUE:
        said = _("Write how many, then one of %s.") % ", ".join(phantoms.CATALOGUE)
        raise forms.ValidationError(said)
    return _recipe(int(count), code, mapping(options))


def _number(text: str) -> Any:
    """As it stands where it is none: the reader says which line is meant."""
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value
