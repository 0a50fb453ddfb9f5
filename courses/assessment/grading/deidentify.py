"""De-identifying a study: what becomes of each attribute, of words burned into the
image, and of the names by which its files belong together.

Rule: what is graded falls into what protects and what is kept of use.
Protection is the share of identifiers that are gone: attributes that were not left as
they are (nor left undecided), burned-in words that are covered, file names (numbers
and UIDs) that are new. Use is the share of decisions that lose no more than the
profile asks for: attributes treated just as it says, an image that is not blacked
out, files that still belong together as before.
Score = 0.7 x protection + 0.3 x use. Passed is who left no identifier, blacked out no
image and reaches the pass mark."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from courses.assessment.grading.partition import pairs

VERSION: Final = "deidentify/1"
PROTECTION: Final = 0.7
# A word is covered when so much of its box is; so much of the rest may be lost to it.
COVERED: Final = 0.95
MOST_LOST: Final = 0.25
Box = tuple[float, float, float, float]  # left, top, right, bottom
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rule:
    """One attribute: the actions that the profile takes for right, and those that
    would leave an identifier in the file. What is neither loses more than it should."""

    right: frozenset[str]
    leaks: frozenset[str]

    def verdict(self, action: str) -> str:
        if action in self.right:
            return "right"
        if action in self.leaks or (not action and self.leaks):
            return "leak"
        return "loss"


@dataclass(frozen=True, slots=True)
class Picture:
    """One image: its words, and the boxes drawn over them."""

    rows: int
    columns: int
    words: Sequence[Box]
    drawn: Sequence[Box]


@dataclass(frozen=True, slots=True)
class Covering:
    covered: tuple[bool, ...]
    lost: float  # share of the image beside the words that was blacked out

    @property
    def is_blacked_out(self) -> bool:
        return self.lost > MOST_LOST


@dataclass(frozen=True, slots=True)
class Naming:
    """One kind of name over all files: `was` and `now` by file. None may stay, and
    those of one name keep one name."""

    was: Mapping[str, str]
    now: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    new: Mapping[str, bool]
    agrees: bool


@dataclass(frozen=True, slots=True)
class Cleaned:
    score: float
    passed: bool
    verdicts: Mapping[str, str]
    coverings: tuple[Covering, ...]
    namings: tuple[Named, ...]


def deidentify(
    rules: Mapping[str, Rule],
    actions: Mapping[str, str],
    *,
    pictures: Sequence[Picture] = (),
    namings: Sequence[Naming] = (),
    pass_mark: float,
) -> Cleaned:
    verdicts = {
        name: rule.verdict(actions.get(name, "")) for name, rule in rules.items()
    }
    coverings = tuple(cover(one) for one in pictures)
    named = tuple(name(one) for one in namings)
    gone = [verdicts[one] != "leak" for one, rule in rules.items() if rule.leaks]
    gone += [hit for one in coverings for hit in one.covered]
    gone += [is_new for one in named for is_new in one.new.values()]
    kept = [verdict == "right" for verdict in verdicts.values()]
    kept += [not one.is_blacked_out for one in coverings]
    kept += [one.agrees for one in named]
    score = PROTECTION * _share(gone) + (1 - PROTECTION) * _share(kept)
    out = any(one.is_blacked_out for one in coverings)
    passed = all(gone) and not out and score >= pass_mark
    return Cleaned(score, passed, verdicts, coverings, named)


def cover(picture: Picture) -> Covering:
    """Counted pixel by pixel; boxes may lie across each other."""
    black = _mask(picture, picture.drawn)
    words = _mask(picture, picture.words)
    covered = tuple(
        _share(black[_mask(picture, [word])]) >= COVERED for word in picture.words
    )
    return Covering(covered, _share(black[~words]) if not words.all() else 0.0)


def name(naming: Naming) -> Named:
    old = set(naming.was.values())
    new = {
        file: bool(naming.now.get(file)) and naming.now[file] not in old
        for file in naming.was
    }
    now = {file: naming.now.get(file, "") for file in naming.was}
    agrees = all(new.values()) and _together(naming.was) == _together(now)
    return Named(new, agrees)


def _together(boxes: Mapping[str, str]) -> frozenset[frozenset[str]]:
    """Which files share a name, whatever that name is."""
    return frozenset(
        pair for pair in pairs(boxes) if all(one.startswith("thing ") for one in pair)
    )


def _mask(picture: Picture, boxes: Collection[Box]) -> Mask:
    mask: Mask = np.zeros((picture.rows, picture.columns), dtype=np.bool_)
    for left, top, right, bottom in boxes:
        mask[_span(top, bottom), _span(left, right)] = True
    return mask


def _span(one: float, other: float) -> slice:
    """Pixels whose centre lies within; a pixel's centre is a whole number."""
    low, high = sorted((one, other))
    return slice(max(0, int(np.ceil(low))), max(0, int(np.floor(high)) + 1))


def _share(hits: Sequence[bool] | Mask) -> float:
    return float(np.mean(hits)) if len(hits) else 1.0
