"""Handing an attempt's answers and its key to the grader that fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from courses.assessment import geometry, images
from courses.assessment.grading import localise, quiz
from courses.assessment.models import Attempt, AttemptItem, Exercise


@dataclass(frozen=True)
class Graded:
    score: float
    passed: bool
    parts: list[dict[str, Any]]
    grader: str


def grade(attempt: Attempt, items: Sequence[AttemptItem]) -> Graded:
    """Only reads: the same attempt and key give the same grade, however often."""
    if attempt.activity.kind == "quiz":
        return _grade_quiz(attempt, items)
    return _grade_marks(attempt, items)


def _grade_quiz(attempt: Attempt, items: Sequence[AttemptItem]) -> Graded:
    pass_mark = attempt.activity.quiz.pass_mark / 100
    asked = [
        quiz.Asked(
            code=item.question.code,
            kind=item.question.kind,
            unit=item.question.unit,
            answer=item.answer.value if hasattr(item, "answer") else None,
        )
        for item in items
        if item.question
    ]
    found = quiz.grade(asked, attempt.key.content["questions"], pass_mark=pass_mark)
    return Graded(found.score, found.passed, found.parts, quiz.VERSION)


def _grade_marks(attempt: Attempt, items: Sequence[AttemptItem]) -> Graded:
    exercise = Exercise.objects.select_related("study").get(
        activity_id=attempt.activity_id
    )
    key = attempt.key.content
    reader = geometry.Reader(images.images_of(exercise))
    targets = [reader.target({**one, "unit": key["unit"]}) for one in key["targets"]]
    marks, in_pixels = marks_of(items), key["unit"] == "px"
    places = [reader.place(mark, in_pixels=in_pixels) for mark in marks]
    found = localise.localise(
        places,
        targets,
        cost=key["cost"],
        pass_mark=exercise.pass_mark / 100,
        most_false=key["most_false"],
    )
    return Graded(found.score, found.passed, _parts(found, targets), localise.VERSION)


def marks_of(items: Sequence[AttemptItem]) -> list[dict[str, Any]]:
    """What the learner marked, as kept."""
    return list(items[0].answer.value or []) if hasattr(items[0], "answer") else []


def _parts(
    found: localise.Marked, targets: list[localise.Target]
) -> list[dict[str, Any]]:
    """One part for each target, then one for each false mark."""
    by_target = {meeting.target: meeting for meeting in found.meetings}
    parts: list[dict[str, Any]] = []
    for place, target in enumerate(targets):
        met = by_target.get(place)
        parts.append(
            {
                "target": target.label,
                "mark": met.mark + 1 if met else None,
                "off": met.distance if met else None,
            }
        )
    parts += [{"target": None, "mark": number + 1} for number in found.false_marks]
    return parts
