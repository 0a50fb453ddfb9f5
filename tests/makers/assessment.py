"""Quizzes, exercises, and people who try them."""

from itertools import count
from typing import Any

from django.utils import timezone
from pydicom import Dataset

from courses.assessment import images, variants, workflow
from courses.assessment.authoring import ReadExercise, ReadQuestion, ReadQuiz
from courses.assessment.keeping import keep_exercise, keep_quiz
from courses.assessment.models import Attempt, Exercise, Variant
from courses.catalog.models import Activity
from courses.studies import making
from courses.studies.models import Instance, Study
from portal.jobs.queue import work_through
from portal.people.models import User
from tests.dicom_maker import make_ct
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
    task = {"max_marks": over.pop("max_marks", 5)}
    return make_practice("mark", task, key, study=study, pass_mark=75, **over)


def make_unready(**over: Any) -> Exercise:
    """A row for lists: nothing of it is made yet."""
    return Exercise.objects.create(
        activity=make_activity(kind="exercise", **over), prompt="<p>Do it.</p>"
    )


def make_practice(
    kind: str,
    task: dict[str, Any],
    key: dict[str, Any],
    *,
    study: Study | None = None,
    **over: Any,
) -> Activity:
    """An exercise of any kind, its first variants made as the job would."""
    found = ReadExercise(
        kind=kind,
        prompt="<p>Do what is asked.</p>",
        task=task,
        key=key,
        study_name=study.title if study else "",
        pass_mark=over.pop("pass_mark", 80),
        allowed_minutes=over.pop("allowed_minutes", None),
        stays_in_library=over.pop("stays_in_library", False),
    )
    activity = make_activity(kind="exercise", **over)
    activity.module.course.keeper = make_educator()
    activity.module.course.save()
    keep_exercise(activity, found)
    make_variants()
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
    """Radiographs of nobody, each 100 x 100 pixels; `spacing` None: without a scale."""
    number = next(_number)
    spacing = header.pop("spacing", [0.5, 0.5])
    told = {"ImagerPixelSpacing": spacing} if spacing else {}
    return making.keep(
        [make_dx(number, place, **told, **header) for place in range(1, images + 1)],
        by=make_educator(),
        title=f"TITLE-THAT-TELLS {number}",
    )


def make_dx(number: int, place: int, **header: Any) -> Dataset:
    made = make_ct(
        SOPClassUID="1.2.840.10008.5.1.4.1.1.1.1",
        SOPInstanceUID=f"2.25.7{number:09}1{place}",
        StudyInstanceUID=f"2.25.7{number:09}",
        SeriesInstanceUID=f"2.25.7{number:09}2",
        Modality="DX",
        PatientID=f"TRN-{number:08}",
        InstanceNumber=place,
        Rows=100,
        Columns=100,
        PixelData=bytes(20_000),
        SamplesPerPixel=1,
        PhotometricInterpretation="MONOCHROME2",
        BitsAllocated=16,
        BitsStored=16,
        HighBit=15,
        PixelRepresentation=0,
    )
    for keyword in ("PixelSpacing", "ImagePositionPatient", "ImageOrientationPatient"):
        if keyword in made:
            delattr(made, keyword)
    for keyword, value in header.items():
        setattr(made, keyword, value)
    return made


def make_variants() -> None:
    """What the worker does ahead of the learners."""
    variants.stock_all()
    Variant.objects.exclude(due_at=None).update(due_at=timezone.now())
    work_through(Variant, variants.make)


def images_of(attempt: Attempt) -> list[Instance]:
    return images.images_of(attempt.variant.study)


def mark_at(attempt: Attempt, *pixel: float, image: int = 1) -> dict[str, Any]:
    return {
        "kind": "point",
        "sop_uid": images_of(attempt)[image - 1].uid,
        "frame": 1,
        "pixels": [list(pixel)],
        "points": None,
    }


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
