"""Hanging protocol: is in each viewport what belongs there?

A viewport is right when one of the series that the key allows there hangs in it, and
no series hangs twice. The score is the share of viewports that are right; every
mandatory one must be for a pass."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

VERSION: Final = "hanging/1"


@dataclass(frozen=True, slots=True)
class Viewport:
    right: Collection[str]
    is_mandatory: bool = True


@dataclass(frozen=True, slots=True)
class Hung:
    is_right: list[bool]
    twice: list[bool]
    score: float
    passed: bool


def hang(
    viewports: Sequence[Viewport], series: Sequence[str], *, pass_mark: float
) -> Hung:
    """`series` for each viewport the one that hangs there, or nothing."""
    times = Counter(one for one in series if one)
    twice = [times[one] > 1 for one in series]
    right = [
        one in view.right and not again
        for view, one, again in zip(viewports, series, twice, strict=True)
    ]
    score = round(sum(right) / len(right), 4)
    pairs = zip(viewports, right, strict=True)
    is_whole = all(good for view, good in pairs if view.is_mandatory)
    return Hung(right, twice, score, is_whole and score >= pass_mark)
