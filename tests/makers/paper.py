"""Exercises on paper, as their authors write them, and what a learner would send."""

import json
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
from django.utils.html import escape
from pydicom import Dataset

from courses import phantoms
from courses.assessment import variants, workflow
from courses.assessment.authoring import read_exercise
from courses.assessment.keeping import keep_exercise
from courses.assessment.models import Attempt
from courses.catalog.models import Activity
from courses.phantoms import headers
from courses.phantoms.made import Finding, Made, Truth
from portal.people.models import User
from tests.makers.assessment import make_variants
from tests.makers.catalog import make_activity
from tests.makers.people import make_educator

WORDS = ((4.0, 2.0), (27.0, 7.0))


def make_from(folder: Path, text: str, *, variants: bool = True) -> Activity:
    """An exercise read from an author's file, its variants made as the job would."""
    path = folder / "exercise.yaml"
    path.write_text(dedent(text))
    activity = make_activity(kind="exercise")
    activity.module.course.keeper = make_educator()
    activity.module.course.save()
    keep_exercise(activity, read_exercise(path))
    if variants:
        make_variants()
    return activity


def key_of(attempt: Attempt) -> dict[str, Any]:
    return variants.key_of(attempt)


def task_of(attempt: Attempt) -> dict[str, Any]:
    return dict(variants.sheet_of(attempt).task)


def handed_in(person: User, attempt: Attempt, answer: Any) -> Any:
    workflow.submit(attempt, by=person, values={1: answer})
    return attempt.grades.get()


def perfect(kind: str, task: dict[str, Any], key: dict[str, Any]) -> Any:
    """What an expert hands in, by the key."""
    return _PERFECT[kind](task, key)


def untouched(kind: str, task: dict[str, Any]) -> Any:
    """What the page sends where nothing was done."""
    if kind == "header-repair":
        return {"fields": dict(task["was"]), "uids": ""}
    return None


def _repaired(_task: dict[str, Any], key: dict[str, Any]) -> Any:
    return {"fields": dict(key["right"]), "uids": "keep"}


def _read(_task: dict[str, Any], key: dict[str, Any]) -> Any:
    values = {one["id"]: one["value"] for one in key["values"]}
    return {**values, "impossible": key["right"][0]}


def _decided(_task: dict[str, Any], key: dict[str, Any]) -> Any:
    return {
        str(n): {"kind": one["kind"], "move": one["move"]}
        for n, one in enumerate(key["cases"], start=1)
    }


def _sorted(_task: dict[str, Any], key: dict[str, Any]) -> Any:
    return dict(key["boxes"])


def _cleaned(task: dict[str, Any], key: dict[str, Any]) -> Any:
    files = {}
    for what, names in task["names"].items():
        new = dict(
            zip(dict.fromkeys(one[what] for one in task["files"]), names, strict=False)
        )
        for one in task["files"]:
            files.setdefault(one["id"], {})[what] = new[one[what]]
    actions = {keyword: right[0] for keyword, right in key["rules"].items()}
    return {"actions": actions, "files": files, "marks": []}


_PERFECT = {
    "header-repair": _repaired,
    "header-reading": _read,
    "anomaly": _decided,
    "sorting": _sorted,
    "deidentify": _cleaned,
}


def draw_words(*, seed: int) -> Made:
    """Two small frames with words burned in at the upper left."""
    visit = headers.Visit("words", seed, description="US abdomen")
    device = headers.Device("US1", "Linden U9", "LN 1.8.0")
    series = headers.Series(1, "US", "Liver", "ABDOMEN", device)
    images = [_frame(visit, series, number) for number in (1, 2)]
    findings = tuple(
        Finding(
            name="Patient's name",
            sop_uid=str(image.SOPInstanceUID),
            pixel=(15.0, 4.0),
            radius_mm=0.0,
            box=WORDS,
            details={"identifies": True, "what": "patient name"},
        )
        for image in images
    )
    return Made(images, Truth(findings))


def _frame(visit: headers.Visit, series: headers.Series, number: int) -> Dataset:
    image = visit.image("1.2.840.10008.5.1.4.1.1.6.1", series, number)
    image.ImageType = ["ORIGINAL", "PRIMARY"]
    grey = np.zeros((40, 60), np.uint8)
    grey[2:8, 4:28] = 255
    return headers.pixels(image, grey)


BURNED_IN = phantoms.Phantom(
    "words", "Burned-in words", "US", "ABDOMEN", "For tests.", draw_words
)

_WHY = "WHY-THIS-IS-RIGHT"
_AFTER = """
    prompt: Do it.
    after: WHAT-IT-WAS
    """
# One of each kind, its author's words telling whose they are.
AUTHORED = {
    "header-repair": f"""
    kind: header-repair
    headers: dx-hand
    pass_mark: 100
    faults:
      - fault: wrong-patient
        why: {_WHY}{_AFTER}""",
    "header-reading": f"""
    kind: header-reading
    headers: ct-chest
    find:
      - keyword: KVP
        ask: Which voltage?
        why: {_WHY}
    impossible:
      - fault: no-spacing
        why: {_WHY}{_AFTER}""",
    "anomaly": f"""
    kind: anomaly
    cases: 9{_AFTER}""",
    "sorting": f"""
    kind: sorting
    pass_mark: 100
    studies:
      - {{headers: ct-head, fault: merged-studies}}
      - {{headers: mr-brain, fault: duplicate}}{_AFTER}""",
    "deidentify": f"""
    kind: deidentify
    headers: ct-head
    attributes: 14
    files: true{_AFTER}""",
}


def sealed_words(key: Any) -> list[str]:
    """Every sentence in a key, and every rule as it would stand in a page's JSON."""
    if isinstance(key, str):
        return [escape(key)[:40], key[:40]] if len(key.split()) > 4 else []
    if isinstance(key, Mapping):
        rules = [json.dumps(one) for one in key.get("rules", {}).values()]
        return [*rules, *(word for one in key.values() for word in sealed_words(one))]
    if isinstance(key, list):
        return [word for one in key for word in sealed_words(one)]
    return []
