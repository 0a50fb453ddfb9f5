"""Measuring: is it the right thing, on the right image, and is the value right?

A value within the tolerance of the right one earns the full mark; from there on it
falls in a straight line and is worth nothing at `falls_to` and beyond. What was drawn
elsewhere, or on an image too far away, is worth nothing whatever it measures."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from math import dist, inf
from typing import Final

VERSION: Final = "measure/1"
# Every order of the marks is tried, so there may not be many.
MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Thing:
    """What is to be measured. `images` are those on which it may be drawn; `reach` is
    how far, in pixels, the middle of the mark may lie from `centre`."""

    label: str
    kind: str
    gives: str
    right: float
    tolerance: float
    falls_to: float
    images: Collection[str]
    centre: tuple[float, float]
    reach: float = inf


@dataclass(frozen=True, slots=True)
class Drawn:
    """One mark, and all that it measures: {"mean": 12.5, "area": 80.0, …}."""

    kind: str
    image: str
    centre: tuple[float, float]
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """`says`: right, near, off, elsewhere, image (the wrong one), nothing."""

    label: str
    mark: int | None
    value: float | None
    worth: float
    says: str


def worth(value: float, *, right: float, tolerance: float, falls_to: float) -> float:
    off = abs(value - right)
    if off <= tolerance:
        return 1.0
    if off >= falls_to:
        return 0.0
    return (falls_to - off) / (falls_to - tolerance)


def measure(things: Sequence[Thing], marks: Sequence[Drawn]) -> list[Measured]:
    """Each mark measures one thing: of all ways to deal them out the one that earns
    most, and then the one that lies nearest. In which order they were drawn is all
    one."""
    order = sorted(range(len(marks)), key=lambda n: _sorting(marks[n]))[:MOST]
    dealt: list[int | None] = [*order, *[None] * (len(things) - len(order))]
    best = max(
        permutations(dealt, len(things)), key=lambda way: _merit(things, marks, way)
    )
    return [
        judged(thing, n, marks[n]) if n is not None else _nothing(thing)
        for thing, n in zip(things, best, strict=True)
    ]


def _sorting(mark: Drawn) -> tuple[str, str, tuple[float, float], list[float]]:
    return mark.kind, mark.image, mark.centre, sorted(mark.values.values())


def _merit(
    things: Sequence[Thing], marks: Sequence[Drawn], way: Sequence[int | None]
) -> tuple[float, int, float]:
    earned, alike, away = 0.0, 0, 0.0
    for thing, n in zip(things, way, strict=True):
        if n is None or marks[n].kind != thing.kind:
            continue
        earned += judged(thing, n, marks[n]).worth
        alike += 1
        away += dist(marks[n].centre, thing.centre)
    return round(earned, 9), alike, -away


def judged(thing: Thing, number: int, mark: Drawn) -> Measured:
    value = mark.values.get(thing.gives)
    if mark.kind != thing.kind or value is None:
        return _nothing(thing)
    if mark.image not in thing.images:
        return Measured(thing.label, number, value, 0.0, "image")
    if dist(mark.centre, thing.centre) > thing.reach:
        return Measured(thing.label, number, value, 0.0, "elsewhere")
    earned = worth(
        value, right=thing.right, tolerance=thing.tolerance, falls_to=thing.falls_to
    )
    says = "right" if earned == 1 else "near" if earned else "off"
    return Measured(thing.label, number, value, earned, says)


def _nothing(thing: Thing) -> Measured:
    return Measured(thing.label, None, None, 0.0, "nothing")
