"""A trunk from shoulders to pelvis: what both chest and abdomen are cut from."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.anatomy import outlines
from courses.phantoms.anatomy.cage import Cage
from courses.phantoms.anatomy.spine import Spine, back
from courses.phantoms.canvas import TURN, Canvas, ellipse, ellipsoid
from courses.phantoms.fields import Field
from courses.phantoms.tubes import Tubes

Plane = NDArray[np.float32]
FAT: Final = -100.0
TABLE: Final = 127.0
MUSCLE: Final = 52.0
SKIN: Final = 12.0
LEAN: Final = 10.0  # fat that the outlines leave room for
FAT_AROUND: Final = (
    1 - 0.25 * np.cos(2 * np.linspace(0, 2 * np.pi, TURN, endpoint=False))
).astype(np.float32)
ARMPIT: Final = (((122, -18, 40), (15, 34, 42), 0.6), ((136, 6, 10), (9, 22, 40), 0.3))


class Trunk:
    """Skin, fat, muscle, bones and the table; the rooms inside are left as fat.

    `fat` is how thick it lies under the skin, on the mean and in millimetres."""

    def __init__(self, rng: np.random.Generator, *, fat: float = 12.0) -> None:
        self.skin, self.cage, self.mediastinum = outlines.trunk()
        self.fat = fat
        self.bones = Cage(self.cage)
        self.armpits = Tubes.joined([t for side in (-1, 1) for t in _armpit(rng, side)])
        self.spine = Spine(rng, density=float(rng.uniform(0.7, 1.15)))
        self.strands = Field(rng, grain=14, size=(420, 300, 300), band=0.5)
        self.layers = Field(rng, grain=60, size=(480, 360, 480), band=0.5)

    def paint_wall(self, canvas: Canvas) -> None:
        """From the table inwards to the room that the ribs enclose."""
        self._paint_table(canvas)
        strands = self.strands.on(*canvas.axes, canvas.z)
        fat = np.float32(FAT) + 7 * strands + 60 * np.clip(strands - 1.9, 0, 0.8)
        # Fat makes a body wider; what lies under it stays.
        lean = self.skin.distance(canvas)
        edge = lean - np.float32(self.fat - LEAN)
        canvas.paint(SKIN, edge)
        canvas.paint(fat, edge + 1.8)
        self.room = self.cage.distance(canvas)
        self._paint_muscle(canvas, lean, strands)
        self._paint_armpits(canvas)
        self._paint_back(canvas, edge, fat)
        canvas.paint(fat, self.room - 1.0)
        self.fat_here = fat

    def _paint_muscle(self, canvas: Canvas, edge: Plane, strands: Plane) -> None:
        """Layers of muscle with thin planes of fat between them."""
        layers = self.layers.on(*canvas.axes, canvas.z)
        # More fat in front and behind than at the sides.
        around = FAT_AROUND[canvas.polar(self.skin.centre)[1]]
        outer = edge + np.float32(LEAN) * (around + np.float32(0.2) * layers)
        canvas.paint(MUSCLE, outer)
        room = self.room - 2
        deep = room / np.maximum(room - outer, 4)  # 0 at the ribs, 1 at the fat
        phase = np.abs((2.3 * deep + 0.55 * layers + 0.2) % 1 - 0.5)
        between = np.clip(1.35 - phase * (room - outer) / np.float32(1.5), 0, 1)
        here = np.clip(0.55 + 0.6 * np.abs(strands) - 0.3 * layers, 0, 0.9)
        canvas.blend(FAT, between * here * np.clip(-outer - 0.8, 0, 1))

    def _paint_back(self, canvas: Canvas, skin: Plane, fat: Plane) -> None:
        """The long muscles beside the spine, each in its sheath of fat."""
        y = back(canvas.z) + 34
        for side in (-1, 1):
            centre = (side * 31, y)
            window = canvas.near(*centre, 34)
            edge = ellipse(canvas, centre, (26, 19), window, turn=side * 0.25)
            edge = np.maximum(edge, skin[window] + 5)
            canvas.paint(fat[window], np.abs(edge) - 0.7, window)
            canvas.paint(MUSCLE + 3, edge + 0.6, window)

    def _paint_armpits(self, canvas: Canvas) -> None:
        """Fat with vessels and nodes between the muscles of chest and shoulder."""
        for side in (-1, 1):
            for centre, radii, turn in ARMPIT:
                x, y, z = centre
                ellipsoid(canvas, FAT + 4, (side * x, y, z), radii, turn=side * turn)
        self.armpits.paint(canvas, 42)

    def paint_bones(self, canvas: Canvas) -> None:
        self.bones.paint(canvas)
        self.spine.paint(canvas)

    def _paint_table(self, canvas: Canvas) -> None:
        """A hollow carbon table with a mattress; it does not turn with the patient."""
        x, y = canvas.axes
        below = y[:, None] - (TABLE + x * x / np.float32(1150))[None, :]
        beside = (np.abs(x) - 205)[None, :]
        canvas.paint(-930, np.maximum(np.abs(below - 5) - 5, beside))
        shell = np.maximum(np.abs(below - 24) - 13, beside)
        canvas.paint(-250, shell)
        canvas.paint(-965, shell + 1.8)


def _armpit(rng: np.random.Generator, side: int) -> list[Tubes]:
    vessels = [
        Tubes.along(
            [(side * 95, -22, 76), (side * 122, -24, 62), (side * 146, -10, 84)], r
        )
        for r in (4.0, 3.2)
    ]
    for _ in range(5):
        x, y, z = rng.normal((122, -16, 30), (5, 10, 16))
        way = [(side * x, y, z), (side * (x + 3), y + 5, z - 4)]
        vessels.append(Tubes.along(way, rng.uniform(2, 3.6)))
    return vessels
