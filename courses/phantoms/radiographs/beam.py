"""The cone beam: from a point of the patient to a pixel of the detector, and back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Image = NDArray[np.float32]
Box = tuple[slice, slice]
Patch = tuple[Box, Image]

# Rows of a view: which way of the patient (left, back, head) are the image's columns,
# its rows, and the way from the detector to the source.
VIEWS: Final[dict[str, tuple[tuple[int, int, int], ...]]] = {
    "PA": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
    "AP": ((1, 0, 0), (0, 0, -1), (0, -1, 0)),
    "PA up": ((1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "LL": ((0, 1, 0), (0, 0, -1), (-1, 0, 0)),
    "RL": ((0, 1, 0), (0, 0, -1), (1, 0, 0)),
}


@dataclass(frozen=True)
class Beam:
    """Millimetres; `gap` lies between the patient's origin and the detector, `turned`
    is how the patient stands in the beam: degrees about the head-foot, the left-right
    and the front-back axis; `shift` moves the patient over the detector."""

    view: str
    distance: float
    gap: float
    pitch: float
    size: tuple[float, float]
    turned: tuple[float, float, float] = (0.0, 0.0, 0.0)
    shift: tuple[float, float] = (0.0, 0.0)
    frame: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        axes = np.array(VIEWS[self.view], float)
        object.__setattr__(self, "frame", axes @ _turn(self.turned))

    @cached_property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        width, height = self.size
        return round(height / self.pitch), round(width / self.pitch)

    def inside(self, points: Array) -> Array:
        """Points of the patient in the beam's own frame: along columns and rows, and
        above the detector."""
        placed = np.asarray(points, float) @ self.frame.T
        return np.asarray(placed + np.array((*self.shift, self.gap)))

    def place(self, points: Array) -> tuple[Array, Array, Array]:
        """Column, row and magnification of each point, (n, 3) of the patient."""
        along, down, above = self.inside(points).T
        larger = self.distance / (self.distance - above)
        rows, columns = self.shape
        return (
            along * larger / self.pitch + (columns - 1) / 2,
            down * larger / self.pitch + (rows - 1) / 2,
            larger,
        )

    def pixel(self, point: tuple[float, float, float]) -> tuple[float, float]:
        columns, rows, _ = self.place(np.array([point]))
        return float(columns[0]), float(rows[0])

    def grid(self, box: Box, *, every: int = 1) -> tuple[Array, Array]:
        """Where pixels lie on the detector, in millimetres of the beam's frame; or the
        middles of blocks of `every` by `every`."""
        rows, columns = self.shape
        middle = (every - 1) / 2
        down = np.arange(box[0].start, box[0].stop, every) + middle
        along = np.arange(box[1].start, box[1].stop, every) + middle
        return (
            (along[None, :] - (columns - 1) / 2) * self.pitch,
            (down[:, None] - (rows - 1) / 2) * self.pitch,
        )

    def around(self, columns: Array, rows: Array, reach: float) -> Box:
        """The part of the image within `reach` pixels of these, empty where none is."""
        height, width = self.shape
        return (
            _span(rows.min() - reach, rows.max() + reach, height),
            _span(columns.min() - reach, columns.max() + reach, width),
        )

    def whole(self) -> Box:
        return slice(0, self.shape[0]), slice(0, self.shape[1])


# A solid is asked for its "whole", for what lies "within" its cortex, or for the
# "marrow": the spongy bone within, which is thin where the cortex is thick.
Solid = Callable[[Beam, str], Patch]


def _span(low: float, high: float, size: int) -> slice:
    first = min(max(int(np.floor(low)), 0), size)
    return slice(first, min(max(int(np.ceil(high)) + 1, first), size))


def _turn(degrees: tuple[float, float, float]) -> Array:
    about_z, about_x, about_y = np.radians(degrees)
    cz, sz = np.cos(about_z), np.sin(about_z)
    cx, sx = np.cos(about_x), np.sin(about_x)
    cy, sy = np.cos(about_y), np.sin(about_y)
    z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    return np.asarray(y @ x @ z)
