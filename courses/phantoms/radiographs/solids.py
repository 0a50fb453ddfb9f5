"""Solids that a beam goes through: how many millimetres of each lie on every ray."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from courses.phantoms.radiographs.beam import Array, Beam, Box
from courses.phantoms.radiographs.grain import enlarge

Image = NDArray[np.float32]
Patch = tuple[Box, Image]
# A solid is asked for its "whole", for what lies "within" its cortex, or for the
# "marrow": the spongy bone within, which is thin where the cortex is thick.
Solid = Callable[[Beam, str], Patch]

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
        wall = self.cortex if layer != "whole" else 0.0 * self.cortex
        high = np.maximum(self.high - wall, 1e-3)
        round_one = self.deep is self.high
        deep = high if round_one else np.maximum(self.deep - wall, 1e-3)
        columns, rows, larger = beam.place(self.axis)
        half, chord = self._seen(beam, high, deep)
        half = half * larger / beam.pitch
        box = beam.around(columns, rows, float(half.max()) + 1)
        far, place = nearest(columns, rows, half, box, capped=self.capped)
        steps = np.arange(len(half))
        width = np.interp(place, steps, half).astype(np.float32)
        most = np.interp(place, steps, chord).astype(np.float32)
        if layer == "marrow":
            sponge = np.clip(1.25 - self.cortex / 3.2, 0.04, 1)
            most = most * np.interp(place, steps, sponge).astype(np.float32)
        part = 1 - np.minimum(far / width**2, 1)
        return box, 2 * most * np.sqrt(part)

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


@dataclass(frozen=True)
class Ellipsoid:
    """`axes` are its half axes as vectors, (3, 3); the chord is exact."""

    centre: tuple[float, float, float]
    axes: Array
    cortex: float = 0.0

    def __call__(self, beam: Beam, layer: str) -> Patch:
        lengths = np.linalg.norm(self.axes, axis=1, keepdims=True)
        wall = self.cortex if layer != "whole" else 0.0
        axes = self.axes * np.maximum(1 - wall / lengths, 1e-3)
        columns, rows, larger = beam.place(np.array([self.centre]))
        reach = float(lengths.max() * larger[0] / beam.pitch) * 1.1 + 2
        box = beam.around(columns, rows, reach)
        unit = np.linalg.inv((axes @ beam.frame.T).T)
        middle = beam.inside(np.array([self.centre]))[0]
        along, down = beam.grid(box)
        source = unit @ (np.array((0.0, 0.0, beam.distance)) - middle)
        way = [
            unit[i, 0] * along + unit[i, 1] * down - unit[i, 2] * beam.distance
            for i in range(3)
        ]
        a = sum(w * w for w in way)
        b = sum(w * s for w, s in zip(way, source, strict=True))
        root = np.maximum(b * b - a * (float(source @ source) - 1), 0)
        length = np.sqrt(along**2 + down**2 + beam.distance**2)
        return box, np.asarray(2 * np.sqrt(root) / a * length, np.float32)


def ellipsoid(
    centre: ArrayLike,
    half: ArrayLike,
    *,
    tilt: float = 0.0,
    cortex: float = 0.0,
) -> Ellipsoid:
    """Half axes along left, back and head; `tilt` turns it in the frontal plane,
    degrees, head end towards the patient's left."""
    c, s = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
    turn = np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])
    x, y, z = (float(each) for each in np.asarray(centre))
    return Ellipsoid((x, y, z), np.diag(np.asarray(half, float)) @ turn, cortex)


@dataclass(frozen=True)
class Carved:
    """Any solid, by a function of (left, back, head) mm from its centre that says how
    deep inside a point lies; rays are followed through it in steps."""

    centre: tuple[float, float, float]
    reach: float
    depth: Callable[[Image, Image, Image], Image]
    cortex: float = 0.0
    step: float = 1.5
    coarse: float = 0.0

    def __call__(self, beam: Beam, layer: str) -> Patch:
        columns, rows, larger = beam.place(np.array([self.centre]))
        box = beam.around(columns, rows, self.reach * float(larger[0]) / beam.pitch)
        every = max(1, int(self.coarse / beam.pitch))
        along, down = beam.grid(box, every=every)
        middle = beam.inside(np.array([self.centre]))[0]
        wall = self.cortex if layer != "whole" else 0.0
        total = np.zeros((down.shape[0], along.shape[1]), np.float32)
        steps = np.arange(-self.reach, self.reach + self.step, self.step)
        for above in steps + middle[2]:
            part = 1 - above / beam.distance
            at = [along * part - middle[0], down * part - middle[1]]
            here = [
                (
                    at[0] * beam.frame[0, k]
                    + at[1] * beam.frame[1, k]
                    + (above - middle[2]) * beam.frame[2, k]
                ).astype(np.float32)
                for k in range(3)
            ]
            total += np.clip((self.depth(*here) - wall) / self.step + 0.5, 0, 1)
        shape = box[0].stop - box[0].start, box[1].stop - box[1].start
        return box, enlarge(total, shape, every) * np.float32(self.step)


def thickness(beam: Beam, parts: Iterable[Solid], *, layer: str = "whole") -> Image:
    """Several solids that make one thing: where they overlap they count once."""
    total = np.zeros(beam.shape, np.float32)
    box, chord = together(beam, parts, layer)
    total[box] = chord
    return total


def together(beam: Beam, parts: Iterable[Solid], layer: str) -> Patch:
    patches = [part(beam, layer) for part in parts]
    rows, columns = (
        slice(
            min(box[way].start for box, _ in patches),
            max(box[way].stop for box, _ in patches),
        )
        for way in (0, 1)
    )
    total = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.float32)
    for box, chord in patches:
        here = (
            slice(box[0].start - rows.start, box[0].stop - rows.start),
            slice(box[1].start - columns.start, box[1].stop - columns.start),
        )
        total[here] = _union(total[here], chord)
    return (rows, columns), total


def _union(first: Image, second: Image) -> Image:
    """The larger of both, rounded where they are alike (an eighth power mean)."""
    most = np.maximum(first, second)
    ratio = np.minimum(first, second) / np.maximum(most, 1e-6)
    for _ in range(3):
        ratio = ratio * ratio
    share = np.sqrt(np.sqrt(np.sqrt(1 + ratio)))
    return np.asarray(most * share, np.float32)


def bones(beam: Beam, each: Iterable[Iterable[Solid]]) -> tuple[Image, Image]:
    """Millimetres of compact and of spongy bone, of bones made of parts."""
    compact = np.zeros(beam.shape, np.float32)
    spongy = np.zeros(beam.shape, np.float32)
    for one in each:
        parts = list(one)
        box, whole = together(beam, parts, "whole")
        inside, within = together(beam, parts, "within")
        compact[box] += whole
        compact[inside] -= within
        if any(isinstance(part, Tube) for part in parts):
            inside, within = together(beam, parts, "marrow")
        spongy[inside] += within
    return np.maximum(compact, 0), spongy
