"""Decisions on what an archive set aside: what each case is, and what is to be done.

Rule: a case is right when both its kind and its move are; half of it earns nothing.
The score is the share of right cases. Passed is who reaches the pass mark and deleted
nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

VERSION: Final = "anomaly/1"
DELETE: Final = "delete"
OPEN: Final = ""
Table = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Decision:
    kind: str = OPEN
    move: str = OPEN


@dataclass(frozen=True, slots=True)
class Decided:
    """`table` counts what each kind of case was taken for: `table[true][said]`."""

    score: float
    passed: bool
    right: tuple[bool, ...]
    deleted: int
    table: Table


def decide(
    key: Sequence[Decision],
    given: Sequence[Decision],
    *,
    kinds: Sequence[str],
    pass_mark: float,
) -> Decided:
    right = tuple(one == other for one, other in zip(key, given, strict=True))
    deleted = sum(one.move == DELETE for one in given)
    score = sum(right) / len(right) if right else 0.0
    return Decided(
        score=score,
        passed=bool(right) and score >= pass_mark and not deleted,
        right=right,
        deleted=deleted,
        table=_confusion(key, given, kinds),
    )


def _confusion(
    key: Sequence[Decision], given: Sequence[Decision], kinds: Sequence[str]
) -> Table:
    table = {true: dict.fromkeys([*kinds, OPEN], 0) for true in kinds}
    for one, other in zip(key, given, strict=True):
        table[one.kind][other.kind] += 1
    return table
