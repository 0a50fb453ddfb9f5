"""The bones round the chest: ribs with their cartilage, breastbone, shoulder blades."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from courses.phantoms.anatomy.spine import CORTEX, LEVELS, back
from courses.phantoms.canvas import Canvas, Star, ellipse
from courses.phantoms.tubes import Tubes

# How far each rib falls from its vertebra to its front end, how far it comes round
# (1 is the front end of rib 5), and the height at which its cartilage meets the bone.
DROP: Final = (26, 42, 62, 78, 90, 100, 108, 108, 98, 84, 58, 30)
ROUND: Final = (0.92, 0.97, 1.0, 1.0, 1.0, 1.0, 0.99, 0.94, 0.87, 0.8, 0.6, 0.38)
MEETS: Final = (46, 6, -20, -42, -60, -76, -90)
FLAT: Final = 0.5


class Cage:
    def __init__(self, cage: Star) -> None:
        self.sternum_front = cage
        ribs = [_rib(cage, i, side) for i in range(12) for side in (-1, 1)]
        self.ribs = Tubes.joined([_tube(way) for way in ribs])
        self.cartilage = Tubes.joined(
            [
                Tubes.along(_cartilage(cage, way, i // 2), 4.4, flat=0.62)
                for i, way in enumerate(ribs)
                if i // 2 < len(MEETS)
            ]
        )
        self.collars = Tubes.joined([_collar(side) for side in (-1, 1)])
        self.blades = Tubes.joined([t for side in (-1, 1) for t in _blade(side)])
        self.arms = Tubes.joined(
            [
                Tubes.along([(s * 158, 22, 88), (s * 160, 15, 150)], [23, 19], flat=0.9)
                for s in (-1, 1)
            ]
        )

    def paint(self, canvas: Canvas) -> None:
        self.cartilage.paint(canvas, 105)
        for bones, thin in ((self.ribs, 1.1), (self.collars, 2.0), (self.arms, 3.0)):
            bones.paint(canvas, CORTEX + 100)
            bones.paint(canvas, 230, grow=-thin)
        self.blades.paint(canvas, CORTEX)
        self.blades.paint(canvas, 260, grow=-1.4)
        self._paint_sternum(canvas)

    def _paint_sternum(self, canvas: Canvas) -> None:
        z = canvas.z
        if not -104 < z < 52:
            return
        width = 27 if z > 14 else 16 if z > 2 else 18
        width *= min(1.0, ((z + 104) / 12) ** 0.5, ((52 - z) / 4) ** 0.5)
        y = front(self.sternum_front, z)
        window = canvas.near(0, y, 32)
        edge = ellipse(canvas, (0, y), (width, 6.2 if z > 6 else 5.4), window)
        joint = abs(z - 4) < 1.6
        canvas.paint(90 if joint else CORTEX * 0.75, edge, window)
        if not joint:
            canvas.paint(150, edge + 1.2, window)


def front(cage: Star, z: float) -> float:
    """Where the middle of the breastbone lies."""
    return cage.centre[1] - float(cage.at(np.array(-np.pi / 2), z)) - 8.5


def _rib(cage: Star, index: int, side: int) -> list[tuple[float, float, float]]:
    z0 = LEVELS[index] + 8
    y0 = back(z0)
    way = [(side * 17.0, y0 + 6, z0 + 1.0), (side * 33.0, y0 + 22, z0 - 1.0)]
    angles = np.linspace(60, 60 - 123 * ROUND[index], 26)
    for step, angle in enumerate(angles):
        u = step / 25 * ROUND[index]
        z = z0 - DROP[index] * (0.1 * u + 0.9 * u**1.35) / ROUND[index] ** 1.35
        reach = float(cage.at(np.radians(angle), z)) + 5.2
        x = cage.centre[0] + reach * np.cos(np.radians(angle))
        y = cage.centre[1] + reach * np.sin(np.radians(angle))
        way.append((side * float(x), float(y), float(z)))
    return way


def _tube(way: Sequence[Sequence[float]]) -> Tubes:
    radii = np.interp(np.arange(len(way)), [0, 4, 20, 27], [3.6, 4.0, 3.3, 3.6])
    return Tubes.along(way, radii, flat=FLAT)


def _cartilage(
    cage: Star, way: Sequence[Sequence[float]], index: int
) -> list[tuple[float, float, float]]:
    x, y, z = way[-1]
    side = np.sign(x)
    meets = MEETS[index]
    goal = (side * (24 if index == 0 else 15), front(cage, meets), meets)
    points = []
    for t in np.linspace(0, 1, 9):
        px, pz = x + (goal[0] - x) * t, z + (goal[2] - z) * t**1.6
        angle = np.arctan2(y + (goal[1] - y) * t - cage.centre[1], px)
        reach = float(cage.at(angle, pz)) + 5.5
        on_cage = cage.centre[1] + reach * np.sin(angle)
        py = on_cage * (1 - t**4) + goal[1] * t**4
        points.append((float(px), float(py), float(pz)))
    return points


def _collar(side: int) -> Tubes:
    way = [(26, -66, 52), (55, -66, 62), (95, -46, 74), (135, -12, 90), (150, 4, 96)]
    return Tubes.along([(side * x, y, z) for x, y, z in way], [8, 6, 5, 5.5, 6])


def _blade(side: int) -> list[Tubes]:
    """A plate from the inner to the outer border, its spine, and the socket."""
    parts = []
    for z in range(-56, 84, 7):
        t = (z + 56) / 140
        inner = (side * (98 - 6 * t), 82 - 6 * t + 4 * np.sin(3 * t), z)
        outer = (side * (104 + 38 * min(1, 1.3 * t)), 80 - 44 * min(1, 1.25 * t), z)
        mid = tuple(
            (a + b) / 2 + d for a, b, d in zip(inner, outer, (0, 4, 0), strict=True)
        )
        parts.append(Tubes.along([inner, mid, outer], [2.2, 1.7, 4.4], flat=0.42))
    spine = [(side * 96, 84, 50), (side * 122, 82, 62), (side * 150, 62, 82)]
    parts.append(Tubes.along(spine, [2.5, 3.4, 5.0], flat=0.42))
    socket = [(side * 140, 34, 66), (side * 138, 30, 84)]
    parts.append(Tubes.along(socket, [8, 9], flat=0.42))
    return parts
