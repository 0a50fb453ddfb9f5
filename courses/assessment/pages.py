"""What the pages of a quiz show. Only `feedback` opens the key, and only once an
attempt is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.assessment import asking
from courses.assessment.answers import is_blank
from courses.assessment.models import Attempt, AttemptItem, Grade, QuestionKind


@dataclass(frozen=True)
class Typed:
    """What the page sent, and what of it is no answer, by the place of the item."""

    values: Mapping[int, Any]
    wrong: Mapping[int, str]


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    is_picked: bool


@dataclass(frozen=True)
class Asked:
    """An item as it stands on the open page: nothing of the key is in it."""

    item: AttemptItem
    name: str
    choices: list[Choice]
    value: Any
    wrong: str = ""

    @property
    def is_multiple(self) -> bool:
        return self.kind == QuestionKind.MULTIPLE

    @property
    def kind(self) -> str:
        return self.item.question.kind if self.item.question else ""

    @property
    def is_answered(self) -> bool:
        return not is_blank(self.value)


@dataclass(frozen=True)
class ChoiceSeen:
    text: str
    why: str
    is_picked: bool
    is_right: bool


@dataclass(frozen=True)
class ItemSeen:
    item: AttemptItem
    score: float
    choices: list[ChoiceSeen]
    value: Any
    key: dict[str, Any]

    @property
    def is_answered(self) -> bool:
        return not is_blank(self.value)

    @property
    def shape(self) -> str:
        if not self.is_answered:
            return "never"
        if self.score >= 1:
            return "met"
        return "soon" if self.score else "lapsed"


def questions_of(attempt: Attempt, typed: Typed | None = None) -> list[Asked]:
    items = [item for item in asking.items_of(attempt) if item.question]
    return [_asked(item, typed) for item in items]


def _asked(item: AttemptItem, typed: Typed | None) -> Asked:
    value = typed.values.get(item.order, _value(item)) if typed else _value(item)
    picked = value if isinstance(value, list) else [value]
    texts = {one["id"]: one["text"] for one in item.question.options}  # type: ignore[union-attr]
    choices = [Choice(one, texts[one], one in picked) for one in item.option_order]
    letter = "m" if item.question.kind == QuestionKind.MULTIPLE else "q"  # type: ignore[union-attr]
    wrong = typed.wrong.get(item.order, "") if typed else ""
    return Asked(item, f"{letter}{item.order}", choices, value, wrong)


def _value(item: AttemptItem) -> Any:
    return item.answer.value if hasattr(item, "answer") else None


def feedback(attempt: Attempt, grade: Grade, *, whole: bool) -> list[ItemSeen]:
    """Each question with what was picked and why that is right or wrong; `whole`:
    with what is right, too."""
    keys = grade.key.content["questions"]
    scores = {part["code"]: part["score"] for part in grade.parts}
    return [
        _seen(asked, keys[asked.item.question.code], scores, whole=whole)  # type: ignore[union-attr]
        for asked in questions_of(attempt)
    ]


def _seen(
    asked: Asked, key: dict[str, Any], scores: dict[str, float], *, whole: bool
) -> ItemSeen:
    right = key.get("right", [])
    right = right if isinstance(right, list) else [right]
    why = key.get("why", {})
    choices = [
        ChoiceSeen(one.text, why.get(one.id, ""), one.is_picked, one.id in right)
        for one in asked.choices
        if whole or one.is_picked
    ]
    code = asked.item.question.code  # type: ignore[union-attr]
    shown = key if whole else {}
    return ItemSeen(asked.item, scores[code], choices, asked.value, shown)
