"""Find and mark: which marks meet which targets.

A point meets a target within its radius (/1 and /2 alike); since /2 a target may be
outlined by boxes instead, whose rule is in `boxes`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from courses.assessment.grading.pairing import paired
from courses.assessment.grading.place import Place

VERSION: Final = "localise/2"


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
    reach = [
        sorted(
            (mark.to(target.place), n)
            for n, target in enumerate(targets)
            if mark.to(target.place) <= target.radius
        )
        for mark in marks
    ]
    return [
        Meeting(mark, target, round(marks[mark].to(targets[target].place), 2))
        for mark, target in paired(reach)
    ]
