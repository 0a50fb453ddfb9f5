"""How a scanner of any kind looks at a patient: slice by slice, each at the heights
that its thickness holds, bent as bodies are, and moved as patients move."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.canvas import Canvas
from courses.phantoms.fields import Field
from courses.phantoms.geometry import Grid, Pose, Spot
from courses.phantoms.made import Finding, Vector

Plane = NDArray[np.float32]
Draw = Callable[[Canvas, Canvas], None]
BREATH: Final = 4.0  # seconds


@dataclass(frozen=True)
class Sampler:
    """`motion` is how far breath or unrest moves the patient, in millimetres; `bend`
    how far no body is as regular as a drawing."""

    grid: Grid
    pose: Pose
    rng: np.random.Generator
    motion: float = 0.0
    bend: float = 2.0

    def sampled(self, draw: Draw, index: int, air: float) -> Plane:
        heights = self.grid.heights_within(index)
        if self.motion:
            heights = np.resize(heights, max(4, len(heights))).tolist()
        total = np.zeros((self.grid.rows, self.grid.columns), np.float32)
        for sample, height in enumerate(heights):
            moved = self.moved(index + (sample + 0.5) / len(heights) - 0.5)
            canvas, straight = self.canvas(height, moved, air=air)
            draw(canvas, straight)
            total += canvas.values
        return total / np.float32(len(heights))

    def canvas(
        self, height: float, moved: Vector = (0, 0, 0), *, air: float = 0.0
    ) -> tuple[Canvas, Canvas]:
        x, y = self.grid.axes()
        plain = self._raster
        if any(moved):
            plain = plain[0] - np.float32(moved[0]), plain[1] - np.float32(moved[1])
        z = height - moved[2]
        bent_x, bent_y = (
            p + np.float32(self.bend) * f.on(x, y, z)
            for p, f in zip(plain, self._bends, strict=True)
        )
        made = Canvas(bent_x, bent_y, z, pixel=self.grid.spacing, air=air, slack=1)
        made.axes = (x, y)
        return made, made.straight(*plain)

    def straightened(self, point: Vector) -> Vector:
        """Where a place of the bent anatomy really is, in the patient's millimetres."""
        bent, _ = self.canvas(point[2])
        column, row = bent.pixels(np.array(point[0]), np.array(point[1]))
        left, top = self.grid.corner
        x, y = self.pose.to_patient(
            np.array(left + column * self.grid.spacing, np.float32),
            np.array(top + row * self.grid.spacing, np.float32),
        )
        return round(float(x), 3), round(float(y), 3), point[2]

    def moved(self, index: float) -> Vector:
        """Where the patient has moved when a slice is taken."""
        wave = self.motion * np.sin(2 * np.pi * index * self._seconds / BREATH)
        return 0.25 * wave, 0.5 * wave, 0.8 * wave

    @property
    def _seconds(self) -> float:
        return abs(self.grid.step) / 40 + 0.1

    @cached_property
    def _raster(self) -> tuple[Plane, Plane]:
        x, y = np.meshgrid(*self.grid.axes())
        return self.pose.to_patient(x.astype(np.float32), y.astype(np.float32))

    @cached_property
    def _bends(self) -> tuple[Field, Field]:
        size = (600, 600, 800)
        return (
            Field(self.rng, grain=85, size=size),
            Field(self.rng, grain=85, size=size),
        )

    def found(self, spot: Spot, uids: Sequence[str]) -> Finding:
        """Where a spot is in the images, on the slice that cuts it best."""
        z = spot.centre[2]
        off = [
            abs(self.grid.height(i) - z - self.moved(i)[2])
            for i in range(self.grid.slices)
        ]
        index = int(np.argmin(off))
        return spot.found(self.grid, self.pose, uids[index], self.moved(index))
