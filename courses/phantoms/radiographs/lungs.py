"""What branches in the lungs: vessels, and the airway that they follow."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.radiographs.beam import Array, Solid
from courses.phantoms.radiographs.thorax import Build, cage, dome, rim_of
from courses.phantoms.radiographs.tubes import Tube, tube

HILA: Final = {-1: (-36.0, 8.0, 14.0), 1: (40.0, 12.0, 24.0)}
# Directions of the first branches: outwards, backwards, upwards; and their radius.
STEMS: Final = (
    (0.5, 0.2, 1.0, 4.2), (0.9, -0.4, 0.8, 3.4), (1.0, 0.3, 0.25, 3.6),
    (1.0, -0.5, -0.2, 3.4), (0.8, 0.5, -0.6, 4.2), (0.45, 0.35, -1.0, 5.4),
    (0.75, -0.2, -1.0, 4.2), (0.35, -0.5, -0.9, 3.4), (0.2, -0.4, 0.9, 3.0),
)  # fmt: skip
SMALLEST: Final = 0.34
LEVELS: Final = 3
STRIDE: Final = 5.0
THINNER: Final = 0.72  # a branch than its stem


@dataclass(frozen=True)
class Shoots:
    """Vessels about to grow: where, whither, how thick, and in which lung."""

    start: Array
    ahead: Array
    radius: Array
    side: Array


def vessels(build: Build, rng: np.random.Generator) -> list[Tube]:
    made: list[Tube] = []
    shoots = _stems(rng)
    for level in range(LEVELS, -1, -1):
        lines = _grown(shoots, build, rng)
        made.extend(Tube(line, thin, thin, 0 * thin) for line, thin, _ in lines)
        shoots = _children(lines, 5 + level, rng)
        if not len(shoots.radius):
            break
    return made


def _stems(rng: np.random.Generator) -> Shoots:
    sides = np.repeat(list(HILA), len(STEMS))
    stems = np.array(STEMS * 2)
    ahead = stems[:, :3] * np.column_stack((sides, sides**2, sides**2))
    ahead = ahead + rng.normal(0, 0.14, ahead.shape)
    start = np.repeat(np.array(list(HILA.values())), len(STEMS), axis=0)
    start = start + 5 * ahead + rng.normal(0, 3, ahead.shape)
    return Shoots(start, _unit(ahead), 1.12 * stems[:, 3], sides)


def _grown(
    shoots: Shoots, build: Build, rng: np.random.Generator
) -> list[tuple[Array, Array, int]]:
    """Lines that wander, until they have their length or the lung ends; each grows
    thinner to its end."""
    count = len(shoots.radius)
    steps = np.maximum((28 + 23 * shoots.radius) / STRIDE, 3).astype(int)
    ahead, at = shoots.ahead, shoots.start
    drift = rng.normal(0, 0.05, (count, 3))
    alive, lengths = np.ones(count, bool), np.zeros(count, int)
    points = [at]
    for step in range(int(steps.max(initial=0))):
        ahead = _unit(ahead + drift + rng.normal(0, 0.07, (count, 3)))
        at = at + STRIDE * ahead
        alive &= _in_lung(at, shoots.side, build) & (step < steps)
        lengths += alive
        points.append(at)
    every = np.array(points)
    lines = []
    for which in np.flatnonzero(lengths >= 3):
        line = every[: lengths[which] + 1, which]
        thin = 1 - 0.86 * np.linspace(0, 1, len(line)) ** 0.8
        lines.append((line, shoots.radius[which] * thin, int(shoots.side[which])))
    return lines


def _children(
    lines: list[tuple[Array, Array, int]], each: int, rng: np.random.Generator
) -> Shoots:
    places = [
        (which, int(share * (len(line) - 1)))
        for which, (line, _, _) in enumerate(lines)
        for share in np.linspace(0.1, 0.9, each)
    ]
    places = [(k, at) for k, at in places if THINNER * lines[k][1][at] >= SMALLEST]
    count = len(places)
    start = np.reshape([lines[k][0][at] for k, at in places], (count, 3))
    onward = np.reshape([lines[k][0][at + 1] for k, at in places], (count, 3))
    on = _unit(onward - start)
    aside = _unit(np.cross(on, rng.normal(0, 1, (count, 3))))
    return Shoots(
        start,
        _unit(on + rng.uniform(0.5, 1.1, (count, 1)) * aside),
        np.array([THINNER * lines[k][1][at] for k, at in places]),
        np.array([lines[k][2] for k, _ in places]),
    )


def _unit(ways: Array) -> Array:
    return np.asarray(ways / (np.linalg.norm(ways, axis=1, keepdims=True) + 1e-9))


def _in_lung(points: Array, side: NDArray[Any], build: Build) -> NDArray[np.bool_]:
    x, y, z = points.T.astype(np.float32)
    width, depth, midst = cage(z, build)
    rim = np.full(len(x), 6.0, np.float32)
    wet = np.full(len(x), -400.0, np.float32)
    for which, amount in build.loose.items():
        rim += np.where(side == which, rim_of(z, amount), 0)
    for which, height in build.fluid.items():
        wet = np.where(side == which, height + 6, wet).astype(np.float32)
    deep = (1 - np.hypot(x / width, (y - midst) / depth)) * np.minimum(width, depth)
    above = z - dome(x, y, build)
    return np.asarray((deep > rim) & (above > 4) & (z > wet) & (side * x > 12))


def airway() -> tuple[Solid, list[Solid]]:
    """The windpipe and the main bronchi: they hold air."""
    trachea = [
        (0, 8, 215, 8, 8, 0), (0, 12, 150, 8.5, 8, 0), (-1, 18, 100, 8.5, 8, 0),
        (-3, 24, 62, 8.5, 8, 0), (-3, 26, 44, 8, 7.5, 0),
    ]  # fmt: skip
    right = [
        (-4, 26, 46, 6.5, 6, 0), (-16, 26, 28, 6, 6, 0), (-28, 24, 10, 5, 5, 0),
        (-33, 26, -8, 4, 4, 0),
    ]  # fmt: skip
    left = [
        (-2, 26, 46, 6, 5.5, 0), (14, 28, 32, 5.5, 5.5, 0), (34, 30, 18, 5, 5, 0),
        (40, 34, 4, 4, 4, 0),
    ]  # fmt: skip
    up = (1.0, 0.0, 0.0)
    return tube(trachea, up=up), [tube(right, up=up), tube(left, up=up)]
