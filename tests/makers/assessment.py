"""Quizzes, exercises, and people who try them."""

import gzip
import json
from itertools import count
from typing import Any

from django.utils import timezone

from courses.assessment import workflow
from courses.assessment.authoring import ReadExercise, ReadQuestion, ReadQuiz
from courses.assessment.keeping import keep_exercise, keep_quiz
from courses.assessment.models import Attempt
from courses.catalog.models import Activity
from courses.studies.keeping import storage
from courses.studies.models import Instance, Series, Study
from portal.people.models import User
from tests.makers.catalog import make_activity
from tests.makers.people import make_educator

_number = count(1)
WHY_RIGHT, WHY_WRONG = "WHY-THIS-IS-RIGHT", "WHY-THIS-IS-WRONG"


def single(code: str = "single") -> ReadQuestion:
    """Right is option r; w and x are wrong."""
    return ReadQuestion(
        code=code,
        kind="single",
        stem="<p>Which one?</p>",
        options=[{"id": one, "text": f"Option {one}"} for one in "wrx"],
        key={
            "right": "r",
            "why": {"r": WHY_RIGHT, "w": WHY_WRONG, "x": WHY_WRONG},
            "after": "",
        },
    )


def multiple(code: str = "multiple") -> ReadQuestion:
    """Right are options a and b; w is wrong."""
    return ReadQuestion(
        code=code,
        kind="multiple",
        stem="<p>Which ones?</p>",
        options=[{"id": one, "text": f"Option {one}"} for one in "wab"],
        key={
            "right": ["a", "b"],
            "why": {"a": WHY_RIGHT, "b": WHY_RIGHT, "w": WHY_WRONG},
            "after": "",
        },
    )


def numeric(code: str = "numeric") -> ReadQuestion:
    return ReadQuestion(
        code=code,
        kind="numeric",
        stem="<p>How many?</p>",
        unit="mm",
        key={"value": "7319.5", "tolerance": "0.25", "after": WHY_RIGHT},
    )


def make_quiz(*questions: ReadQuestion, **over: Any) -> Activity:
    """The step of a course; one question of each kind unless told."""
    draw, allowed = over.pop("draw", None), over.pop("allowed_minutes", None)
    pass_mark = over.pop("pass_mark", 80)
    activity = make_activity(kind="quiz", **over)
    asked = list(questions) or [single(), multiple(), numeric()]
    keep_quiz(activity, ReadQuiz(pass_mark, draw, allowed, asked))
    return activity


def make_exercise(**over: Any) -> Activity:
    """Find and mark on one image of 100 x 100 pixels, half a millimetre each."""
    study = over.pop("study", None) or make_study()
    targets = over.pop("targets", None) or [target("A", (30.25, 40.75))]
    key = {
        "targets": targets,
        "unit": over.pop("unit", "mm"),
        "cost": over.pop("cost", 0.25),
        "most_false": over.pop("most_false", 1),
        "after": "<p>WHAT-IT-WAS</p>",
    }
    fields = {
        "study_name": study.title,
        "prompt": "<p>Mark what you find.</p>",
        "max_marks": over.pop("max_marks", 5),
        "pass_mark": over.pop("pass_mark", 75),
        "allowed_minutes": over.pop("allowed_minutes", None),
    }
    activity = make_activity(kind="exercise", **over)
    keep_exercise(activity, ReadExercise(**fields, key=key))
    return activity


def target(
    label: str, pixel: tuple[float, float], radius: float = 5.0, image: int = 1
) -> dict[str, Any]:
    return {
        "label": label,
        "name": f"NAME-OF-{label}",
        "image": image,
        "frame": 1,
        "pixel": list(pixel),
        "radius": radius,
        "why": WHY_RIGHT,
    }


def make_study(*, images: int = 1, **header: Any) -> Study:
    """Released, with the headers that the intake would have kept."""
    number = next(_number)
    study = Study.objects.create(
        uid=f"2.25.7.{number}",
        title=f"TITLE-THAT-TELLS {number}",
        modality="DX",
        patient_id=f"TRN-{number:06}",
        released_at=timezone.now(),
        released_by=make_educator(),
    )
    series = Series.objects.create(
        study=study, uid=f"2.25.7.{number}.1", number=1, modality="DX"
    )
    spacing = header.get("spacing", [0.5, 0.5])
    for place in range(1, images + 1):
        uid = f"2.25.7.{number}.1.{place}"
        folder = storage.instance_folder(study.uid, uid)
        Instance.objects.create(
            series=series,
            uid=uid,
            sop_class_uid="1.2.840.10008.5.1.4.1.1.1.1",
            number=place,
            rows=100,
            columns=100,
            frames=1,
            folder=folder,
        )
        model = {"00181164": {"vr": "DS", "Value": spacing}} if spacing else {}
        packed = gzip.compress(json.dumps([model]).encode())
        storage.put(storage.metadata_name(folder), packed)
    return study


def images_of(activity: Activity) -> list[Instance]:
    study = activity.exercise.study
    return list(Instance.objects.filter(series__study=study).order_by("number"))


def mark_at(activity: Activity, *pixel: float, image: int = 1) -> dict[str, Any]:
    uid = images_of(activity)[image - 1].uid
    return {"sop_uid": uid, "frame": 1, "point": None, "pixel": list(pixel)}


def right_answers(attempt: Attempt) -> dict[int, Any]:
    """By the place of each item, as the key has it."""
    keys = attempt.key.content["questions"]
    return {
        item.order: keys[item.question.code].get("right")
        or keys[item.question.code]["value"]
        for item in attempt.items.select_related("question")
        if item.question
    }


def make_passed(person: User, activity: Activity) -> Attempt:
    attempt = workflow.start(person, activity)
    return workflow.submit(attempt, by=person, values=right_answers(attempt))
