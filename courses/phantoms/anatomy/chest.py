"""What the ribs enclose: lungs with vessels and airways, heart and great vessels."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.anatomy import outlines
from courses.phantoms.anatomy.trunk import Trunk
from courses.phantoms.canvas import Canvas, Window, ellipsoid
from courses.phantoms.fields import Field
from courses.phantoms.tubes import Tubes, tree

Array = NDArray[Any]
Plane = NDArray[np.float32]
BLOOD: Final = 42.0
HEART: Final = 48.0
ROOTS: Final[Mapping[int, Any]] = {
    1: [(24, -8, -8), (38, 9, -3), (47, 20, -12), (52, 26, -26)],
    -1: [(22, -8, -10), (0, 2, -15), (-24, 6, -17), (-40, 12, -26), (-46, 20, -38)],
}
VEINS: Final[Mapping[int, Any]] = {
    1: [(20, 14, -46), (40, 16, -42), (54, 10, -38)],
    -1: [(-8, 14, -48), (-30, 14, -46), (-48, 4, -42)],
}
BRONCHI: Final[Mapping[int, Any]] = {
    1: [(-1, 21, 6), (20, 25, -14), (40, 26, -26), (50, 30, -38)],
    -1: [(-1, 21, 6), (-20, 20, -12), (-34, 20, -24), (-44, 25, -42)],
}
GREAT: Final = (
    ([(8, -15, -52), (-9, -29, -26), (-14, -28, 0), (-9, -20, 16), (7, -2, 24),
      (22, 20, 22), (28, 42, 8), (29, 50, -12), (27, 54, -60), (22, 48, -120),
      (12, 34, -180), (5, 16, -235), (3, 12, -312)],
     [16.5, 16, 16, 15.5, 14.5, 13.5, 13, 12.5, 12.5, 12, 11.5, 10, 9]),
    ([(20, -48, -46), (26, -30, -18), (24, -8, -8)], [14, 14, 13]),
    ([(24, -8, -8), (38, 9, -3), (47, 20, -12)], [12, 11, 8]),
    ([(22, -8, -10), (0, 2, -15), (-24, 6, -17), (-40, 12, -26)], [11, 11, 9.5, 8]),
    ([(-25, -28, 52), (-29, -22, 20), (-29, -12, -40)], [8, 8.5, 9.5]),
    ([(48, -14, 74), (18, -42, 44), (-24, -30, 36)], [6, 6.5, 6.5]),
    ([(-44, -10, 76), (-26, -27, 50)], [6, 7]),
    ([(-3, -14, 22), (-17, -8, 58), (-28, -4, 82), (-30, 2, 125)], [7, 6.5, 5, 4]),
    ([(9, 0, 26), (14, 2, 60), (24, 4, 95), (30, 4, 125)], [4.5, 4.2, 4, 4]),
    ([(20, 16, 26), (28, 20, 58), (42, 18, 84), (75, 0, 82)], [6, 5.5, 5, 4.5]),
    ([(-22, -10, -92), (-22, 4, -150), (-19, 14, -215), (-18, 16, -312)],
     [13, 12, 11.5, 10]),
    ([(-7, 42, -190), (-9, 47, -40), (-12, 42, 2), (-22, 12, 12), (-27, -8, 8)], 3.6),
)  # fmt: skip
GULLET: Final = [(3, 34, 130), (5, 36, 60), (6, 36, 10), (8, 34, -40), (14, 34, -95),
                 (26, 8, -135)]  # fmt: skip
WINDPIPE: Final = [(0, 4, 130), (0, 12, 60), (-1, 20, 8)]
# Centre, radii, turn: chambers with their walls, right and left.
CHAMBERS: Final = (
    ((-30, -26, -66), (24, 31, 36), 0.0),
    ((8, -58, -76), (44, 26, 40), 0.25),
    ((8, 10, -50), (34, 20, 25), 0.1),
    ((45, -30, -84), (46, 35, 44), -0.65),
    ((16, -44, -102), (60, 38, 32), 0.1),
    ((6, -26, -70), (40, 30, 32), 0.2),
)


class Chest:
    """`contrast` is what the blood weighs more than usual, HU."""

    def __init__(
        self, rng: np.random.Generator, trunk: Trunk, *, contrast: float = 0.0
    ) -> None:
        self.trunk = trunk
        self.contrast = contrast
        self.cloud = Field(rng, grain=24, size=(300, 260, 320), band=0.7)
        self.great = Tubes.joined([Tubes.along(way, r) for way, r in GREAT])
        self.gullet = Tubes.along(GULLET, 7.5)
        self.arteries, self.veins, bronchi = _trees(rng, trunk)
        self.airway = Tubes.joined([Tubes.along(WINDPIPE, 9.0), *bronchi])
        self.nodes = [
            (rng.normal((2, 0, 0), (16, 22, 30)), rng.uniform(2, 4)) for _ in range(14)
        ]

    def paint(self, canvas: Canvas) -> None:
        reach = self.trunk.cage.reach(canvas.z) + 4
        window = canvas.near(*self.trunk.cage.centre, reach)
        canvas.paint(self._breath(canvas, window), self.lung(canvas, window), window)
        self.arteries.paint(canvas, BLOOD + 0.8 * self.contrast)
        self.veins.paint(canvas, BLOOD + 0.9 * self.contrast)
        self._paint_middle(canvas)
        self.airway.paint(canvas, 20, grow=1.3)
        self.airway.paint(canvas, -985)

    def lung(self, canvas: Canvas, window: Window) -> Array:
        """The distance to the lungs, below nought within them."""
        middle = self.trunk.mediastinum.distance(canvas, window)
        edge = np.maximum(self.trunk.room[window] + np.float32(1.6), -middle)
        x, y = canvas.x[window], canvas.y[window]
        if canvas.z > 15:
            edge = np.maximum(edge, _apex(x, y, canvas.z))
        if canvas.z < -100:
            dome = outlines.dome(x, y)
            edge = np.maximum(edge, np.float32(0.75) * (dome - np.float32(canvas.z)))
        return np.asarray(edge)

    def _breath(self, canvas: Canvas, window: Window) -> Plane:
        """Heavier where the lung hangs, and cloudy; the fissures are thin sheets."""
        cloud = self.cloud.on(*canvas.axes, canvas.z)[window]
        x, y = canvas.x[window], canvas.y[window]
        value = np.float32(-884) + 0.34 * (y + 90) + 14 * cloud
        for sheet in fissures(x, y, canvas.z):
            value = value + 150 * np.clip(1 - np.abs(sheet + 0.8 * cloud) / 0.9, 0, 1)
        result: Plane = value.astype(np.float32)
        return result

    def _paint_middle(self, canvas: Canvas) -> None:
        blood = BLOOD + self.contrast
        for number, (centre, radii, turn) in enumerate(CHAMBERS):
            ellipsoid(canvas, HEART + 0.3 * self.contrast, centre, radii, turn=turn)
            if self.contrast and number < 4:
                wall = 10 if number == 3 else 4
                ellipsoid(canvas, blood, centre, [r - wall for r in radii], turn=turn)
        self.great.paint(canvas, blood)
        self.gullet.paint(canvas, 38)
        self.gullet.paint(canvas, -300, grow=-5.8)
        for place, size in self.nodes:
            ellipsoid(canvas, 40, place.tolist(), (size, 1.5 * size, size))


def fissures(x: Any, y: Any, z: float) -> tuple[Any, Any]:
    """The distance to the oblique and the horizontal fissure: above them positive."""
    left = 0.76 * (z + 36) + 0.65 * (y - 4) * -1.0
    major = np.where(x > 0, left * -1, (0.74 * (z + 40) - 0.67 * (y - 6)) * -1)
    minor = np.where((x < 0) & (major < 0), z + 28 + 0.12 * (y + 40) ** 2 / 60, 99)
    return major, minor


def lobe(x: float, y: float, z: float) -> str:
    """Which lobe a place in the lungs belongs to."""
    major, minor = fissures(np.array(x), np.array(y), z)
    if x > 0:
        return "left lower" if major > 0 else "left upper"
    if major > 0:
        return "right lower"
    return "right upper" if minor > 0 else "right middle"


def _apex(x: Array, y: Array, z: float | Array) -> Array:
    """The dome of the pleura under the collar bones."""
    top = 99 - 19 * (((np.abs(x) - 36) / 44) ** 2 + ((y - 32) / 42) ** 2)
    return np.asarray(0.7 * (z - top))


def _trees(rng: np.random.Generator, trunk: Trunk) -> tuple[Tubes, Tubes, list[Tubes]]:
    arteries, veins, bronchi = [], [], []
    for side in (-1, 1):
        arteries.append(tree(rng, ROOTS[side], _tips(rng, trunk, side, 1450), tip=0.58))
        veins.append(tree(rng, VEINS[side], _tips(rng, trunk, side, 1000), tip=0.52))
        tips = _tips(rng, trunk, side, 46, deep=26)
        bronchi.append(tree(rng, BRONCHI[side], tips, tip=1.0, most=7.2))
    return Tubes.joined(arteries), Tubes.joined(veins), bronchi


def _tips(
    rng: np.random.Generator, trunk: Trunk, side: int, count: int, deep: float = 3.0
) -> Array:
    points = rng.uniform((5, -95, -200), (135, 105, 95), (count * 9, 3))
    points[:, 0] *= side
    return points[within(trunk, points) < -deep][:count]


def within(trunk: Trunk, points: Array) -> Array:
    """The distance of places to the lungs, below nought within them."""
    x, y, z = points.T
    return np.asarray(
        np.max(
            [
                trunk.cage.inside(points) + 1.6,
                -trunk.mediastinum.inside(points),
                0.75 * (outlines.dome(x, y) - z),
                np.where(z > 15, _apex(x, y, z), -99),
            ],
            axis=0,
        )
    )
