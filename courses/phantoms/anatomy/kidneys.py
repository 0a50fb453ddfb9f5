"""Kidneys with their fat, calyces and ureters; and the stones that lie in them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.anatomy import organs
from courses.phantoms.canvas import Canvas, ellipse, ellipsoid
from courses.phantoms.made import Vector
from courses.phantoms.tubes import Tubes

Plane = NDArray[np.float32]
KIDNEY: Final = 32.0
URINE: Final = 6.0
HALF: Final = (26.0, 25.0, 54.0)


@dataclass(frozen=True, slots=True)
class Stone:
    side: int  # 1 left, -1 right
    place: str  # "kidney" or "ureter"
    centre: Vector
    radii: Vector
    value: float
    part: float = 0.0  # how far down the ureter, 0 to 1


class Kidneys:
    """`blocked` is the side that a stone in the ureter has widened, 0 for none."""

    def __init__(self, rng: np.random.Generator, stone: Stone | None = None) -> None:
        self.sizes = {s: float(rng.uniform(0.93, 1.06)) for s in (-1, 1)}
        self.stone = stone
        self.blocked = stone.side if stone and stone.place == "ureter" else 0
        below = stone.centre[2] if stone else -999
        self.ureters = [self._ureter(side, below) for side in (-1, 1)]

    def _ureter(self, side: int, stone: float) -> Tubes:
        way = ureter(side)
        wide = [
            3.6 if side == self.blocked and z > stone + 2 else 1.9 for _, _, z in way
        ]
        return Tubes.along(way, wide)

    def paint(self, canvas: Canvas, texture: Plane) -> None:
        for side in (-1, 1):
            self._paint_one(canvas, side, texture)
        for tube in self.ureters:
            tube.paint(canvas, 34, grow=0.9)
            tube.paint(canvas, URINE + 4)

    def _paint_one(self, canvas: Canvas, side: int, texture: Plane) -> None:
        x, y, z = organs.KIDNEY[side]
        a, b, c = (h * self.sizes[side] for h in HALF)
        up = (canvas.z - z) / c
        if abs(up) >= 1:
            return
        # The upper pole leans to the spine and to the back.
        middle = (x - side * 9 * up, y + 3 * up)
        cut = (1 - abs(up) ** 2.6) ** 0.5
        window = canvas.near(*middle, a + 4)
        edge = ellipse(canvas, middle, (a * cut, b * cut), window, turn=side * -0.5)
        edge = edge + np.float32(0.9) * texture[window]
        canvas.paint(-98.0, edge - 3.5, window)
        canvas.paint(-82.0, np.abs(edge - 9) - 0.35, window)  # its fascia
        canvas.paint(KIDNEY + 1.5 * texture[window], edge, window)
        self._paint_sinus(canvas, side, middle, z)

    def _paint_sinus(
        self, canvas: Canvas, side: int, middle: tuple[float, float], z: float
    ) -> None:
        x, y = middle[0] - side * 13, middle[1] - 6
        ellipsoid(canvas, -85, (x - side * 4, y, z), (17, 9, 27), turn=side * -0.5)
        wide = 1.75 if side == self.blocked else 1.0
        for rise in (-19, 0, 19):
            cup = (middle[0] - side * 6, middle[1] - 2, z + rise)
            ellipsoid(canvas, URINE, cup, (5 * wide, 4 * wide, 5.5 * wide))
        pelvis = (x - side * 3, y - 1, z - 3)
        ellipsoid(
            canvas, URINE, pelvis, (9 * wide, 4.5 * wide, 12 * wide), turn=side * -0.5
        )
        ellipsoid(canvas, 41, (x - side * 4, y - 8, z + 6), (10, 3.2, 4))  # its vein


def ureter(side: int) -> list[Vector]:
    """From the pelvis of the kidney down, in small steps."""
    given = np.array(organs.URETER, float)
    kidney = np.array(organs.KIDNEY[side])
    given[0] = abs(kidney[0]) - 24, kidney[1] - 7, kidney[2] - 8
    given[1] = given[0] + (-2, -2, -20)
    steps = np.linspace(0, len(given) - 1, 43)
    ways = [np.interp(steps, np.arange(len(given)), given[:, i]) for i in range(3)]
    return [(side * x, y, z) for x, y, z in np.stack(ways, 1).tolist()]
