"""Where the pixels lie in the patient: the grid, how the patient lies on it, and the
attributes that say so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, cos, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from courses.phantoms.made import Finding, Pixel, Vector

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pose:
    """How the patient lies: turned about the long axis, and beside the middle."""

    turn: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)

    def to_scanner(self, point: Vector) -> Vector:
        c, s = cos(radians(self.turn)), sin(radians(self.turn))
        x, y, z = point
        return c * x - s * y + self.shift[0], s * x + c * y + self.shift[1], z

    def to_patient(self, x: Plane, y: Plane) -> tuple[Plane, Plane]:
        x, y = x - np.float32(self.shift[0]), y - np.float32(self.shift[1])
        if not self.turn:
            return x, y
        c, s = np.float32(cos(radians(self.turn))), np.float32(sin(radians(self.turn)))
        return c * x + s * y, c * y - s * x


@dataclass(frozen=True, slots=True)
class Grid:
    """Axial slices. `first` is the height of slice 1, `step` to the next one up or
    (negative) down; `centre` the middle of the image, x and y."""

    rows: int
    columns: int
    spacing: float
    slices: int
    first: float
    step: float
    thickness: float
    centre: tuple[float, float] = (0.0, 0.0)

    @property
    def corner(self) -> tuple[float, float]:
        """The centre of the first pixel."""
        return (
            self.centre[0] - self.spacing * (self.columns - 1) / 2,
            self.centre[1] - self.spacing * (self.rows - 1) / 2,
        )

    def height(self, index: int) -> float:
        return self.first + self.step * index

    def index(self, height: float) -> int:
        """The slice nearest to a height."""
        nearest = round((height - self.first) / self.step)
        return min(max(nearest, 0), self.slices - 1)

    def pixel(self, x: float, y: float) -> Pixel:
        left, top = self.corner
        return (x - left) / self.spacing, (y - top) / self.spacing

    def axes(self) -> tuple[Plane, Plane]:
        left, top = self.corner
        columns = np.arange(self.columns, dtype=np.float32)
        rows = np.arange(self.rows, dtype=np.float32)
        return left + columns * self.spacing, top + rows * self.spacing

    def heights_within(self, index: int) -> list[float]:
        """Where a slice is sampled, so that its thickness blurs what it should."""
        samples = min(8, max(1, ceil(self.thickness / 1.25)))
        middle = self.height(index)
        return [
            middle + self.thickness * ((i + 0.5) / samples - 0.5)
            for i in range(samples)
        ]

    def describe(self, image: Dataset, index: int, frame_uid: str) -> None:
        """Frame of Reference, Image Plane and what belongs to them."""
        image.FrameOfReferenceUID = frame_uid
        image.PositionReferenceIndicator = ""
        image.PatientPosition = "HFS"
        image.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        image.PixelSpacing = [_decimal(self.spacing)] * 2
        image.SliceThickness = _decimal(self.thickness)
        image.SpacingBetweenSlices = _decimal(abs(self.step))
        self.place(image, index)

    def place(self, image: Dataset, index: int) -> None:
        """What differs from slice to slice."""
        place = (*self.corner, self.height(index))
        image.ImagePositionPatient = [_decimal(v) for v in place]
        image.SliceLocation = _decimal(self.height(index))


@dataclass(frozen=True, slots=True)
class Spot:
    """Something drawn in, in the patient's own millimetres, before it is looked for."""

    name: str
    centre: Vector
    radii: Vector
    details: Mapping[str, Any] = field(default_factory=dict)

    def found(
        self, grid: Grid, pose: Pose, sop_uid: str, moved: Vector = (0, 0, 0)
    ) -> Finding:
        """Where it is in an image, the patient having moved a little."""
        x, y, z = np.add(pose.to_scanner(self.centre), moved).tolist()
        column, row = grid.pixel(x, y)
        half = [r / grid.spacing for r in _turned(self.radii, pose.turn)]
        return Finding(
            name=self.name,
            centre=(round(x, 3), round(y, 3), round(z, 3)),
            radius_mm=round(max(self.radii), 2),
            sop_uid=sop_uid,
            pixel=(round(column, 2), round(row, 2)),
            box=(
                (round(column - half[0], 2), round(row - half[1], 2)),
                (round(column + half[0], 2), round(row + half[1], 2)),
            ),
            details=self.details,
        )


def _turned(radii: Vector, turn: float) -> tuple[float, float]:
    """Half the sides of the upright box round a turned ellipse."""
    c, s = cos(radians(turn)), sin(radians(turn))
    a, b, _ = radii
    return float(np.hypot(a * c, b * s)), float(np.hypot(a * s, b * c))


def _decimal(value: float) -> str:
    return f"{value:.6g}" if abs(value) < 1 else f"{value:.4f}".rstrip("0").rstrip(".")
