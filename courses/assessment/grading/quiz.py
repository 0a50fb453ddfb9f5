"""A quiz: every item is worth the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from courses.assessment.grading import choice, number

VERSION: Final = "quiz/1"


@dataclass(frozen=True, slots=True)
class Asked:
    """An item: its kind, the unit that may be typed, and what was answered."""

    code: str
    kind: str
    unit: str
    answer: Any


@dataclass(frozen=True, slots=True)
class Marked:
    score: float
    passed: bool
    parts: list[dict[str, Any]]


def grade(
    items: Sequence[Asked], keys: Mapping[str, Mapping[str, Any]], *, pass_mark: float
) -> Marked:
    """`keys` maps an item's code to its key: {"right": …} or {"value", "tolerance"}."""
    scores = [round(_worth(item, keys[item.code]), 4) for item in items]
    score = round(sum(scores) / len(scores), 4) if scores else 0.0
    parts = [
        {"code": item.code, "score": worth}
        for item, worth in zip(items, scores, strict=True)
    ]
    return Marked(score, score >= pass_mark, parts)


def _worth(item: Asked, key: Mapping[str, Any]) -> float:
    if item.kind == "single":
        return choice.single(key["right"], _text(item.answer))
    if item.kind == "multiple":
        picked = item.answer if isinstance(item.answer, list) else []
        return choice.multiple(key["right"], [str(one) for one in picked])
    if item.kind == "numeric":
        value, tolerance = str(key["value"]), str(key["tolerance"])
        return number.numeric(value, tolerance, _text(item.answer), unit=item.unit)
    raise ValueError(f"{item.kind!r} is no kind of question.")


def _text(answer: Any) -> str | None:
    return answer if isinstance(answer, str) else None
