"""What may be wrong in a head: blood outside and inside the brain, an infarct, a mass;
and how it pushes what lies beside it."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.anatomy.brain import Look
from courses.phantoms.canvas import Canvas, Window, ellipse
from courses.phantoms.fields import Field
from courses.phantoms.made import Vector

Plane = NDArray[np.float32]
Array = NDArray[Any]
OUTSIDE: Final = ("epidural", "subdural")
INSIDE: Final = ("intraparenchymal", "mass", "infarct", "subarachnoid")


@dataclass(frozen=True)
class Bleed:
    """One lesion. `centre` lies on the inner table for blood outside the brain, in the
    middle of the lesion else; `size` is its greatest thickness, or half its width."""

    kind: str
    side: int
    centre: Vector
    size: float
    radii: Vector
    clouds: Field

    @property
    def tissue(self) -> str:
        return self.kind if self.kind in ("mass", "infarct") else "clot"

    @property
    def shift(self) -> float:
        """How far it pushes what lies next to it, in millimetres."""
        return {
            "epidural": 0.35 * self.size,
            "subdural": 0.45 * self.size,
            "intraparenchymal": 0.22 * self.size,
            "mass": 0.2 * self.size,
        }.get(self.kind, 0.0)

    def pushed(self, canvas: Canvas) -> Canvas:
        """The coordinates of the brain where the lesion has pushed it aside."""
        if not self.shift:
            return canvas
        _, y, z = self.centre
        near = np.exp(
            -(((canvas.y - np.float32(y)) / 52) ** 2)
            - ((np.abs(canvas.x) - 10) / 48) ** 2
            - ((canvas.z - z) / 46) ** 2
        )
        moved = canvas.x + np.float32(self.side * self.shift) * near
        other = canvas.straight(moved.astype(np.float32), canvas.y)
        other.axes = canvas.axes
        return other

    def effaced(self, canvas: Canvas, window: Window) -> Plane:
        """Where the folds are shut by swelling, 0 to 1."""
        if self.kind == "subarachnoid":
            return np.zeros_like(canvas.x[window])
        reach = np.array(self.radii) + 16 if self.kind in INSIDE else (45, 62, 45)
        return self._near(canvas, window, reach) * np.float32(0.9)

    def _near(self, canvas: Canvas, window: Window, reach: object) -> Plane:
        x, y, z = self.centre
        a, b, c = np.asarray(reach, float)
        away = (
            ((canvas.x[window] - np.float32(x)) / a) ** 2
            + ((canvas.y[window] - np.float32(y)) / b) ** 2
            + np.float32(((canvas.z - z) / c) ** 2)
        )
        result: Plane = np.exp(-1.2 * away * away).astype(np.float32)
        return result

    def outside(self, canvas: Canvas, depth: Plane, window: Window) -> Array | None:
        """The distance to blood between skull and brain, below nought within."""
        x, y, z = (np.float32(v) for v in self.centre)
        dx, dy = canvas.x[window] - x, canvas.y[window] - y
        rise = np.float32(canvas.z) - z
        if self.kind == "epidural":
            # A ball that reaches through the bone: the lens is what lies inside.
            ball = np.float32(self.radii[0])
            out = np.array(self.centre) / np.linalg.norm(self.centre)
            ox, oy, oz = (out * (ball - self.size)).astype(np.float32)
            away = np.sqrt((dx - ox) ** 2 + (dy - oy) ** 2 + (rise - oz) ** 2)
            return np.asarray(np.maximum(away - ball, -depth))
        if self.kind == "subdural":
            length, high = np.float32(self.radii[1]), np.float32(self.radii[2])
            thick = self.size * np.clip(
                1 - (dy / length) ** 2 - (rise / high) ** 2, 0, 1
            )
            crescent = np.maximum(depth - thick, 6 - self.side * canvas.x[window])
            crescent = np.maximum(crescent, 0.6 - thick)
            return np.asarray(np.maximum(crescent, -depth))
        return None

    def paint_outside(
        self, canvas: Canvas, look: Look, window: Window, depth: Plane
    ) -> None:
        edge = self.outside(canvas, depth, window)
        if edge is not None:
            clouds = self.clouds.on(*canvas.axes, canvas.z)[window]
            canvas.paint(look["clot"] * (1 + 0.06 * clouds), edge, window)

    def paint_in_brain(
        self, canvas: Canvas, look: Look, window: Window, depth: Plane
    ) -> None:
        if self.kind == "infarct":
            self._paint_infarct(canvas, look, window, depth)
        elif self.kind == "subarachnoid":
            self._paint_in_water(canvas, look, window, depth)
        elif self.kind in INSIDE:
            edge = self.core(canvas, window)
            if edge is not None:
                self._paint_core(canvas, look, window, edge)

    def core(self, canvas: Canvas, window: Window) -> Plane | None:
        """The distance to an uneven egg within the brain."""
        x, y, z = self.centre
        a, b, c = self.radii
        cut = 1 - ((canvas.z - z) / (c + 8)) ** 2
        if cut <= 0.05:
            return None
        wide = 1 - ((canvas.z - z) / c) ** 2
        clouds = self.clouds.on(*canvas.axes, canvas.z)[window]
        size = (a * max(wide, 0.02) ** 0.5, b * max(wide, 0.02) ** 0.5)
        edge = ellipse(canvas, (x, y), size, window, turn=self.side * 0.3)
        if wide <= 0.02:
            edge = edge + np.float32(abs(canvas.z - z) - c)
        result: Plane = edge + np.float32(0.09 * self.size) * clouds
        return result

    def _paint_core(
        self, canvas: Canvas, look: Look, window: Window, edge: Plane
    ) -> None:
        clouds = self.clouds.on(*canvas.axes, canvas.z)[window]
        rim = np.clip(0.5 - (edge - 5.5 - 1.5 * clouds) / 3, 0, 1)
        canvas.blend(look["oedema"], np.float32(0.8) * rim, window)
        what = "clot" if self.kind == "intraparenchymal" else "mass"
        canvas.paint(look[what] * (1 + 0.06 * clouds), edge, window)
        if self.kind == "mass":  # dead in its middle
            middle = edge + np.float32(0.5 * self.size) + 1.5 * clouds
            dead = 0.6 * look["csf"] + 0.4 * look["mass"]
            canvas.blend(dead, np.clip(0.5 - middle / 2, 0, 1), window)

    def _paint_infarct(
        self, canvas: Canvas, look: Look, window: Window, depth: Plane
    ) -> None:
        """Grey and white become alike, and a little darker, in the territory."""
        territory = self.territory(canvas, window) * (depth > 1.5)
        values = canvas.values[window]
        water = (look["grey"] - values) / (look["grey"] - look["csf"])
        brain = np.clip(1.8 - 2.2 * water, 0, 1)
        canvas.blend(look["infarct"], np.float32(0.8) * territory * brain, window)

    def territory(self, canvas: Canvas, window: Window) -> Plane:
        x, y, z = self.centre
        a, b, c = self.radii
        cut = 1 - ((canvas.z - z) / c) ** 2
        if cut <= 0.02:
            return np.zeros_like(canvas.x[window])
        size = (a * cut**0.5, b * cut**0.5)
        edge = ellipse(canvas, (x, y), size, window, turn=self.side * 0.15)
        clouds = self.clouds.on(*canvas.axes, canvas.z)[window]
        result: Plane = np.clip(0.5 - (edge + 2 * clouds) / 5, 0, 1)
        return result

    def _paint_in_water(
        self, canvas: Canvas, look: Look, window: Window, depth: Plane
    ) -> None:
        """Blood where there was water: in cisterns and fissures of one side."""
        near = self._near(canvas, window, self.radii)
        values = canvas.values[window]
        water = (look["grey"] - values) / (look["grey"] - look["csf"])
        water = np.clip((water - 0.4) / 0.4, 0, 1)
        blood = water * near * (depth > -0.5)
        canvas.blend(0.95 * look["clot"], blood, window)
