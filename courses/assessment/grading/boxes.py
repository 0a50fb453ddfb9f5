"""Find and mark with boxes: how well each lies over what is there.

A box is worth what it and the target have in common, as a share of what they cover
together (intersection over union): the full mark from 0.5, none at 0.2 and below, in
between in proportion. A box that is worth nothing is a false one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from courses.assessment.grading.pairing import paired

FULL: Final = 0.5
NONE: Final = 0.2
Pixel = Sequence[float]


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """On one image, in its pixels; how these are scaled changes no share."""

    space: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Outline:
    """A target: its box, on each of the images where one may draw it."""

    label: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """A mark, the target it claimed, how much they share and what that is worth."""

    mark: int
    target: int
    share: float
    worth: float


@dataclass(frozen=True, slots=True)
class Outlined:
    meetings: list[Met]
    false_marks: list[int]
    score: float
    passed: bool


def box_of(corner: Pixel, opposite: Pixel, *, space: str) -> Box:
    """From two opposite corners, whichever they are."""
    (left, right), (top, bottom) = (
        sorted(pair) for pair in zip(corner, opposite, strict=True)
    )
    return Box(space, left, top, right, bottom)


def share(one: Box, other: Box) -> float:
    """Intersection over union; nothing on two different images."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if one.space != other.space or width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (one.area + other.area - common)


def worth(common: float) -> float:
    return min(1.0, max(0.0, (common - NONE) / (FULL - NONE)))


def outline(
    marks: Sequence[Box],
    targets: Sequence[Outline],
    *,
    cost: float,
    pass_mark: float,
    most_false: int,
) -> Outlined:
    """One box claims one target, and a target is claimed once. Every other box is
    false and costs its share; a pass allows `most_false` of them."""
    meetings = _meet(marks, targets)
    used = {met.mark for met in meetings}
    false_marks = [n for n in range(len(marks)) if n not in used]
    earned = sum(met.worth for met in meetings)
    found = earned / len(targets) if targets else 1.0
    score = round(max(0.0, found - cost * len(false_marks)), 4)
    passed = score >= pass_mark and len(false_marks) <= most_false
    return Outlined(meetings, false_marks, score, passed)


def _meet(marks: Sequence[Box], targets: Sequence[Outline]) -> list[Met]:
    """Looked at in the order of their places: in which they were set is all one."""
    order = sorted(range(len(marks)), key=lambda n: marks[n])
    common = [[_best(marks[n], target) for target in targets] for n in order]
    reach = [
        sorted((1 - one, n) for n, one in enumerate(row) if worth(one) > 0)
        for row in common
    ]
    found = [
        Met(order[place], n, round(common[place][n], 4), worth(common[place][n]))
        for place, n in paired(reach)
    ]
    return sorted(found, key=lambda met: met.mark)


def _best(mark: Box, target: Outline) -> float:
    return max((share(mark, one) for one in target.boxes), default=0.0)
