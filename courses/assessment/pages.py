"""What the pages of an attempt show. Only `feedback` and `expert` open the key, and
only once an attempt is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.assessment import asking, marking
from courses.assessment.answers import is_blank
from courses.assessment.models import (
    Attempt,
    AttemptItem,
    Exercise,
    Grade,
    QuestionKind,
)
from courses.studies.models import Instance


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


@dataclass(frozen=True)
class TargetSeen:
    label: str
    name: str
    why: str
    mark: int | None
    off: float | None
    unit: str

    @property
    def shape(self) -> str:
        return "met" if self.mark else "never"


def targets_seen(grade: Grade) -> list[TargetSeen]:
    """The expert's marks, and which of the learner's met them."""
    key, met = grade.key.content, {part["target"]: part for part in grade.parts}
    return [
        TargetSeen(
            label=target["label"],
            name=target["name"],
            why=target["why"],
            mark=met[target["label"]]["mark"],
            off=met[target["label"]]["off"],
            unit=key["unit"],
        )
        for target in key["targets"]
    ]


def marks_met(grade: Grade) -> list[int]:
    """The learner's marks that met a finding, whichever it was."""
    return sorted(
        part["mark"] for part in grade.parts if part["target"] and part["mark"]
    )


def count_missed(grade: Grade) -> int:
    return sum(1 for part in grade.parts if part["target"] and not part["mark"])


def false_marks(grade: Grade) -> list[int]:
    return [part["mark"] for part in grade.parts if part["target"] is None]


def task_of(exercise: Exercise, attempt: Attempt, **address: str) -> dict[str, Any]:
    """The viewer's task. With no address to keep marks at, they are only shown."""
    marks = marking.marks_of(asking.items_of(attempt))
    return {
        "kind": "mark",
        "prompt": "",
        "max_marks": exercise.max_marks,
        "marks": [{**mark, "point": None} for mark in marks],
        "autosave_url": address.get("autosave_url"),
        "csrf": address.get("csrf", ""),
    }


def expert(grade: Grade, shown: list[Instance]) -> dict[str, Any]:
    """The key's targets as marks over the learner's own."""
    key = grade.key.content
    return {"marks": [_expert_mark(one, key["unit"], shown) for one in key["targets"]]}


def _expert_mark(
    target: dict[str, Any], unit: str, shown: list[Instance]
) -> dict[str, Any]:
    mark = {
        "sop_uid": shown[target["image"] - 1].uid,
        "frame": target["frame"],
        "point": None,
        "pixel": target["pixel"],
        "label": f"{target['label']} expert",
    }
    return {**mark, "radius_mm": target["radius"]} if unit == "mm" else mark
