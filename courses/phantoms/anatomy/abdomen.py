"""What fills the belly: liver, spleen, stomach, bowel, kidneys, ureters, pelvis."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.anatomy import organs, outlines
from courses.phantoms.anatomy.bowel import Bowel
from courses.phantoms.anatomy.kidneys import Kidneys
from courses.phantoms.anatomy.spine import CORTEX
from courses.phantoms.anatomy.trunk import Trunk
from courses.phantoms.canvas import Canvas, Star, ellipsoid
from courses.phantoms.tubes import Tubes, tree

Plane = NDArray[np.float32]
Array = NDArray[Any]
LIVER: Final = 58.0
SPLEEN: Final = 49.0
VESSEL: Final = 40.0
WING: Final = (7.5, 6.8, 5.6, 4.6, 4.2, 4.2, 4.4, 5, 5.6)


class Abdomen:
    def __init__(
        self, rng: np.random.Generator, trunk: Trunk, kidneys: Kidneys | None = None
    ) -> None:
        self.trunk = trunk
        self.liver = Star.through((-85, 0), organs.LIVER)
        self.spleen = Star.through((100, 47), organs.SPLEEN)
        self.stomach = Star.through((56, -34), organs.STOMACH)
        self.sacrum = Star.through((0, 82), organs.SACRUM)
        self.fatty = float(rng.choice([0, 0, 0, -12, -25]))
        self.kidneys = kidneys or Kidneys(rng)
        self.bowel = Bowel(rng)
        self.portal = tree(
            rng, [(-22, 6, -212), (-46, -6, -196)], _tips(rng, self.liver), tip=1.3
        )
        self.hepatic = tree(
            rng, [(-20, 4, -120), (-36, 4, -134)], _tips(rng, self.liver), tip=1.3
        )
        self.muscles = _pair(organs.PSOAS, organs.PSOAS_RADII)
        self.arteries = _pair(organs.ILIAC, 6.0)
        self.veins = _pair(organs.ILIAC_VEIN, 7.0)
        self.wings = Tubes.joined([t for s in (-1, 1) for t in _wing(s)])
        self.pancreas = Tubes.along(organs.PANCREAS, [7, 8.5, 8, 10, 7])
        self.adrenals = _pair(organs.ADRENAL, 2.6)

    def paint(self, canvas: Canvas) -> None:
        if canvas.z > -100:
            return
        limit = self._limit(canvas)
        texture = self.trunk.strands.on(*canvas.axes, canvas.z)
        self.muscles.paint(canvas, 54)
        self._paint_lumbar(canvas)
        self.bowel.paint(canvas, limit, texture)
        self._paint_stomach(canvas, limit, texture)
        self.pancreas.paint(canvas, 38 + 9 * texture)
        self.adrenals.paint(canvas, 22)
        self._paint_solid(canvas, self.spleen, SPLEEN, limit, texture)
        self._paint_liver(canvas, limit, texture)
        self.kidneys.paint(canvas, texture)
        self.veins.paint(canvas, VESSEL)
        self.arteries.paint(canvas, VESSEL + 2)
        self._paint_pelvis(canvas)

    def _limit(self, canvas: Canvas) -> Plane:
        """Nothing of the belly lies outside its room or above the diaphragm."""
        edge = self.trunk.room + np.float32(4)
        if canvas.z > -202:
            dome = outlines.dome(canvas.x, canvas.y)
            edge = np.maximum(edge, np.float32(0.75) * (canvas.z + 3 - dome))
        return edge

    def _paint_solid(
        self, canvas: Canvas, shape: Star, value: float, limit: Plane, texture: Plane
    ) -> None:
        if not shape.holds(canvas.z):
            return
        window = canvas.near(*shape.centre, shape.reach(canvas.z) + 2)
        edge = np.maximum(shape.distance(canvas, window), limit[window])
        edge = edge + np.float32(0.5) * texture[window]
        canvas.paint(value + 2 * texture[window], edge, window)

    def _paint_liver(self, canvas: Canvas, limit: Plane, texture: Plane) -> None:
        if not self.liver.holds(canvas.z):
            return
        self._paint_solid(canvas, self.liver, LIVER + self.fatty, limit, texture)
        window = canvas.near(*self.liver.centre, self.liver.reach(canvas.z) + 2)
        edge = np.maximum(self.liver.distance(canvas, window), limit[window])
        for vessels in (self.portal, self.hepatic):
            cover = vessels.cover(canvas)
            if cover is not None:
                canvas.blend(VESSEL, cover[window] * (edge < -4), window)
        ellipsoid(canvas, 34, *_grown(organs.GALLBLADDER, 1.8))
        ellipsoid(canvas, 8, *organs.GALLBLADDER)

    def _paint_stomach(self, canvas: Canvas, limit: Plane, texture: Plane) -> None:
        if not self.stomach.holds(canvas.z):
            return
        window = canvas.near(*self.stomach.centre, self.stomach.reach(canvas.z) + 2)
        edge = np.maximum(self.stomach.distance(canvas, window), limit[window])
        edge = edge + np.float32(0.7) * texture[window]
        canvas.paint(42, edge, window)
        meal = 28 + 16 * texture[window]
        canvas.paint(meal, edge + 5, window)
        # Air rises: the patient lies on the back.
        gas = np.maximum(edge + 5, canvas.y[window] + np.float32(38))
        canvas.paint(-985, gas, window)

    def _paint_lumbar(self, canvas: Canvas) -> None:
        for side in (-1, 1):
            ellipsoid(canvas, 53, (side * 64, 64, -270), (22, 11, 72), turn=side * 0.4)

    def _paint_pelvis(self, canvas: Canvas) -> None:
        self.wings.paint(canvas, CORTEX + 60)
        self.wings.paint(canvas, 210, grow=-1.7)
        if not self.sacrum.holds(canvas.z):
            return
        window = canvas.near(*self.sacrum.centre, self.sacrum.reach(canvas.z) + 2)
        edge = self.sacrum.distance(canvas, window)
        canvas.paint(CORTEX * 0.7, edge, window)
        canvas.paint(120, edge + 1.5, window)


def _grown(shape: Sequence[Sequence[float]], by: float) -> tuple[Any, Any]:
    centre, radii = shape
    return centre, [r + by for r in radii]


def _pair(way: organs.Way, radii: float | Sequence[float]) -> Tubes:
    """The same on both sides."""
    return Tubes.joined(
        [Tubes.along([(s * x, y, z) for x, y, z in way], radii) for s in (-1, 1)]
    )


def _tips(rng: np.random.Generator, shape: Star) -> Array:
    points = rng.uniform((-120, -80, -270), (40, 75, -118), (400, 3))
    return points[shape.inside(points) < -6][:70]


def _wing(side: int) -> list[Tubes]:
    parts = []
    for z in range(-300, -470, -6):
        t = (-300 - z) / 130
        reach = min(1.0, 2.2 * t)
        back = (side * (78 - 36 * reach), 52 + 20 * reach, z)
        middle = (side * (100 - 6 * t), 42 - 10 * t, z)
        front = (side * (120 - 6 * t), 30 - 74 * min(1.0, 1.5 * t), z)
        parts.append(Tubes.along(_bow(back, middle, front), WING, flat=0.42))
    return parts


def _bow(
    first: Sequence[float], middle: Sequence[float], last: Sequence[float]
) -> Array:
    """A smooth bow through three places."""
    t = np.linspace(0, 1, 9)[:, None]
    pull = 2 * np.array(middle) - (np.array(first) + np.array(last)) / 2
    bow: Array = (1 - t) ** 2 * first + 2 * t * (1 - t) * pull + t**2 * np.array(last)
    return bow
