"""What an attempt asks: drawn and shuffled once, when it is opened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Any

from django.utils.translation import gettext as _

from courses.assessment import answers, variants
from courses.assessment.kinds import kind_of
from courses.assessment.models import (
    Attempt,
    AttemptItem,
    Exercise,
    Question,
    QuestionKind,
    Quiz,
    Variant,
)
from courses.catalog.models import Activity
from courses.studies.models import Grant
from portal.lib.refusal import Refused
from portal.people.models import User

_chance = SystemRandom()
# Words in a header that would give the answer away.
HIDDEN = ["StudyDescription", "SeriesDescription", "ImageComments", "ProtocolName"]


@dataclass(frozen=True)
class Asking:
    """The items in their order, each with the order of its options; how long it
    may take; and the learner's own variant of an exercise."""

    items: list[tuple[Question | None, list[str]]]
    allowed: timedelta | None
    variant: Variant | None = field(default=None)

    def grant_to(self, person: User, *, until: datetime) -> Grant | None:
        if self.variant is None or self.variant.study is None:
            return None
        kind = kind_of(self.variant.exercise.kind)
        return Grant.objects.create(
            person=person,
            study=self.variant.study,
            until=until,
            hidden=[*HIDDEN, *kind.hidden],
        )


def asking_of(activity: Activity) -> Asking:
    if activity.kind == "quiz":
        return _of_quiz(Quiz.objects.get(activity=activity))
    exercise = Exercise.objects.select_related("activity", "study").get(
        activity=activity
    )
    variant = variants.claim(exercise)
    return Asking([(None, [])], _minutes(exercise.allowed_minutes), variant)


def _of_quiz(quiz: Quiz) -> Asking:
    questions = list(quiz.questions.filter(withdrawn=False))
    count = min(quiz.draw or len(questions), len(questions))
    drawn = _chance.sample(questions, count)
    items = [(question, _shuffled(question)) for question in drawn]
    return Asking([*items], _minutes(quiz.allowed_minutes))


def _shuffled(question: Question) -> list[str]:
    if question.kind == QuestionKind.NUMERIC:
        return []
    codes = [option["id"] for option in question.options]
    return _chance.sample(codes, len(codes))


def _minutes(count: int | None) -> timedelta | None:
    return timedelta(minutes=count) if count else None


def items_of(attempt: Attempt) -> list[AttemptItem]:
    """Each with its question and what was saved for it."""
    return list(attempt.items.select_related("question", "answer").order_by("order"))


def checker_for(attempt: Attempt) -> Callable[[AttemptItem, Any], Any]:
    """How an answer to an item of this attempt is checked."""
    if attempt.activity.kind == "quiz":
        return lambda item, value: answers.checked(_question(item), value)
    sheet = variants.sheet_of(attempt)
    kind = kind_of(sheet.exercise.kind)
    return lambda _item, value: kind.check(value, sheet)


def _question(item: AttemptItem) -> Question:
    if item.question is None:
        raise Refused(_("That was not asked in this attempt."))
    return item.question
