"""Side markers: a film with a faulty one is caught, a good one is let through.

Sensitivity is the share of films with a fault that were rejected, specificity the share
of good ones that were accepted; a film without an answer is on the wrong side of both.
A fault must also be pointed at: a point within the radius of the marker, on each film
that has one (nothing can be pointed at where it is missing). The score is half
sensitivity, three tenths specificity, two tenths pointing. A pass needs a sensitivity
of 0.9 and a specificity of 0.8, whatever the score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from courses.assessment.grading.place import Place

VERSION: Final = "side-marker/1"
SENSITIVITY: Final = 0.9
SPECIFICITY: Final = 0.8
WEIGHTS: Final = (0.5, 0.3, 0.2)


@dataclass(frozen=True, slots=True)
class Film:
    """The key of one film. `marker` is None where there is none to point at."""

    is_faulty: bool
    marker: Place | None
    radius: float


@dataclass(frozen=True, slots=True)
class Call:
    """What was said of a film: "accept", "reject" or nothing, and where it was
    pointed at."""

    verdict: str
    points: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class Called:
    is_right: bool
    pointed: bool | None  # None: there was nothing to point at


@dataclass(frozen=True, slots=True)
class Judged:
    films: list[Called]
    sensitivity: float
    specificity: float
    pointing: float
    score: float
    passed: bool


def judge(films: Sequence[Film], calls: Sequence[Call], *, pass_mark: float) -> Judged:
    called = [_called(film, call) for film, call in zip(films, calls, strict=True)]
    pairs = list(zip(films, called, strict=True))
    shares = (
        _share([one.is_right for film, one in pairs if film.is_faulty]),
        _share([one.is_right for film, one in pairs if not film.is_faulty]),
        _share([one.pointed for one in called if one.pointed is not None]),
    )
    score = round(sum(w * one for w, one in zip(WEIGHTS, shares, strict=True)), 4)
    is_safe = shares[0] >= SENSITIVITY and shares[1] >= SPECIFICITY
    return Judged(called, *shares, score, is_safe and score >= pass_mark)


def _called(film: Film, call: Call) -> Called:
    is_right = call.verdict == ("reject" if film.is_faulty else "accept")
    if not film.is_faulty or film.marker is None:
        return Called(is_right, None)
    near = any(point.to(film.marker) <= film.radius for point in call.points)
    return Called(is_right, near and call.verdict == "reject")


def _share(found: Sequence[bool | None]) -> float:
    return sum(map(bool, found)) / len(found) if found else 1.0
