"""Handing an attempt's answers and its key to the grader that fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from courses.assessment import variants
from courses.assessment.answers import is_blank
from courses.assessment.grading import quiz
from courses.assessment.kinds import Sheet, kind_of
from courses.assessment.models import Attempt, AttemptItem, Key


@dataclass(frozen=True)
class Graded:
    score: float
    passed: bool
    parts: list[dict[str, Any]]
    grader: str

    @property
    def percent(self) -> int:
        """Rounded down, as a grade's own."""
        return int(round(self.score, 4) * 100)


def grade(attempt: Attempt, items: Sequence[AttemptItem], key: Key) -> Graded:
    """Only reads: the same attempt and key give the same grade, however often."""
    if attempt.activity.kind == "quiz":
        return _grade_quiz(attempt, items, key)
    return _grade_exercise(attempt, items, key)


def _grade_quiz(attempt: Attempt, items: Sequence[AttemptItem], key: Key) -> Graded:
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
    found = quiz.grade(asked, key.content["questions"], pass_mark=pass_mark)
    return Graded(found.score, found.passed, found.parts, quiz.VERSION)


def _grade_exercise(attempt: Attempt, items: Sequence[AttemptItem], key: Key) -> Graded:
    sheet = variants.sheet_of(attempt)
    return by_sheet(items, sheet, variants.key_of(attempt, key))


def by_sheet(
    items: Sequence[AttemptItem], sheet: Sheet, key: dict[str, object]
) -> Graded:
    """Of an exercise of which everything is at hand: asks the database nothing."""
    kind = kind_of(sheet.exercise.kind)
    found = kind.grade(answer_of(items), sheet, key)
    return Graded(found.score, found.passed, found.parts, kind.version)


def answer_of(items: Sequence[AttemptItem]) -> Any:
    """What was kept of an exercise, which is one item; None where it is blank."""
    if not items or not hasattr(items[0], "answer"):
        return None
    value = items[0].answer.value
    return None if is_blank(value) else value
