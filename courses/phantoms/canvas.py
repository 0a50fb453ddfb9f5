"""One slice being painted: shapes are signed distances in millimetres, edges are as
soft as a pixel is wide, and what is painted later lies on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Array = NDArray[Any]
Window = tuple[slice, slice]
Point = Sequence[float]

FULL: Window = (slice(None), slice(None))
TURN = 1440  # steps of an angle


class Canvas:
    """The values of one slice at `z`, over the patient's own x and y (millimetres)."""

    def __init__(
        self,
        x: Plane,
        y: Plane,
        z: float,
        *,
        pixel: float,
        air: float,
        slack: float = 0,
    ) -> None:
        self.x, self.y, self.z = x, y, z
        self.pixel = np.float32(pixel)
        self.slack = slack  # how far a warp may have moved x and y
        self.values: Plane = np.full(x.shape, air, np.float32)
        self.axes = x[0], y[:, 0]  # of the raster, for textures
        self._polar: dict[Point, tuple[Plane, NDArray[np.intp]]] = {}
        self._steps = _step(x, y, 1), _step(x, y, 0)

    def pixels(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Column and row of points, however the patient lies and is bent."""
        rows, columns = self.x.shape
        (ax, ay), (bx, by) = self._steps
        det = ax * by - ay * bx
        column, row = np.zeros(np.shape(x)), np.zeros(np.shape(x))
        for _ in range(3):
            c = np.rint(column).clip(0, columns - 1).astype(int)
            r = np.rint(row).clip(0, rows - 1).astype(int)
            dx, dy = x - self.x[r, c], y - self.y[r, c]
            column = c + (dx * by - dy * bx) / det
            row = r + (dy * ax - dx * ay) / det
        return column, row

    def near(self, x: float, y: float, radius: float) -> Window:
        """The part of the raster in which all within `radius` of a point lies."""
        column, row = self.pixels(np.array(x), np.array(y))
        reach = (radius + self.slack) / float(self.pixel) + 2
        return _span(float(row), reach, len(self.x)), _span(
            float(column), reach, self.x.shape[1]
        )

    def straight(self, x: Plane, y: Plane) -> "Canvas":
        """The same slice over coordinates that no warp has bent."""
        other = Canvas(x, y, self.z, pixel=float(self.pixel), air=0)
        other.values = self.values
        return other

    def paint(
        self, value: float | Array, distance: Array, window: Window = FULL
    ) -> None:
        """Lay a value wherever the distance is below nought."""
        self.blend(value, np.clip(0.5 - distance / self.pixel, 0, 1), window)

    def blend(self, value: float | Array, cover: Array, window: Window = FULL) -> None:
        target = self.values[window]
        target += cover * (value - target)

    def polar(
        self, centre: Point, window: Window = FULL
    ) -> tuple[Plane, NDArray[np.intp]]:
        """Radius about a point, and the step of the angle; for the whole raster
        counted once for each point."""
        key = tuple(centre)
        if key in self._polar:
            radius, steps = self._polar[key]
            return radius[window], steps[window]
        dx = self.x[window] - np.float32(centre[0])
        dy = self.y[window] - np.float32(centre[1])
        angle = np.arctan2(dy, dx)
        angle += np.float32(np.pi)
        angle *= np.float32(TURN / (2 * np.pi))
        steps = angle.astype(np.intp)
        steps[steps >= TURN] = 0
        found = np.sqrt(dx * dx + dy * dy), steps
        if window is FULL:
            self._polar[key] = found
        return found


def _step(x: Plane, y: Plane, axis: int) -> tuple[float, float]:
    """From one pixel to the next along an axis, on the mean: a warp evens out."""
    ends = [np.take(a, (0, -1), axis).mean(1 - axis) for a in (x, y)]
    count = x.shape[axis] - 1
    return float(ends[0][1] - ends[0][0]) / count, float(
        ends[1][1] - ends[1][0]
    ) / count


def _span(middle: float, reach: float, count: int) -> slice:
    return slice(
        min(count, max(0, int(middle - reach))),
        min(count, max(0, int(middle + reach) + 1)),
    )


def ellipse(
    canvas: Canvas, centre: Point, radii: Point, window: Window, *, turn: float = 0.0
) -> Plane:
    """The distance to an ellipse, a good one near its edge."""
    dx = canvas.x[window] - np.float32(centre[0])
    dy = canvas.y[window] - np.float32(centre[1])
    if turn:
        c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
        dx, dy = c * dx + s * dy, c * dy - s * dx
    a, b = np.float32(radii[0]), np.float32(radii[1])
    near = np.sqrt((dx / a) ** 2 + (dy / b) ** 2)
    slope = np.sqrt((dx / a**2) ** 2 + (dy / b**2) ** 2) + np.float32(1e-6)
    result: Plane = near * (near - 1) / slope
    return result


def ellipsoid(
    canvas: Canvas, value: float, centre: Point, radii: Point, *, turn: float = 0.0
) -> None:
    """Paint one, where this slice cuts it."""
    cut = 1 - ((canvas.z - centre[2]) / radii[2]) ** 2
    if cut <= 0:
        return
    a, b = radii[0] * cut**0.5, radii[1] * cut**0.5
    window = canvas.near(centre[0], centre[1], max(a, b) + 1)
    canvas.paint(value, ellipse(canvas, centre, (a, b), window, turn=turn), window)


@dataclass(frozen=True)
class Star:
    """A closed outline that changes with height, each seen whole from its middle.

    Made from outlines at some heights, each given by points round it in order; between
    the heights and between the points it runs smoothly."""

    centre: tuple[float, float]
    heights: Array
    radius: Plane  # heights x angles
    slant: Plane

    ANGLES = 240
    FINE = TURN // ANGLES

    @classmethod
    def through(
        cls, centre: tuple[float, float], outlines: Mapping[float, Sequence[Point]]
    ) -> "Star":
        known = np.array(sorted(outlines), float)
        radii = np.array([cls._round(centre, outlines[z]) for z in known])
        heights = np.arange(known[0], known[-1] + 1, 2.0)
        radius = _smooth(known, radii, heights)
        step = 2 * np.pi / cls.ANGLES
        slope = (np.roll(radius, -1, 1) - np.roll(radius, 1, 1)) / (2 * step)
        rise = np.gradient(radius, 2.0, axis=0).clip(-4, 4) if len(heights) > 1 else 0
        # Distances are true in space, also where the outline runs askew or slopes.
        slant = 1 / np.sqrt(1 + (slope / np.maximum(radius, 1)) ** 2 + rise**2)
        return cls(centre, heights, radius.astype("f4"), slant.astype("f4"))

    @classmethod
    def _round(cls, centre: tuple[float, float], points: Sequence[Point]) -> Array:
        given = np.array(points, float) - centre
        angle = np.arctan2(given[:, 1], given[:, 0])
        order = np.argsort(angle)
        angle, radius = angle[order], np.hypot(given[:, 0], given[:, 1])[order]
        wrapped = np.concatenate([angle[-3:] - 2 * np.pi, angle, angle[:3] + 2 * np.pi])
        around = np.concatenate([radius[-3:], radius, radius[:3]])
        at = -np.pi + 2 * np.pi * np.arange(cls.ANGLES) / cls.ANGLES
        return _smooth(wrapped, around[:, None], at)[:, 0]

    def holds(self, z: float) -> bool:
        return bool(self.heights[0] <= z <= self.heights[-1])

    def row(self, z: float) -> tuple[Plane, Plane]:
        at = float(np.clip((z - self.heights[0]) / 2, 0, len(self.heights) - 1.001))
        below, part = int(at), np.float32(at % 1)
        radius = (1 - part) * self.radius[below] + part * self.radius[below + 1]
        return radius, self.slant[below]

    def distance(self, canvas: Canvas, window: Window = FULL) -> Plane:
        """Below nought inside. At heights that it does not reach: its nearest end."""
        radius, chosen = canvas.polar(self.centre, window)
        row, slant = self.row(canvas.z)
        places = np.arange(TURN) / self.FINE
        known = np.arange(self.ANGLES + 1)
        fine = np.interp(places, known, np.append(row, row[0])).astype(np.float32)
        result: Plane = radius - fine[chosen]
        result *= np.repeat(slant, self.FINE)[chosen]
        return result

    def reach(self, z: float) -> float:
        return float(self.row(z)[0].max())

    def at(self, angle: Array, z: float) -> Array:
        """How far the outline is from its middle at some angles."""
        place = (np.asarray(angle) + np.pi) % (2 * np.pi) * self.ANGLES / (2 * np.pi)
        row = self.row(z)[0]
        steps = np.arange(self.ANGLES + 1)
        result: Array = np.interp(place, steps, np.append(row, row[0]))
        return result

    def inside(self, points: Array) -> Array:
        """The distance of points (n, 3), below nought inside."""
        dx, dy = points[:, 0] - self.centre[0], points[:, 1] - self.centre[1]
        place = (np.arctan2(dy, dx) + np.pi) * self.ANGLES / (2 * np.pi)
        column = place.astype(int) % self.ANGLES
        level = np.clip((points[:, 2] - self.heights[0]) / 2, 0, len(self.heights) - 1)
        result: Array = np.hypot(dx, dy) - self.radius[level.astype(int), column]
        return result


def _smooth(known: Array, values: Array, at: Array) -> Array:
    """Monotone cubic interpolation down the first axis: smooth, and no overshoot."""
    if len(known) == 1:
        return np.repeat(values, len(at), 0)
    width = np.diff(known)[:, None]
    slope = np.diff(values, axis=0) / width
    left, right = slope[:-1], slope[1:]
    bend = np.where(
        left * right > 0,
        2 * left * right / (left + right + 1e-12 * (left == -right)),
        0,
    )
    tangent = np.concatenate([slope[:1], bend, slope[-1:]])
    i = np.clip(np.searchsorted(known, at, side="right") - 1, 0, len(known) - 2)
    t = ((at - known[i]) / (known[i + 1] - known[i]))[:, None]
    h = width[i]
    result: Array = (
        (2 * t**3 - 3 * t**2 + 1) * values[i]
        + (t**3 - 2 * t**2 + t) * h * tangent[i]
        + (3 * t**2 - 2 * t**3) * values[i + 1]
        + (t**3 - t**2) * h * tangent[i + 1]
    )
    return result
