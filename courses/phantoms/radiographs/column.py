"""Vertebrae, bent sideways by a known angle, and the pelvis that they stand on."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from courses.phantoms.radiographs.beam import Array, Image, Solid
from courses.phantoms.radiographs.solids import Carved, ellipsoid
from courses.phantoms.radiographs.tubes import tube

NAMES: Final = (
    *("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12"),
    *("L1", "L2", "L3", "L4", "L5"),
)
BACK: Final = 52.0  # all bodies stand in one plane, so that the angle is exact
BEHIND: Final = np.array((0.0, 1.0, 0.0))


@dataclass(frozen=True)
class Body:
    """A vertebral body in the frontal plane: its midst, how far it leans to the left
    (degrees, head end), half its width and height."""

    name: str
    x: float
    z: float
    lean: float
    half: float
    tall: float

    def plate(self, end: int) -> Array:
        """The two corners of its upper (+1) or lower (-1) end plate."""
        across, up = _axes(self.lean)
        middle = np.array((self.x, BACK, self.z)) + end * self.tall * up
        return np.array(
            (middle - 0.92 * self.half * across, middle + 0.92 * self.half * across)
        )


def column(angle: float, upper: int, lower: int, convex: int) -> list[Body]:
    """From the first thoracic to the last lumbar vertebra. Between the end vertebrae
    the lean runs from one half of the angle to the other; beyond them it fades."""
    places = np.arange(len(NAMES))
    halfway = (places - upper) / (lower - upper)
    lean = 0.5 * angle * np.cos(np.pi * np.clip(halfway, 0, 1))
    beyond = np.maximum(np.maximum(upper - places, places - lower), 0)
    lean = -convex * lean * np.exp(-((beyond / 2.4) ** 2))
    made, x, z = [], 0.0, 138.0
    for place, name in enumerate(NAMES):
        half, tall = 13.2 + 0.62 * place, 8.6 + 0.34 * place
        _, up = _axes(float(lean[place]))
        x, z = x - up[0] * (tall + 1.6), z - up[2] * (tall + 1.6)
        made.append(Body(name, x, z, float(lean[place]), half, tall))
        x, z = x - up[0] * (tall + 1.6), z - up[2] * (tall + 1.6)
    middle = float(np.mean([body.x for body in made]))
    return [
        Body(each.name, each.x - middle, each.z, each.lean, each.half, each.tall)
        for each in made
    ]


def _axes(lean: float) -> tuple[Array, Array]:
    c, s = np.cos(np.radians(lean)), np.sin(np.radians(lean))
    return np.array((c, 0.0, -s)), np.array((s, 0.0, c))


def vertebra(body: Body) -> list[list[Solid]]:
    c, s = (float(f(np.radians(body.lean))) for f in (np.cos, np.sin))

    def depth(x: Image, y: Image, z: Image) -> Image:
        across, up = x * c - z * s, x * s + z * c
        waist = body.half * (0.86 + 0.14 * (up / body.tall) ** 2)
        far = (abs(across) / waist) ** 4 + (abs(y) / (0.8 * waist)) ** 4
        return np.asarray(
            np.minimum((1 - far**0.25) * body.half, body.tall - abs(up)), np.float32
        )

    middle = (body.x, BACK, body.z)
    main = Carved(middle, 1.5 * body.half, depth, cortex=1.0, step=1.2, coarse=0.4)
    return [[main], *_arch(body)]


def _arch(body: Body) -> list[list[Solid]]:
    """Pedicles, transverse processes, and the spinous process behind."""
    _, up = _axes(body.lean)
    here = np.array((body.x, BACK, body.z))
    sides = [bone for side in (-1, 1) for bone in _side(body, here, side)]
    spinous = np.array(
        [
            (*(here + 34 * BEHIND - 0.3 * body.tall * up), 2.6, 6, 1.0),
            (*(here + 46 * BEHIND - 1.2 * body.tall * up), 3.0, 7, 1.0),
        ]
    )
    return [*sides, [tube(spinous, up=(1, 0, 0))]]


def _side(body: Body, here: Array, side: int) -> list[list[Solid]]:
    across, up = _axes(body.lean)
    reach = 2.0 if body.name.startswith("L") else 1.75
    out, head = side * body.half * across, body.tall * up
    ring = ellipsoid(
        here + 0.62 * out + 0.25 * head + 18 * BEHIND,
        (0.2 * body.half, 6, 0.42 * body.tall),
        tilt=body.lean,
        cortex=1.0,
    )
    root = here + 0.72 * out + 0.2 * head + 24 * BEHIND
    tip = here + reach * out + 0.3 * head + 28 * BEHIND
    process = np.array(
        [
            (*root, 4.4, 3.4, 0.8),
            (*(0.5 * (root + tip)), 3.2, 3, 0.8),
            (*tip, 3.8, 3, 0.8),
        ]
    )
    return [[ring], [tube(process)]]


def pelvis(last: Body) -> list[list[Solid]]:
    """The wings of the ilium and the sacrum, as far as the field shows them."""
    z = last.z - last.tall
    sacrum = [
        (last.x, 50, z - 5, 26, 14, 0.9), (last.x, 58, z - 16, 40, 16, 0.9),
        (last.x, 70, z - 40, 34, 14, 0.9), (last.x, 80, z - 80, 20, 10, 0.9),
    ]  # fmt: skip
    made: list[list[Solid]] = [[tube(sacrum, up=(1, 0, 0), capped=False)]]
    for side in (-1, 1):
        crest = [
            (side * 44, 72, z - 30, 5, 5, 1.4), (side * 62, 62, z + 4, 5, 5, 1.4),
            (side * 92, 34, z + 16, 5, 6, 1.4), (side * 120, 0, z - 2, 5, 6, 1.4),
            (side * 130, -26, z - 38, 5, 6, 1.4),
        ]  # fmt: skip
        wing = ellipsoid(
            (side * 88, 38, z - 46), (46, 7, 60), tilt=side * 8, cortex=1.1
        )
        made.append([tube(crest), wing])
    return made
