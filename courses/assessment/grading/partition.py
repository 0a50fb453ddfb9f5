"""Sorting: things put into boxes, compared with where they belong, pair by pair.

Rule: each box counts as one of its own things, so that a pair is also "this series,
that order". A pair is agreed when it lies together here and in the key. The score is
agreed pairs over all that lie together in either (Jaccard's index of the pairs): it is
1 only when all pairs are right, 0 when nothing is where it belongs. What was put
nowhere lies with nothing. Passed is who has all pairs right."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

VERSION: Final = "sorting/1"
Boxes = Mapping[str, str]
Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Sorted:
    score: float
    passed: bool
    right: Mapping[str, bool]
    agreed: int
    parted: int  # belong together, lie apart
    joined: int  # belong apart, lie together


def sort(key: Boxes, given: Boxes) -> Sorted:
    """Thing to box, both; `given` may leave things out."""
    belong = pairs(key)
    lie = pairs({thing: given.get(thing, "") for thing in key})
    both = len(belong & lie)
    either = len(belong | lie)
    return Sorted(
        score=both / either if either else 0.0,
        passed=bool(belong) and belong == lie,
        right={thing: given.get(thing, "") == box for thing, box in key.items()},
        agreed=both,
        parted=len(belong - lie),
        joined=len(lie - belong),
    )


def pairs(boxes: Boxes) -> frozenset[Pair]:
    """All that lies together, each box with its things."""
    held: dict[str, list[str]] = {}
    for thing, box in boxes.items():
        if box:
            held.setdefault(box, [f"box {box}"]).append(f"thing {thing}")
    return frozenset(
        frozenset(pair)
        for things in held.values()
        for pair in combinations(sorted(things), 2)
    )
