"""Windowing: how much of what is shown is what should be shown.

The window on the screen and the window of the key are intervals of values after the
modality LUT. Their worth is the length that they share by the length that they cover
together (Jaccard): from 0.7 the full mark, below in proportion."""

from dataclasses import dataclass
from typing import Final

VERSION: Final = "windowing/1"
FULL: Final = 0.7


@dataclass(frozen=True, slots=True)
class Window:
    lower: float
    upper: float

    @property
    def width(self) -> float:
        return self.upper - self.lower

    @property
    def centre(self) -> float:
        return (self.upper + self.lower) / 2


def share(one: Window, other: Window) -> float:
    common = min(one.upper, other.upper) - max(one.lower, other.lower)
    if common <= 0:
        return 0.0
    return common / (one.width + other.width - common)


def worth(common: float) -> float:
    return min(1.0, common / FULL)


def fault(shown: Window, right: Window) -> str:
    """In which way it is off: the one that weighs more."""
    if worth(share(shown, right)) == 1:
        return "right"
    moved = abs(shown.centre - right.centre) / right.width
    wider = shown.width / right.width if shown.width > 0 else 0.0
    if moved > 0.5 * abs(wider - 1):
        return "high" if shown.centre > right.centre else "low"
    return "wide" if wider > 1 else "narrow"
