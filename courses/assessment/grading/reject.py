"""Reject analysis: the same films, the same verdicts and reasons as the expert.

Agreement on accept and reject is Cohen's kappa: (observed - expected) / (1 - expected),
where the expected agreement is what two readers with these habits would reach by
chance; a film without an answer is a third verdict, which the expert never gives.
Reasons are the share of the rejected films for which one of the expert's own was named.
The score is six tenths kappa (never below 0), four tenths reasons. A pass needs a kappa
of 0.6, whatever the score."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

VERSION: Final = "reject/1"
KAPPA: Final = 0.6
WEIGHTS: Final = (0.6, 0.4)


@dataclass(frozen=True, slots=True)
class Judgement:
    """`verdict` is "accept", "reject" or nothing. The expert may have several reasons,
    a learner names one."""

    verdict: str
    reasons: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    same_verdict: list[bool]
    same_reason: list[bool | None]  # None: the expert accepts
    kappa: float
    reasons: float
    score: float
    passed: bool


def compare(
    expert: Sequence[Judgement], learner: Sequence[Judgement], *, pass_mark: float
) -> Compared:
    pairs = list(zip(expert, learner, strict=True))
    named = [_named(one, other) for one, other in pairs]
    agreed = kappa([a.verdict for a, _ in pairs], [b.verdict for _, b in pairs])
    due = [one for one in named if one is not None]
    reasons = sum(due) / len(due) if due else 1.0
    score = round(WEIGHTS[0] * max(0.0, agreed) + WEIGHTS[1] * reasons, 4)
    return Compared(
        same_verdict=[one.verdict == other.verdict for one, other in pairs],
        same_reason=named,
        kappa=round(agreed, 4),
        reasons=round(reasons, 4),
        score=score,
        passed=agreed >= KAPPA and score >= pass_mark,
    )


def kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """1 where both say the same of everything, even if that is one and the same
    thing, for which the ratio has no value."""
    if list(one) == list(other):
        return 1.0
    n = len(one)
    observed = sum(a == b for a, b in zip(one, other, strict=True)) / n
    words = {*one, *other}
    expected = sum(one.count(word) * other.count(word) for word in words) / n**2
    return (observed - expected) / (1 - expected)


def _named(expert: Judgement, learner: Judgement) -> bool | None:
    if expert.verdict != "reject":
        return None
    if learner.verdict != "reject":
        return False
    return bool(set(expert.reasons) & set(learner.reasons))
