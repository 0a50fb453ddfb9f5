"""Find and mark: which marks meet which targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from courses.assessment.grading.place import Place

VERSION: Final = "localise/1"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the finding lies, and how far from its centre a mark may fall."""

    label: str
    place: Place
    radius: float


@dataclass(frozen=True, slots=True)
class Meeting:
    """A mark and the target it claimed."""

    mark: int
    target: int
    distance: float


@dataclass(frozen=True, slots=True)
class Marked:
    meetings: list[Meeting]
    missed: list[int]
    false_marks: list[int]
    score: float
    passed: bool


def localise(
    marks: Sequence[Place],
    targets: Sequence[Target],
    *,
    cost: float,
    pass_mark: float,
    most_false: int,
) -> Marked:
    """One mark claims one target, and a target is claimed once. Every other mark
    is false and costs its share; a pass allows `most_false` of them."""
    meetings = _meet(marks, targets)
    found = {meeting.target for meeting in meetings}
    used = {meeting.mark for meeting in meetings}
    missed = [n for n in range(len(targets)) if n not in found]
    false_marks = [n for n in range(len(marks)) if n not in used]
    share = len(found) / len(targets) if targets else 1.0
    score = round(max(0.0, share - cost * len(false_marks)), 4)
    passed = score >= pass_mark and len(false_marks) <= most_false
    return Marked(meetings, missed, false_marks, score, passed)


def _meet(marks: Sequence[Place], targets: Sequence[Target]) -> list[Meeting]:
    """As many pairs as can be made, the nearest first, whatever the order in
    which the marks were set (augmenting paths)."""
    holder: dict[int, int] = {}
    reach = [
        sorted(
            (mark.to(target.place), n)
            for n, target in enumerate(targets)
            if mark.to(target.place) <= target.radius
        )
        for mark in marks
    ]
    nearest_first = sorted((found[0], n) for n, found in enumerate(reach) if found)
    for _, mark in nearest_first:
        _claim(mark, reach, holder, set())
    pairs = sorted((mark, target) for target, mark in holder.items())
    return [
        Meeting(mark, target, round(marks[mark].to(targets[target].place), 2))
        for mark, target in pairs
    ]


def _claim(
    mark: int,
    reach: Sequence[Sequence[tuple[float, int]]],
    holder: dict[int, int],
    tried: set[int],
) -> bool:
    """Take the nearest target that is free, or that its holder can give up."""
    for _, target in reach[mark]:
        if target in tried:
            continue
        tried.add(target)
        held_by = holder.get(target)
        if held_by is None or _claim(held_by, reach, holder, tried):
            holder[target] = mark
            return True
    return False
