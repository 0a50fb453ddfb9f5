"""An exercise as its author would find it on the page where it is written."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from courses.assessment import images
from courses.assessment.forms import FORMS
from courses.assessment.forms.unrendered import markdown_of
from courses.assessment.models import Exercise, Key
from courses.studies.models import Study


def body_of(exercise: Exercise, key: Key) -> dict[str, Any]:
    """What was typed, or would have been, had it not come as a file."""
    activity = exercise.activity
    support = activity.supports.order_by("pk").first()
    return {
        "title": activity.title,
        "summary": activity.summary,
        "minutes": activity.minutes,
        "prompt": markdown_of(exercise.prompt),
        "pass_mark": exercise.pass_mark,
        "allowed_minutes": exercise.allowed_minutes or "",
        "competency": support.competency_id if support else "",
        "level": support.level if support else 2,
        "study": exercise.study_id or "",
        "stays": not exercise.reserves,
        **body_of_kind(exercise.kind, exercise.task, key.content, exercise.study),
    }


def body_of_kind(
    kind: str, task: Mapping[str, Any], key: Mapping[str, Any], study: Study | None
) -> dict[str, Any]:
    form, recipe = FORMS[kind], key.get("phantom") or {}
    options = recipe.get("options") or {}
    drawn = form.marks_of(key)
    return {
        **form.initial_of(task, key),
        "after": markdown_of(key.get("after", "")),
        "phantom": recipe.get("code", ""),
        "options": yaml.safe_dump(options, sort_keys=False) if options else "",
        "truth": json.dumps(_marks(drawn, study)) if drawn and study else "",
    }


def _marks(drawn: list[dict[str, Any]], study: Study) -> list[dict[str, Any]]:
    """As the viewer keeps them."""
    found = images.images_of(study)
    return [
        {
            "kind": one["kind"],
            "sop_uid": found[one["image"] - 1].uid,
            "frame": one["frame"],
            "pixels": one["pixels"],
            "points": None,
        }
        for one in drawn
        if one["image"] <= len(found)
    ]
