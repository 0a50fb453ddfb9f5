"""Bars along a curve: bones, vessels and airways, and how far a ray goes through."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from courses.phantoms.radiographs.beam import Array, Beam, Box, Image, Patch

STEEPEST: Final = 0.22


@dataclass(frozen=True)
class Tube:
    """A bar along an axis, its section an ellipse: half as high as `high` towards
    `up`, half as deep as `deep` across it; `cortex` is the thickness of its wall."""

    axis: Array
    high: Array
    deep: Array
    cortex: Array
    up: tuple[float, float, float] = (0.0, 0.0, 1.0)
    capped: bool = True

    def __call__(self, beam: Beam, layer: str) -> Patch:
        return self.layers(beam, (layer,))[0]

    def layers(self, beam: Beam, names: Sequence[str]) -> list[Patch]:
        """What lies nearest to a pixel is the same for each, and is sought once."""
        columns, rows, larger = beam.place(self.axis)
        shadows = [self._shadow(beam, name, larger) for name in names]
        broadest = np.max([half for half, _ in shadows], axis=0)
        box = beam.around(columns, rows, float(broadest.max()) + 1)
        far, place = nearest(columns, rows, broadest, box, capped=self.capped)
        steps = np.arange(len(broadest))
        patches = []
        for half, most in shadows:
            width = np.interp(place, steps, half).astype(np.float32)
            chord = np.interp(place, steps, most).astype(np.float32)
            part = 1 - np.minimum(far / width**2, 1)
            patches.append((box, 2 * chord * np.sqrt(part)))
        return patches

    def _shadow(self, beam: Beam, layer: str, larger: Array) -> tuple[Array, Array]:
        """Half its width in pixels, and half the chord in its midst, along the axis."""
        wall = self.cortex if layer != "whole" else 0.0 * self.cortex
        high = np.maximum(self.high - wall, 1e-3)
        is_round = self.deep is self.high
        deep = high if is_round else np.maximum(self.deep - wall, 1e-3)
        half, chord = self._seen(beam, high, deep)
        if layer == "marrow":
            chord = chord * np.clip(1.25 - self.cortex / 3.2, 0.04, 1)
        return half * larger / beam.pitch, chord

    def _seen(self, beam: Beam, high: Array, deep: Array) -> tuple[Array, Array]:
        """Half the width of the shadow, and half the chord in its midst."""
        way = np.gradient(self.axis, axis=0)
        way /= np.linalg.norm(way, axis=1, keepdims=True) + 1e-9
        if high is deep:
            sunk = np.hypot(*(way @ beam.frame.T)[:, :2].T)
            return high, high / np.maximum(sunk, STEEPEST)
        up = np.asarray(self.up) - way * (way @ np.asarray(self.up))[:, None]
        up /= np.linalg.norm(up, axis=1, keepdims=True) + 1e-9
        side = np.cross(way, up)
        flat = way @ beam.frame.T
        across = np.stack((-flat[:, 1], flat[:, 0]), axis=1)
        slope = np.linalg.norm(across, axis=1, keepdims=True)
        across /= slope + 1e-9
        tall = (up @ beam.frame.T)[:, :2]
        wide = (side @ beam.frame.T)[:, :2]
        half = np.hypot(high * (tall * across).sum(1), deep * (wide * across).sum(1))
        half = np.maximum(half, np.minimum(high, deep) * 0.5)
        return half, high * deep / (half * np.maximum(slope[:, 0], STEEPEST))


def tube(
    control: ArrayLike,
    *,
    step: float = 2.0,
    up: tuple[float, float, float] = (0.0, 0.0, 1.0),
    capped: bool = True,
) -> Tube:
    """A tube through control points (x, y, z, high, deep, cortex), smoothly."""
    curve = spline(np.asarray(control, float), step)
    return Tube(curve[:, :3], curve[:, 3], curve[:, 4], curve[:, 5], up, capped)


def spline(control: Array, step: float) -> Array:
    """A smooth line through the control points that never overshoots them (monotone
    cubic pieces), a point about every `step` mm."""
    lengths = np.linalg.norm(np.diff(control[:, :3], axis=0), axis=1)
    knots = np.concatenate(([0.0], np.cumsum(np.maximum(lengths, 1e-3))))
    count = max(2, round(knots[-1] / step) + 1)
    at = np.unique(np.concatenate((np.linspace(0, knots[-1], count), knots)))
    rise = np.diff(control, axis=0) / np.diff(knots)[:, None]
    before, after = rise[:-1], rise[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = 2 * before * after / (before + after)
    slopes = np.vstack((rise[:1], np.where(before * after > 0, mean, 0), rise[-1:]))
    piece = np.clip(np.searchsorted(knots, at, "right") - 1, 0, len(knots) - 2)
    width = np.diff(knots)[piece][:, None]
    t = (at - knots[piece])[:, None] / width
    start, stop = control[piece], control[piece + 1]
    return np.asarray(
        start * (1 + 2 * t) * (1 - t) ** 2
        + slopes[piece] * width * t * (1 - t) ** 2
        + stop * t**2 * (3 - 2 * t)
        + slopes[piece + 1] * width * t**2 * (t - 1)
    )


def nearest(
    columns: Array, rows: Array, half: Array, box: Box, *, capped: bool
) -> tuple[Image, Image]:
    """For each pixel of the box the squared distance to the line, and where on it."""
    height, width = box[0].stop - box[0].start, box[1].stop - box[1].start
    far = np.full((height, width), np.inf, np.float32)
    place = np.zeros((height, width), np.float32)
    x, y = (columns - box[1].start).tolist(), (rows - box[0].start).tolist()
    wide, last = half.tolist(), len(x) - 2
    for at in range(last + 1):
        reach = max(wide[at], wide[at + 1]) + 1
        span = (
            _local(y[at], y[at + 1], reach, height),
            _local(x[at], x[at + 1], reach, width),
        )
        if span[0].start == span[0].stop or span[1].start == span[1].stop:
            continue
        dx, dy = x[at + 1] - x[at], y[at + 1] - y[at]
        gx = np.arange(span[1].start, span[1].stop, dtype=np.float32)[None, :] - x[at]
        gy = np.arange(span[0].start, span[0].stop, dtype=np.float32)[:, None] - y[at]
        t = (gx * dx + gy * dy) / max(dx * dx + dy * dy, 1e-6)
        near = np.clip(t, 0, 1)
        d = (gx - near * dx) ** 2 + (gy - near * dy) ** 2
        closer = d < far[span]
        np.copyto(far[span], d, where=closer, casting="same_kind")
        np.copyto(place[span], near + at, where=closer, casting="same_kind")
    if not capped:
        far[(place <= 0) | (place >= last + 1)] = np.inf
    return far, place


def _local(one: float, other: float, reach: float, size: int) -> slice:
    first = min(max(int(min(one, other) - reach), 0), size)
    return slice(first, min(max(int(max(one, other) + reach) + 2, first), size))
