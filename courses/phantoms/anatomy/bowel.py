"""Colon, duodenum and the loops of the small bowel, with what is in them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.anatomy import organs
from courses.phantoms.canvas import Canvas
from courses.phantoms.tubes import Tubes, tree

Plane = NDArray[np.float32]


class Bowel:
    def __init__(self, rng: np.random.Generator) -> None:
        way = _fine(organs.COLON, 5.0)
        steps = np.arange(len(way))
        slow = np.interp(steps / 9, np.arange(40), rng.uniform(0.75, 1.15, 40))
        wide = 17 * slow * (1 + 0.16 * np.sin(steps * 1.15 + rng.uniform(0, 6)))
        wide[-14:] *= 0.72
        self.colon = Tubes.along(way, wide)
        risen = way - np.stack([0 * wide, 0.42 * wide, 0 * wide], 1)
        air = np.interp(steps / 7, np.arange(50), rng.uniform(-0.2, 0.8, 50))
        self.gas = Tubes.along(risen, np.maximum(wide * air, 0))
        loops = _loops(rng)
        self.small = Tubes.joined([Tubes.along(_fine(organs.DUODENUM, 6), 11), *loops])
        self.bubbles = _bubbles(rng, loops)
        tips = rng.uniform((-75, -70, -385), (75, -8, -235), (170, 3))
        self.mesentery = tree(
            rng, [(3, 0, -212), (6, -18, -236)], tips, tip=0.85, most=4
        )

    def paint(self, canvas: Canvas, limit: Plane, texture: Plane) -> None:
        inside = np.clip(-limit, 0, 1)
        _blend(canvas, self.mesentery, 38, inside)
        _blend(canvas, self.small, 44, inside)
        _blend(canvas, self.small, 24 + 5 * texture, inside, grow=-2.6)
        _blend(canvas, self.bubbles, -850, inside)
        _blend(canvas, self.colon, 40, inside)
        stool = 18 + 40 * texture - 420 * np.clip(np.abs(texture) - 1.5, 0, 0.6)
        _blend(canvas, self.colon, stool, inside, grow=-2.6)
        lumen, gas = self.colon.cover(canvas, grow=-2.6), self.gas.cover(canvas)
        if lumen is not None and gas is not None:
            canvas.blend(-970, np.minimum(lumen, gas) * inside)


def _blend(
    canvas: Canvas,
    tubes: Tubes,
    value: float | NDArray[Any],
    inside: Plane,
    *,
    grow: float = 0.0,
) -> None:
    cover = tubes.cover(canvas, grow=grow)
    if cover is not None:
        canvas.blend(value, cover * inside)


def _fine(way: organs.Way, step: float) -> NDArray[np.float64]:
    """The way in even steps, its corners rounded."""
    given = np.array(way, float)
    along = np.append(0, np.cumsum(np.linalg.norm(np.diff(given, axis=0), axis=1)))
    at = np.arange(0, along[-1], step)
    fine = np.stack([np.interp(at, along, given[:, i]) for i in range(3)], 1)
    kernel = np.hanning(9) / np.hanning(9).sum()
    padded = np.pad(fine, ((4, 4), (0, 0)), mode="edge")
    return np.stack([np.convolve(padded[:, i], kernel, "valid") for i in range(3)], 1)


def _loops(rng: np.random.Generator) -> list[Tubes]:
    """Three coils, each wandering from one place to the nearest it has not been at."""
    loops = []
    for left, right in ((-66, -14), (-34, 34), (12, 66)):
        places = _apart(rng, (left, -66, -392), (right, -12, -268), 17)
        corners = [places.pop(0)]
        while places:
            here = corners[-1]
            nearest = min(places, key=lambda p: float(np.linalg.norm(p - here)))
            corners.append(nearest)
            places = [p for p in places if p is not nearest]
        way = _fine([tuple(c) for c in corners], 5.0)
        steps = np.arange(len(way)) / 8
        wide = 10.5 + np.interp(steps, np.arange(90), rng.uniform(-2.5, 1.8, 90))
        loops.append(Tubes.along(way, wide))
    return loops


def _apart(
    rng: np.random.Generator,
    low: tuple[float, float, float],
    high: tuple[float, float, float],
    count: int,
) -> list[NDArray[np.float64]]:
    """Places in a box that keep off each other: the best of some for each."""
    places = [rng.uniform(low, high)]
    while len(places) < count:
        offered = rng.uniform(low, high, (12, 3))
        away = np.linalg.norm(offered[:, None] - np.array(places)[None], axis=2)
        places.append(offered[int(np.argmax(away.min(1)))])
    return places


def _bubbles(rng: np.random.Generator, loops: list[Tubes]) -> Tubes:
    parts = []
    for loop in loops:
        for i in rng.choice(len(loop.starts), 9, replace=False):
            x, y, z = loop.starts[i].tolist()
            way = [(x, y - 4.5, z), (x + 4, y - 5, z + 1)]
            parts.append(Tubes.along(way, float(rng.uniform(1.2, 4.2))))
    return Tubes.joined(parts)
