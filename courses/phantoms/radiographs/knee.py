"""A knee from the front."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from courses.phantoms.headers import Visit
from courses.phantoms.made import Made, Phantom, register
from courses.phantoms.radiographs import limb, taking
from courses.phantoms.radiographs.beam import Beam, Solid
from courses.phantoms.radiographs.limb import bar
from courses.phantoms.radiographs.solids import ellipsoid
from courses.phantoms.radiographs.taking import Mark, Scene

FEMUR: Final = (
    (
        (11, 0, 300, 14, 14, 5.0), (6, 0, 110, 14.5, 14.5, 5.0),
        (4, 0, 78, 16.5, 15, 3.8), (2, 0, 55, 23, 18, 1.8), (0, 2, 38, 32, 22, 0.9),
        (0, 3, 27, 33, 24, 0.8), (0, 3, 20, 22, 22, 0.8), (0, 4, 17, 8, 14, 0.8),
    ),
    (
        (-12, 4, 70, 5, 9, 0.8), (-17, 6, 52, 15, 20, 0.8), (-19, 7, 36, 20, 26, 0.8),
        (-20, 9, 22, 19.5, 28, 0.8), (-20.5, 10, 11, 17, 25, 0.9),
        (-20.5, 10, 5, 12.5, 18, 0.9), (-20.5, 10, 2.5, 6, 8, 0.7),
    ),
    (
        (12, 4, 70, 5, 9, 0.8), (17, 6, 52, 14, 20, 0.8), (20, 7, 36, 19, 26, 0.8),
        (21, 9, 22, 18.5, 28, 0.8), (21.5, 10, 12, 16, 25, 0.9),
        (21.5, 10, 6, 12, 18, 0.9), (21.5, 10, 3.5, 6, 8, 0.7),
    ),
    (
        (-13, 2, 74, 1.5, 4, 0.7), (-31, 2, 54, 6, 9, 0.7), (-34, 2, 41, 7, 10, 0.7),
        (-32, 3, 26, 5, 9, 0.7), (-30, 3, 18, 1.5, 4, 0.7),
    ),
    (
        (12, 2, 66, 1.5, 4, 0.7), (29, 2, 46, 6, 9, 0.7), (33.5, 3, 34, 6, 9, 0.7),
        (32, 3, 23, 4.5, 8, 0.7), (30, 3, 16, 1.5, 4, 0.7),
    ),
)  # fmt: skip
TIBIA: Final = (
    (
        (0, 3, -3, 32, 22, 0.9), (0, 3, -5, 37.5, 25, 1.0), (0, 3, -13, 38.5, 26, 0.8),
        (0, 3, -24, 33.5, 24, 0.8), (0, 1, -38, 25.5, 20, 1.1),
        (0, -1, -56, 18.5, 17, 2.2), (0, -2, -85, 14.5, 15, 4.2),
        (0, -2, -120, 13.5, 14, 4.8), (0, -2, -200, 13, 13.5, 5.0),
    ),
    ((-3, 3, -8, 6, 7, 0.5), (-4.5, 3, -2, 3.6, 5, 0.5), (-5.5, 3, 2.6, 0.9, 3, 0.4)),
    ((4, 3, -8, 6, 7, 0.5), (5.5, 3, -3, 3.4, 5, 0.5), (6.5, 3, 1.2, 0.9, 3, 0.4)),
)  # fmt: skip
FIBULA: Final = (
    (
        (33, 18, -14, 1.5, 2, 0.6), (34, 18, -17, 6, 7, 0.8),
        (36, 18, -25, 9.5, 9, 0.8),
        (36, 17, -34, 8.5, 8.5, 1.0), (33, 14, -52, 5.6, 5.5, 1.9),
        (31, 12, -90, 5.4, 5.4, 2.4), (29, 12, -200, 6.2, 6, 2.6),
    ),
)  # fmt: skip
FLESH: Final = (
    (0, 0, 300, 86, 88, 10), (0, 0, 100, 66, 68, 8), (0, 0, 45, 58, 58, 5),
    (2, 2, 0, 54, 55, 5), (0, 5, -40, 53, 55, 6), (0, 10, -110, 60, 60, 7),
    (0, 10, -210, 55, 55, 7),
)  # fmt: skip


def draw(*, seed: int, **asked: Any) -> Made:
    visit = Visit("knee-radiograph", seed, asked, "Knee AP")
    side = taking.side_of(visit, asked)
    rng = np.random.default_rng([seed, 21])
    scene = _scene(rng, side, asked)
    shot = limb.shot(
        asked,
        number=1,
        description="knee AP",
        body_part="KNEE",
        view="AP",
        side=side,
        orientation=("L", "F"),
    )
    facts = {"side": side, "joint_space_mm": 5.5}
    return taking.made([taking.take(visit, scene, shot, asked)], asked, **facts)


def _scene(rng: np.random.Generator, side: str, asked: Mapping[str, Any]) -> Scene:
    sign = limb.SIGN[side]
    beam = Beam(
        view="AP",
        distance=1100,
        gap=62,
        pitch=asked["pitch"] or 0.2,
        size=(240, 300),
        turned=(asked["rotation"], asked["tilt"], sign * float(rng.normal(0, 1.2))),
        shift=(float(rng.normal(0, 2)), 88.0 if asked["clipped"] else 8.0),
    )
    place = (0.85 if sign > 0 else 0.15, float(rng.uniform(0.14, 0.3)))
    return Scene(
        beam=beam,
        absorbed=limb.absorbed(
            beam, limb.LIMB, skeleton(sign), [bar(FLESH, sign, step=6)], rng
        ),
        technique=replace(limb.LIMB, behind=0.09),
        field=limb.field(asked, rng),
        marker_side=side,
        marker_place=place,
        marks=(Mark("medial joint space", (-21.0 * sign, 8.0, -0.5), 6.0),),
    )


def skeleton(sign: int) -> list[list[Solid]]:
    patella = ellipsoid((3 * sign, -38, 30), (22, 9, 21), cortex=1.0)
    bones = [[bar(part, sign) for part in bone] for bone in (FEMUR, TIBIA, FIBULA)]
    return [*bones, [patella]]


KNEE: Final = register(
    Phantom(
        code="knee-radiograph",
        title="Knee radiograph, AP",
        modality="DX",
        body_part="KNEE",
        says="A knee from the front by projection, of a known side.",
        draw=draw,
        options=taking.options(),
    )
)
