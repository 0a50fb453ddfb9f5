"""What the starter exercises do to the library that the starter cases are read in."""

from math import dist
from pathlib import Path
from typing import Any

import pytest
import yaml

from courses.assessment.authoring import read_exercise
from courses.assessment.keeping import keep_exercise
from courses.catalog.demo import STARTER
from courses.studies.cases import loading
from courses.studies.models import Study
from tests.makers.catalog import make_activity
from tests.makers.people import make_user
from tests.makers.studies import make_study

pytestmark = pytest.mark.django_db


def exercises() -> list[Path]:
    found = []
    for course in sorted(STARTER.glob("*/course.yaml")):
        for module in yaml.safe_load(course.read_text())["modules"]:
            steps = [one for one in module["steps"] if "exercise" in one]
            found += [course.parent / step["exercise"] for step in steps]
    return found


def studies_of_cases() -> set[str]:
    said = [yaml.safe_load(one.read_text()) for one in loading.STARTER.glob("*.yaml")]
    return {one["study"] for one in said} | {
        one["prior"]["study"] for one in said if "prior" in one
    }


def inside(pixels: list[list[float]], target: dict[str, Any]) -> bool:
    """Whether the middle of what a case outlines lies in what is asked for."""
    across, down = (sum(one) / len(one) for one in zip(*pixels, strict=True))
    return dist((across, down), target["pixel"]) <= target["radius_px"]


def test_no_starter_case_outlines_what_a_starter_exercise_asks_for():
    cases = [yaml.safe_load(one.read_text()) for one in loading.STARTER.glob("*.yaml")]
    asked = [yaml.safe_load(path.read_text()) for path in exercises()]

    told = [
        (exercise["study"], finding["name"])
        for exercise in asked
        for case in cases
        for finding in case.get("findings", [])
        for target in exercise.get("targets", [])
        if exercise.get("study") == case["study"] and "pixel" in target
        if inside(finding["pixels"], target)
    ]

    assert any("targets" in exercise for exercise in asked)
    assert told == []


def test_no_starter_exercise_takes_the_images_of_a_starter_case_away():
    names = studies_of_cases()
    for name in names:
        make_study(title=name)

    for path in exercises():
        keep_exercise(make_activity(kind="exercise"), read_exercise(path))

    readable = Study.objects.visible_to(make_user()).filter(title__in=names)
    assert set(readable.values_list("title", flat=True)) == names
