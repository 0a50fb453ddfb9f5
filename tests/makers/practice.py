"""Exercises on images, and the answers of somebody who knows the key."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from courses.assessment import variants
from courses.assessment.authoring import ReadExercise
from courses.assessment.kinds import Sheet, places
from courses.assessment.models import Attempt

Key = Mapping[str, Any]
# So coarse that a variant is made in a moment; the truth is as exact as ever.
COARSE: Final = {"slices": 14, "matrix": 96, "pitch": 1.2}


def coarse(found: ReadExercise) -> ReadExercise:
    """The same exercise on few and small images, one film of each sort."""
    key = dict(found.key)
    if "phantom" in key:
        key["phantom"] = _coarse(key["phantom"])
    if "recipes" in key:
        key["recipes"] = [
            {"phantom": _coarse(one["phantom"]), "count": 1} for one in key["recipes"]
        ]
    if "series" in key:
        key["series"] = [
            {**one, "phantom": _coarse(one["phantom"])} for one in key["series"]
        ]
    return replace(found, key=key)


def _coarse(recipe: Key) -> dict[str, Any]:
    options = dict(recipe["options"])
    small = {name: value for name, value in COARSE.items() if name in options}
    return {"code": recipe["code"], "options": {**options, **small}}


def perfect(attempt: Attempt) -> Any:
    """What the expert would hand in."""
    sheet = variants.sheet_of(attempt)
    return ANSWERS[sheet.exercise.kind](sheet, variants.key_of(attempt))


def _marks(sheet: Sheet, key: Key) -> Any:
    if sheet.task.get("draws") == "box":
        return [_mark("box", one, one["box"], sheet) for one in key["targets"]]
    return [_mark("point", one, [one["pixel"]], sheet) for one in key["targets"]]


def _mark(kind: str, key: Key, handles: Any, sheet: Sheet) -> dict[str, Any]:
    image = places.image_of(sheet, key)
    return {
        "kind": kind,
        "sop_uid": image.uid,
        "frame": key.get("frame", 1),
        "pixels": [list(handle) for handle in handles],
    }


def _measures(sheet: Sheet, key: Key) -> Any:
    drawn = [_mark(one["draw"], one, one["pixels"], sheet) for one in key["things"]]
    return {"marks": drawn, "choices": _choices(key)}


def _choices(key: Key) -> dict[str, str]:
    return {code: one["right"][0] for code, one in key["choices"].items()}


def _window(sheet: Sheet, key: Key) -> Any:
    place = {"sop_uid": sheet.images[0].uid, "frame": 1}
    if "sop_uid" in key or "image" in key:
        place = {"sop_uid": places.image_of(sheet, key).uid, "frame": 1}
    window = {"lower": key["lower"], "upper": key["upper"]}
    return {"window": window, "place": place, "choices": _choices(key)}


def _markers(sheet: Sheet, key: Key) -> Any:
    by_uid = {one["sop_uid"]: one for one in key["films"]}
    films = {
        str(n): "accept" if by_uid[image.uid]["way"] == "correct" else "reject"
        for n, image in enumerate(sheet.images, start=1)
    }
    wrong = [one for one in key["films"] if one["way"] in ("wrong", "mirrored")]
    points = [_mark("point", one, [one["pixel"]], sheet) for one in wrong]
    return {"films": films, "marks": points}


def _rejects(sheet: Sheet, key: Key) -> Any:
    by_uid = {one["sop_uid"]: one["reasons"] for one in key["films"]}
    reasons = {
        str(n): by_uid[image.uid][0]
        for n, image in enumerate(sheet.images, start=1)
        if by_uid[image.uid]
    }
    numbers = [str(n) for n in range(1, len(sheet.images) + 1)]
    films = {n: "reject" if n in reasons else "accept" for n in numbers}
    return {"films": films, "reasons": reasons}


def _critical(sheet: Sheet, key: Key) -> Any:
    return {
        "finding": key["finding"]["right"][0],
        "acuity": key["acuity"],
        "tell": key["tell"]["right"][0],
        "soon": key["soon"],
    }


def _hung(sheet: Sheet, key: Key) -> Any:
    codes = key["order"]
    return {
        "views": {
            str(n): str(codes.index(one["right"][0]) + 1)
            for n, one in enumerate(key["views"], start=1)
        }
    }


ANSWERS: Final[Mapping[str, Callable[[Sheet, Key], Any]]] = {
    "mark": _marks,
    "measure": _measures,
    "windowing": _window,
    "side-marker": _markers,
    "reject": _rejects,
    "critical": _critical,
    "hanging": _hung,
}
