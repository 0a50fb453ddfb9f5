"""The bony thorax: ribs, spine, collar bones, shoulder blades, breast bone, arms."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.radiographs.beam import Array, Solid
from courses.phantoms.radiographs.solids import Carved, ellipsoid
from courses.phantoms.radiographs.thorax import Build, cage, spine_at
from courses.phantoms.radiographs.tubes import Tube, tube

Image = NDArray[np.float32]

# Where a rib leaves the spine, how far it falls on its way, and how far round it goes
# (degrees from the back): the last ones float.
RIBS: Final = (
    (128, 30, 158), (108, 50, 154), (86, 66, 152), (64, 78, 150), (42, 88, 148),
    (20, 95, 146), (-3, 98, 143), (-27, 97, 136), (-51, 90, 124), (-76, 78, 110),
    (-101, 60, 88), (-125, 36, 55),
)  # fmt: skip
SIDES: Final = (-1, 1)


def ribs(build: Build, rng: np.random.Generator) -> list[list[Tube]]:
    made: list[list[Tube]] = []
    for start, fall, round_to in RIBS:
        drift = rng.normal(0, 1.5)
        for side in SIDES:
            path = _rib(side, start + drift, fall, round_to, build)
            turn = int(np.argmax(abs(path[:, 0])))
            halves = (path[: turn + 1], path[turn:])
            made.append([tube(half, step=2.5) for half in halves if len(half) > 2])
    return made


def _rib(side: int, start: float, fall: float, round_to: float, build: Build) -> Array:
    """Control points from the spine round to the cartilage."""
    angle = np.radians(np.linspace(9, round_to, 24))
    way = (angle - angle[0]) / np.pi
    along = way / way[-1]
    turn = np.clip((along - 0.12) / 0.8, 0, 1)
    z = start - fall * (0.3 * along + 0.7 * turn**2 * (3 - 2 * turn))
    z += 6 * np.exp(-(((along - 0.1) / 0.1) ** 2))
    width, depth, midst = cage(z.astype(np.float32), build)
    outward = 4.5
    least = 30.0 if start > 120 else 0.0
    x = side * np.maximum(width + outward, 46 if least else 0) * np.sin(angle)
    y = midst + np.maximum(depth + outward, least) * np.cos(angle)
    broad = 5.0 + 1.9 * along
    return np.column_stack((x, y, z, broad, np.full_like(z, 3.4), 1.0 - 0.5 * along**3))


def vertebrae(build: Build, rng: np.random.Generator) -> list[list[Solid]]:
    made: list[list[Solid]] = []
    for level in range(-4, 15):
        z = 147 - 22.2 * level - 0.16 * max(level, 0) ** 2
        back = float(spine_at(np.array(z, np.float32), build)) + 4
        half = 13.5 + 0.55 * max(level, 0)
        made.append([_body((rng.normal(0, 0.4), back, z), half, 9.2 + 0.14 * level)])
        made.extend(_arch(back, z, half))
    return made


def _body(at: tuple[float, float, float], half: float, tall: float) -> Solid:
    def depth(x: Image, y: Image, z: Image) -> Image:
        waist = half * (0.87 + 0.13 * (z / tall) ** 2)
        # Squares and roots: a power costs ten times as much.
        across, along = np.square(x / waist), np.square(y / (0.78 * waist))
        far = np.sqrt(np.hypot(across, along))
        return np.asarray(np.minimum((1 - far) * half, tall - abs(z)), np.float32)

    return Carved(at, 1.5 * half, depth, cortex=0.8, step=1.2, coarse=0.4)


def _arch(back: float, z: float, half: float) -> list[list[Solid]]:
    """Pedicles, transverse and spinous process."""
    spinous = [
        (0, back + 24, z + 2, 3.0, 3.0, 1.2),
        (0, back + 36, z - 8, 2.6, 4.0, 1.2),
        (0, back + 46, z - 20, 3.4, 4.4, 1.2),
    ]
    made: list[list[Solid]] = [[tube(spinous, up=(1, 0, 0))]]
    for side in SIDES:
        pedicle = [
            (side * 0.62 * half, back + 8, z + 4, 5.4, 3.3, 0.8),
            (side * 0.66 * half, back + 22, z + 3, 5.4, 3.3, 0.8),
        ]
        process = [
            (side * 0.7 * half, back + 22, z + 3, 4.4, 3.4, 0.9),
            (side * 1.25 * half, back + 27, z + 4, 3.6, 3.4, 0.9),
            (side * 1.7 * half, back + 32, z + 5, 4.0, 3.6, 0.8),
        ]
        made.append([tube(pedicle), tube(process)])
    return made


def girdle(side: int, build: Build, rng: np.random.Generator) -> list[list[Solid]]:
    """Collar bone, shoulder blade and the head of the arm."""
    k, lift = side * build.width, rng.normal(0, 2)
    clavicle = [
        (side * 16, -58, 86, 10, 8, 1.2),
        (side * 28, -60, 90, 7.8, 7, 1.6),
        (k * 62, -56, 102 + lift, 6.0, 5.8, 2.0),
        (k * 104, -28, 117 + lift, 5.6, 5.6, 2.0),
        (k * 140, 8, 126 + lift, 6.4, 5, 1.6),
        (k * 162, 20, 124 + lift, 7.5, 4.5, 1.1),
    ]
    border = [
        (k * 158, 52, 92, 5, 5, 1.6), (k * 150, 62, 68, 3.2, 3.4, 1.5),
        (k * 140, 74, 30, 2.8, 3, 1.4), (k * 130, 84, -8, 3.2, 3, 1.2),
        (k * 124, 88, -30, 3.6, 3, 1.0),
    ]  # fmt: skip
    spine = [
        (k * 112, 96, 84, 2.2, 2.2, 0.9), (k * 135, 90, 100, 3, 3, 1.0),
        (k * 158, 66, 120, 4.6, 3.6, 1.0), (k * 176, 36, 130, 6.5, 3.6, 1.0),
    ]  # fmt: skip
    coracoid = [
        (k * 148, 44, 104, 4.5, 4.5, 1.2), (k * 142, 26, 112, 4.2, 4.2, 1.2),
        (k * 150, 10, 106, 4, 4, 1.2),
    ]  # fmt: skip
    socket = [(k * 160, 46, 108, 5, 9, 1.2), (k * 161, 46, 82, 5.5, 10, 1.2)]
    inner = [
        (k * 112, 98, 92, 1.5, 1.5, 0.8), (k * 108, 100, 50, 1.5, 1.5, 0.8),
        (k * 114, 96, 0, 1.6, 1.6, 0.8), (k * 124, 88, -30, 2.6, 2.6, 0.8),
    ]  # fmt: skip
    return [
        [tube(clavicle, step=3)],
        [tube(border, up=(1, 0, 0)), tube(socket, up=(1, 0, 0)), tube(coracoid)],
        [tube(spine)],
        [tube(inner, up=(1, 0, 0))],
        [_blade(k)],
        *([_arm(k)] if build.arms else []),
    ]


def _blade(k: float) -> Solid:
    """The thin sheet of the shoulder blade."""

    def depth(x: Image, y: Image, z: Image) -> Image:
        outward = np.sign(k) * x
        outer = 18 + 0.24 * z - outward
        inner = outward + 20 - 0.06 * z
        edge = np.minimum(np.minimum(outer, inner), np.minimum(56 - z, z + 62))
        sheet = 1.1 - abs(y + 0.28 * outward)
        return np.asarray(np.minimum(sheet, edge), np.float32)

    return Carved((k * 128, 84, 35), 66, depth, step=1.0, coarse=1.0)


def _arm(k: float) -> list[Solid]:
    head = ellipsoid((k * 186, 34, 96), (24, 24, 24), cortex=1.0)
    shaft = [
        (k * 190, 32, 98, 22, 20, 1.0), (k * 198, 30, 72, 17, 16, 2.0),
        (k * 206, 28, 40, 12, 12, 3.6), (k * 226, 28, -60, 11, 11, 4.2),
    ]  # fmt: skip
    tubercle = [(k * 206, 30, 104, 8, 8, 1.0), (k * 208, 30, 88, 7, 8, 1.0)]
    up = (1.0, 0.0, 0.0)
    return [head, tube(shaft, up=up, step=4), tube(tubercle, up=up)]


def breast_bone(build: Build) -> list[list[Solid]]:
    front = -78 * build.depth
    manubrium = [
        (0, front + 14, 96, 24, 5.5, 0.8), (0, front + 4, 78, 21, 5.5, 0.8),
        (0, front - 2, 58, 14, 5, 0.8),
    ]  # fmt: skip
    body = [
        (0, front - 3, 54, 13, 5, 0.8), (0, front - 8, 10, 16, 5, 0.8),
        (0, front - 10, -34, 17, 5, 0.8), (0, front - 8, -50, 9, 4, 0.8),
    ]  # fmt: skip
    return [[tube(each, up=(1, 0, 0))] for each in (manubrium, body)]
