"""Solids that a beam goes through: how many millimetres of each lie on every ray."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from courses.phantoms.radiographs.beam import Array, Beam, Image, Patch, Solid
from courses.phantoms.radiographs.grain import enlarge
from courses.phantoms.radiographs.tubes import Tube


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
        return self.layers(beam, (layer,))[0]

    def layers(self, beam: Beam, names: Sequence[str]) -> list[Patch]:
        """Each ray is followed once for all of them."""
        walls = [self.cortex if name != "whole" else 0.0 for name in names]
        columns, rows, larger = beam.place(np.array([self.centre]))
        box = beam.around(columns, rows, self.reach * float(larger[0]) / beam.pitch)
        every = max(1, int(self.coarse / beam.pitch))
        along, down = beam.grid(box, every=every)
        middle = beam.inside(np.array([self.centre]))[0]
        shape = down.shape[0], along.shape[1]
        totals = {wall: np.zeros(shape, np.float32) for wall in walls}
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
            depth = self.depth(*here)
            for wall in totals:
                totals[wall] += np.clip((depth - wall) / self.step + 0.5, 0, 1)
        size = box[0].stop - box[0].start, box[1].stop - box[1].start
        full = {
            wall: enlarge(total, size, every) * np.float32(self.step)
            for wall, total in totals.items()
        }
        return [(box, full[wall]) for wall in walls]


def thickness(beam: Beam, parts: Iterable[Solid], *, layer: str = "whole") -> Image:
    """Several solids that make one thing: where they overlap they count once."""
    total = np.zeros(beam.shape, np.float32)
    box, chord = together(beam, parts, layer)
    total[box] = chord
    return total


def together(beam: Beam, parts: Iterable[Solid], layer: str) -> Patch:
    return _joined([part(beam, layer) for part in parts])


def _joined(patches: Sequence[Patch]) -> Patch:
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
        has_marrow = any(isinstance(part, Tube) for part in parts)
        names = ("whole", "within", "marrow" if has_marrow else "within")
        seen = [_layers(part, beam, names) for part in parts]
        whole, within, marrow = (_joined(layer) for layer in zip(*seen, strict=True))
        compact[whole[0]] += whole[1]
        compact[within[0]] -= within[1]
        spongy[marrow[0]] += marrow[1]
    return np.maximum(compact, 0), spongy


def _layers(part: Solid, beam: Beam, names: Sequence[str]) -> list[Patch]:
    if isinstance(part, Tube | Carved):
        return part.layers(beam, names)
    return [part(beam, name) for name in names]
