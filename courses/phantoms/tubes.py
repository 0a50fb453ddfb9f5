"""Round things that run through space: vessels, airways, ribs; and how trees grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.canvas import Canvas

Plane = NDArray[np.float32]
Array = NDArray[Any]
Point = Sequence[float]
SIZES = (6, 10, 16, 24, 40, 64, 100, 160, 256, 512)


@dataclass(frozen=True)
class Tubes:
    """Straight pieces, each from one end to another with a radius at both.

    `flat` presses them: 0.5 makes them half as thick across as they are high."""

    starts: Array
    ends: Array
    radii: Array  # pieces x 2
    flat: float = 1.0

    @classmethod
    def along(
        cls,
        points: Sequence[Point] | Array,
        radii: float | Sequence[float] | Array,
        *,
        flat: float = 1.0,
    ) -> "Tubes":
        way = np.array(points, np.float32)
        r = np.broadcast_to(np.asarray(radii, np.float32), len(way))
        return cls(way[:-1], way[1:], np.stack([r[:-1], r[1:]], 1), flat)

    @classmethod
    def joined(cls, many: Sequence["Tubes"]) -> "Tubes":
        return cls(
            np.concatenate([t.starts for t in many]),
            np.concatenate([t.ends for t in many]),
            np.concatenate([t.radii for t in many]),
            many[0].flat,
        )

    def paint(self, canvas: Canvas, value: float | Array, *, grow: float = 0.0) -> None:
        """Paint where this slice cuts them; `grow` makes them thicker or thinner."""
        cover = self.cover(canvas, grow=grow)
        if cover is not None:
            canvas.blend(value, cover)

    def cover(self, canvas: Canvas, *, grow: float = 0.0) -> Plane | None:
        p, v, radii, z = self._cut(canvas.z, grow)
        if not len(p):
            return None
        layer = np.zeros(canvas.x.size, np.float32)
        middle, reach = p[:, :2] + v[:, :2] / 2, np.hypot(v[:, 0], v[:, 1]) / 2
        reach += radii.max(1) + canvas.slack
        column, row = canvas.pixels(middle[:, 0], middle[:, 1])
        need = 2 * reach / canvas.pixel + 3
        size = np.searchsorted(SIZES, need).clip(max=len(SIZES) - 1)
        for kind in np.unique(size):
            chosen = size == kind
            places = _patches(canvas, column[chosen], row[chosen], SIZES[kind])
            found = _covered(canvas, places, p[chosen], v[chosen], radii[chosen], z)
            np.maximum.at(layer, places.ravel(), found.ravel())
        return layer.reshape(canvas.x.shape)

    def _cut(self, z: float, grow: float) -> tuple[Array, Array, Array, float]:
        """The parts of the pieces that come near a height."""
        squeeze = np.array([1, 1, self.flat], np.float32)
        p, q, z = self.starts * squeeze, self.ends * squeeze, z * self.flat
        radii = self.radii + np.float32(grow)
        most = radii.max(1)
        low, high = np.minimum(p[:, 2], q[:, 2]), np.maximum(p[:, 2], q[:, 2])
        near = (low - most < z) & (high + most > z) & (most > 0)
        return p[near], (q - p)[near], radii[near], z


def _patches(canvas: Canvas, column: Array, row: Array, size: int) -> Array:
    """Flat indices of squares round some pixels, moved inside the raster."""
    rows, columns = canvas.x.shape
    steps = np.arange(size)
    top = (np.rint(row).astype(int) - size // 2)[:, None] + steps
    left = (np.rint(column).astype(int) - size // 2)[:, None] + steps
    result: Array = (
        top.clip(0, rows - 1)[:, :, None] * columns
        + left.clip(0, columns - 1)[:, None, :]
    )
    return result


def _covered(
    canvas: Canvas, places: Array, p: Array, v: Array, radii: Array, z: float
) -> Array:
    x = canvas.x.ravel()[places] - p[:, 0, None, None]
    y = canvas.y.ravel()[places] - p[:, 1, None, None]
    h = (np.float32(z) - p[:, 2])[:, None, None]
    vx, vy, vz = (v[:, i, None, None] for i in range(3))
    length = vx * vx + vy * vy + vz * vz + np.float32(1e-9)
    t = np.clip((x * vx + y * vy + h * vz) / length, 0, 1)
    away = np.sqrt((x - t * vx) ** 2 + (y - t * vy) ** 2 + (h - t * vz) ** 2)
    radius = radii[:, 0, None, None] + t * (radii[:, 1] - radii[:, 0])[:, None, None]
    # What is thinner than a pixel fills only a part of it.
    full = np.minimum(1, np.float32(1.7) * radius / canvas.pixel)
    result: Array = np.clip(0.5 + (radius - away) / canvas.pixel, 0, 1) * full
    return result


def tree(
    rng: np.random.Generator,
    root: Sequence[Point],
    tips: Array,
    *,
    tip: float = 0.45,
    most: float = 7.0,
    piece: float = 5.0,
) -> Tubes:
    """A tree that reaches every tip: each joins where the tree is nearest, and a stem
    is as thick as its branches together (Murray's law)."""
    nodes, parents = _grown(rng, np.array(root, np.float32), tips, piece)
    flow = np.zeros(len(nodes))
    children = np.bincount(parents[1:], minlength=len(nodes))
    flow[children == 0] = 1
    for i in range(len(nodes) - 1, 0, -1):
        flow[parents[i]] += flow[i]
    nodes = _rounded(nodes, parents, children, fixed=len(root))
    radius = np.minimum(tip * flow ** (1 / 2.7), most).astype(np.float32)
    stem = parents[1:]
    # A branch leaves its stem with its own width.
    begin = np.minimum(radius[stem], radius[1:] * 1.15)
    return Tubes(nodes[stem], nodes[1:], np.stack([begin, radius[1:]], 1))


def _rounded(nodes: Array, parents: Array, children: Array, *, fixed: int) -> Array:
    """Vessels bend, they have no corners: draw each fork between what it joins."""
    for _ in range(4):
        below = np.zeros_like(nodes)
        np.add.at(below, parents[1:], nodes[1:])
        below /= np.maximum(children, 1)[:, None]
        middle = 0.5 * nodes + 0.25 * (nodes[parents] + below)
        inner = children > 0
        inner[:fixed] = False
        nodes = np.where(inner[:, None], middle, nodes).astype(np.float32)
    return nodes


def _grown(
    rng: np.random.Generator, root: Array, tips: Array, piece: float
) -> tuple[Array, Array]:
    order = np.argsort(np.linalg.norm(tips - root[-1], axis=1))
    nodes = [*root]
    parents = [max(0, i - 1) for i in range(len(root))]
    known = np.empty((len(tips) * 50 + 60 + len(root), 3), np.float32)
    known[: len(root)] = root
    for goal in tips[order].astype(np.float32):
        away = np.linalg.norm(known[: len(nodes)] - goal, axis=1)
        stem = int(np.argmin(away))
        steps = min(50, max(1, int(away[stem] / piece)))
        begin = known[stem].copy()
        for step in range(1, steps + 1):
            point = begin + (goal - begin) * (step / steps)
            if step < steps:
                point = point + rng.normal(0, piece * 0.08, 3).astype(np.float32)
            known[len(nodes)] = point
            parents.append(stem)
            stem = len(nodes)
            nodes.append(point)
    return known[: len(nodes)], np.array(parents)
