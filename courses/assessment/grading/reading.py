"""Reading a header: values copied out of it, and what in it cannot be.

Rule: each question counts alike. A value is right when it says the same as the
header's (see `values`), a choice when it is among those that the key takes for right.
The score is the share of right answers; passed is who reaches the pass mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from courses.assessment.grading.values import same

VERSION: Final = "header-reading/1"


@dataclass(frozen=True, slots=True)
class Value:
    """What one question asks for."""

    id: str
    vr: str
    value: str


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Read:
    score: float
    passed: bool
    right: Mapping[str, bool]


def read(
    asked: Sequence[Value | Choice], answer: Mapping[str, str], *, pass_mark: float
) -> Read:
    right = {one.id: _is_right(one, answer.get(one.id, "")) for one in asked}
    score = sum(right.values()) / len(right) if right else 0.0
    return Read(score, bool(right) and score >= pass_mark, right)


def _is_right(asked: Value | Choice, given: str) -> bool:
    if not given.strip():
        return False
    if isinstance(asked, Choice):
        return given in asked.right
    return same(asked.vr, asked.value, given)
