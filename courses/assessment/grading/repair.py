"""Repair of a header, against what the order list and the room's log prove.

Rule: each wrong field that is put right earns its share; each right field that is
changed takes one share away, and so does giving the study other UIDs. Passed is who
put all that was wrong right, changed nothing else and kept the UIDs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from courses.assessment.grading.values import same

VERSION: Final = "header-repair/1"
KEEP: Final = "keep"
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """What became of one field."""

    keyword: str
    verdict: str  # corrected, still-wrong, spoiled, untouched


@dataclass(frozen=True, slots=True)
class Repaired:
    score: float
    passed: bool
    fields: tuple[Field, ...]
    kept_uids: bool


def repair(
    was: Values, right: Values, given: Values, *, vrs: Values, uids: str
) -> Repaired:
    """By keyword: the header as it arrived, as it should be, and as it was left. A
    field that was not given stands as it was."""
    fields = tuple(
        Field(keyword, _verdict(vrs[keyword], value, right[keyword], left))
        for keyword, value in was.items()
        for left in [given.get(keyword, value)]
    )
    kept = uids == KEEP
    told = Counter(field.verdict for field in fields)
    corrected, wrong, spoiled = (
        told[one] for one in ("corrected", "still-wrong", "spoiled")
    )
    share = (corrected - spoiled - (not kept)) / max(1, corrected + wrong)
    return Repaired(
        score=max(0.0, share),
        passed=not wrong and not spoiled and kept,
        fields=fields,
        kept_uids=kept,
    )


def _verdict(vr: str, was: str, right: str, left: str) -> str:
    arrived_right = same(vr, right, was)
    if same(vr, right, left):
        return "untouched" if arrived_right else "corrected"
    return "spoiled" if arrived_right else "still-wrong"
