"""The starter exercises on paper: each loads, can be passed and can be failed."""

from pathlib import Path

import pytest

from courses.assessment import workflow
from courses.assessment.authoring import ReadExercise, read_exercise
from courses.assessment.keeping import keep_exercise
from courses.assessment.kinds import Drawn, Graded, Sheet, kind_of
from courses.assessment.models import Exercise, Variant
from courses.catalog.content import read_course
from courses.catalog.demo import STARTER
from tests.makers.assessment import images_of, make_variants
from tests.makers.catalog import make_activity
from tests.makers.paper import handed_in, key_of, perfect, untouched
from tests.makers.people import make_educator, make_user

FOLDER = STARTER / "practice"
KINDS = ("header-repair", "header-reading", "anomaly", "sorting", "deidentify")
SEEDS = (1, 2**40 + 7)


def ours() -> list[Path]:
    """Those on paper; others are made of images."""
    paths = sorted(FOLDER.glob("*.yaml"))
    return [one for one in paths if kind_in(one) in KINDS and not on_images(one)]


def on_images(path: Path) -> bool:
    return "\nphantom:" in path.read_text()


def kind_in(path: Path) -> str:
    lines = path.read_text().splitlines()
    return next((one[6:] for one in lines if one.startswith("kind: ")), "")


@pytest.fixture(scope="module", params=ours(), ids=lambda path: path.stem)
def found(request) -> ReadExercise:
    return read_exercise(request.param)


def drawn(found: ReadExercise, seed: int) -> tuple[Exercise, Drawn]:
    exercise = Exercise(kind=found.kind, task=found.task, pass_mark=found.pass_mark)
    return exercise, kind_of(found.kind).draw(exercise, found.key, seed=seed)


def graded(found: ReadExercise, exercise: Exercise, one: Drawn, answer) -> Graded:
    kind, sheet = kind_of(found.kind), Sheet(exercise, {**found.task, **one.task})
    kept = kind.check(answer, sheet) if answer else None
    return kind.grade(kept, sheet, {**found.key, **one.key})


@pytest.mark.parametrize("seed", SEEDS)
def test_a_perfect_answer_passes_with_everything(found, seed):
    exercise, one = drawn(found, seed)

    grade = graded(found, exercise, one, perfect(found.kind, one.task, one.key))

    assert (grade.passed, round(grade.score, 4)) == (True, 1.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_left_as_it_was_fails(found, seed):
    exercise, one = drawn(found, seed)

    grade = graded(found, exercise, one, untouched(found.kind, one.task))

    assert not grade.passed
    assert grade.score < 0.4


def test_the_same_seed_is_the_same_exercise_and_another_seed_another(found):
    (_same, first), (_e, again), (_o, other) = (drawn(found, n) for n in (5, 5, 6))

    assert (first.task, first.key) == (again.task, again.key)
    assert first.task != other.task


def test_there_are_enough_of_each_kind():
    told = [kind_in(one) for one in ours()]

    assert len(told) >= 18
    assert all(told.count(kind) >= 3 for kind in KINDS)


def test_the_course_names_each_of_them_once():
    course = read_course(FOLDER)

    named = [step.slug for module in course.modules for step in module.activities]
    assert {one.stem for one in ours()} <= set(named)


@pytest.mark.django_db
def test_the_job_makes_two_variants_of_each_ahead():
    course = make_activity(kind="exercise").module.course
    course.keeper = make_educator()
    course.save()
    for path in ours():
        activity = make_activity(kind="exercise", module=course.modules.get())
        keep_exercise(activity, read_exercise(path))

    make_variants()

    made = Variant.objects.free()
    assert made.count() == 2 * len(ours())
    assert not made.exclude(study=None).exists()


@pytest.mark.django_db
def test_an_ultrasound_is_clean_once_every_name_on_it_is_covered():
    course = make_activity(kind="exercise").module.course
    course.keeper = make_educator()
    course.save()
    activity = make_activity(kind="exercise", module=course.modules.get())
    keep_exercise(activity, read_exercise(FOLDER / "clean-burned-in.yaml"))
    make_variants()
    grades = []

    for covers in (True, False):
        person = make_user()
        attempt = workflow.start(person, activity)
        (image,) = images_of(attempt)
        drawn = [
            {"kind": "box", "sop_uid": image.uid, "frame": 1, "pixels": one["box"]}
            for one in key_of(attempt)["words"][0 if covers else 1 :]
        ]
        answer = {"actions": {}, "files": {}, "marks": drawn}
        grades.append(handed_in(person, attempt, answer))

    assert [grade.passed for grade in grades] == [True, False]
    assert grades[0].percent == 100
