"""What an attempt asks: drawn and shuffled once, when it is opened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Any

from django.utils.translation import gettext as _

from courses.assessment import answers, images
from courses.assessment.models import (
    Attempt,
    AttemptItem,
    Exercise,
    Question,
    QuestionKind,
    Quiz,
)
from courses.catalog.models import Activity
from courses.studies.models import Grant, Study
from portal.lib.refusal import Refused
from portal.people.models import User

_chance = SystemRandom()
# Words in a header that would give the answer away.
HIDDEN = ["StudyDescription", "SeriesDescription", "ImageComments", "ProtocolName"]


@dataclass(frozen=True)
class Sheet:
    """The items in their order, each with the order of its options; how long it
    may take; and the study that has to be opened for it."""

    items: list[tuple[Question | None, list[str]]]
    allowed: timedelta | None
    study: Study | None = field(default=None)

    def grant_to(self, person: User, *, until: datetime) -> Grant | None:
        if self.study is None:
            return None
        return Grant.objects.create(
            person=person, study=self.study, until=until, hidden=HIDDEN
        )


def sheet_for(activity: Activity) -> Sheet:
    if activity.kind == "quiz":
        return _quiz_sheet(Quiz.objects.get(activity=activity))
    return _exercise_sheet(Exercise.objects.get(activity=activity))


def _quiz_sheet(quiz: Quiz) -> Sheet:
    questions = list(quiz.questions.filter(withdrawn=False))
    count = min(quiz.draw or len(questions), len(questions))
    drawn = _chance.sample(questions, count)
    items = [(question, _shuffled(question)) for question in drawn]
    return Sheet([*items], _minutes(quiz.allowed_minutes))


def _exercise_sheet(exercise: Exercise) -> Sheet:
    study = images.study_of(exercise)
    if study is None:
        raise Refused(_("The images of this exercise are still being prepared."))
    return Sheet([(None, [])], _minutes(exercise.allowed_minutes), study)


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
    exercise = Exercise.objects.select_related("study").get(
        activity_id=attempt.activity_id
    )
    shown = {image.uid: image for image in images.images_of(exercise)}
    return lambda _item, value: answers.checked_marks(exercise, value, shown)


def _question(item: AttemptItem) -> Question:
    if item.question is None:
        raise Refused(_("That was not asked in this attempt."))
    return item.question
