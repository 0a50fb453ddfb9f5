"""The spine: bodies and discs, arches with their processes, the canal and the cord."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from courses.phantoms.canvas import Canvas, ellipse
from courses.phantoms.fields import Field
from courses.phantoms.tubes import Tubes

CORTEX: Final = 780.0
MARROW: Final = 190.0
# Heights of the middles of T1 to L5; the carina lies at nought.
LEVELS: Final = (
    *(92, 71, 49, 27, 4, -20, -45, -70, -96, -122, -149, -177),
    *(-207, -239, -272, -305, -338),
)
CURVE: Final = (
    (-400, 66), (-360, 54), (-338, 46), (-305, 41), (-272, 40), (-239, 44),
    (-207, 49), (-149, 58), (-96, 64), (-45, 67), (4, 63), (49, 53), (92, 40),
    (130, 28),
)  # fmt: skip


def back(z: float) -> float:
    """Where the middles of the bodies are, from front to back."""
    heights, places = zip(*CURVE, strict=True)
    return float(np.interp(z, heights, places))


@dataclass(frozen=True, slots=True)
class Vertebra:
    z: float
    width: float
    depth: float
    height: float  # all three are halves
    lumbar: bool

    @property
    def canal(self) -> float:
        """How far back the middle of the canal lies."""
        return back(self.z) + self.depth + 7.5

    @classmethod
    def number(cls, index: int) -> "Vertebra":
        z, size = LEVELS[index], index / (len(LEVELS) - 1)
        above = LEVELS[index - 1] if index else z + 21
        return cls(
            z, 13.5 + 10.5 * size, 9.5 + 8 * size, (above - z) * 0.41, index > 11
        )


class Spine:
    """Bones thin out with age: `density` scales what the marrow weighs."""

    def __init__(self, rng: np.random.Generator, *, density: float = 1.0) -> None:
        self.bones = [Vertebra.number(i) for i in range(len(LEVELS))]
        self.marrow = MARROW * density
        self.mottle = Field(rng, grain=7, size=(90, 90, 150), band=0.6)
        self.arches = Tubes.joined([t for bone in self.bones for t in _arch(bone)])

    def paint(self, canvas: Canvas) -> None:
        z = canvas.z
        bone = min(self.bones, key=lambda b: abs(b.z - z))
        self.arches.paint(canvas, CORTEX)
        self.arches.paint(canvas, self.marrow + 60, grow=-1.5)
        self._paint_body(canvas, bone)
        self._paint_canal(canvas, bone)

    def _paint_body(self, canvas: Canvas, bone: Vertebra) -> None:
        z, y = canvas.z, back(canvas.z)
        window = canvas.near(0, y, bone.width * 1.5)
        rise = min(1.0, abs(z - bone.z) / bone.height)
        flare = 0.92 + 0.1 * rise**2
        edge = ellipse(canvas, (0, y), (bone.width * flare, bone.depth * flare), window)
        # The back of a body is hollow, not round.
        hollow = canvas.y[window] - np.float32(y + 0.72 * bone.depth)
        edge = np.maximum(edge, hollow - 0.004 * canvas.x[window] ** 2)
        end = bone.height - abs(z - bone.z)
        if end < 0:
            canvas.paint(85, edge + 0.5, window)
            return
        canvas.paint(CORTEX * 0.8, edge, window)
        mottle = self.marrow * (1 + 0.16 * self.mottle.on(*canvas.axes, z)[window])
        if end > 1.3:
            canvas.paint(mottle, edge + 1.1, window)

    def _paint_canal(self, canvas: Canvas, bone: Vertebra) -> None:
        y = back(canvas.z) + bone.depth + 6.5
        window = canvas.near(0, y, 14)
        edge = ellipse(canvas, (0, y), (9.5, 8.2), window)
        canvas.paint(-40, edge, window)
        canvas.paint(14, edge + 1.3, window)
        if canvas.z > -215:
            cord = ellipse(canvas, (0, y), (4.9, 3.7), window)
            canvas.paint(38, cord, window)
        else:
            canvas.paint(28, edge + 3.5, window)


def _arch(bone: Vertebra) -> list[Tubes]:
    """Pedicles, laminae, facets, transverse and spinous processes of one vertebra."""
    y, z, parts = bone.canal, bone.z, []
    front = back(z) + 0.5 * bone.depth
    thick = 4.2 if bone.lumbar else 3.2
    flat = 0.42
    for s in (-1, 1):
        parts += [
            Tubes.along(
                [(s * bone.width * 0.68, front, z + 4), (s * 13.5, y + 3, z + 3)],
                thick, flat=flat,
            ),
            Tubes.along(
                [(s * 13.5, y + 2, z), (s * 8.5, y + 10, z - 5), (0, y + 13, z - 8)],
                3.0, flat=flat,
            ),
            Tubes.along(
                [(s * 15.5, y + 4, z + 11), (s * 16, y + 6, z - 12)],
                thick + 0.6, flat=flat,
            ),
            Tubes.along(
                [(s * 15, y + 3, z), (s * 36, y + (4 if bone.lumbar else 12), z + 3)],
                [thick, 2.8], flat=flat,
            ),
        ]  # fmt: skip
    tip = (0, y + 33, z - 8) if bone.lumbar else (0, y + 31, z - 24)
    parts.append(Tubes.along([(0, y + 12, z - 7), tip], [3.4, 3.0], flat=flat))
    return parts
