"""An ankle from the front and from the side, with a fracture where one is asked for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from courses.phantoms.headers import Visit
from courses.phantoms.made import Made, Phantom, register
from courses.phantoms.radiographs import limb, taking
from courses.phantoms.radiographs.beam import Array, Beam, Image, Solid
from courses.phantoms.radiographs.limb import Cut, bar, pebble
from courses.phantoms.radiographs.solids import Carved
from courses.phantoms.radiographs.taking import Mark, Scene
from courses.phantoms.radiographs.tubes import tube

TIBIA: Final = (
    (
        (-2, 0, 230, 12, 12, 4.4), (-2, 0, 100, 12, 12.5, 4.0),
        (-2, 0, 60, 13.5, 14, 2.4), (-2, 0, 38, 17.5, 16.5, 1.1),
        (-2, 1, 22, 21.5, 18.5, 0.8), (-2, 1, 9, 22, 19, 0.8),
        (-2, 1, 5, 21.5, 18.5, 0.9), (-2, 1, 3.6, 20, 17, 0.8),
    ),
    (
        (-15, -2, 44, 1.5, 5, 0.8), (-19, -2, 24, 6, 12, 0.8),
        (-21.5, -3, 8, 6.4, 11, 0.8),
        (-23, -3, -3, 5, 9, 0.8),
        (-23.5, -3, -9, 3, 6, 0.7), (-23.5, -3, -11, 1, 2, 0.6),
    ),
)  # fmt: skip
FIBULA: Final = (
    (15, 12, 230, 5.6, 5.6, 2.1), (17, 11, 100, 5.4, 5.6, 2.0),
    (20, 9, 50, 5.4, 6, 1.6), (22, 8, 24, 6.6, 7.5, 1.0), (23.5, 7, 4, 7.6, 9, 0.8),
    (24, 6, -10, 6.4, 8.5, 0.8), (23, 6, -19, 3.4, 5, 0.7), (22.5, 6, -22, 1, 2, 0.6),
)  # fmt: skip
# x, y, z; half axes; tilt; powers (edges of the frontal outline, of the side's).
TARSALS: Final = (
    ((-1, 3, -12.5), (16.5, 21, 13.5), 0, (6, 2.2)),
    ((-5, -21, -16), (12, 12, 9.5), 0, (3, 2.4)),
    ((-6, -35, -19), (16, 6, 11.5), 0, (2.6, 2.6)),
    ((13, -34, -31), (12, 15, 10), 0, (3, 3)),
    ((-14, -50, -24), (8, 9, 11), 0, (3, 3)),
    ((0, -51, -22), (7, 8, 9), 0, (3, 3)),
    ((6, -40, -42), (5, 5, 5), 0, (2, 2)),
)  # fmt: skip
# The heel bone along its length (from its front): midst, half width, half height.
HEEL: Final = np.array(
    (
        (-39, 5, 7, 6), (-36, 5, 9, 9), (-20, 6, 12, 12), (0, 3, 13, 14),
        (18, -2, 13.5, 17), (29, -6, 12, 18), (36, -7, 9, 14), (39, -7, 5, 8),
    ),
    float,
)  # fmt: skip
FAR: Final = 9  # cuboid, cuneiforms, and what lies before them
METATARSALS: Final = (
    ((-16, -60, -27), (-14, -122, -55), 6.5), ((-4, -60, -24), (-3, -128, -53), 4.6),
    ((4, -56, -26), (7, -124, -54), 4.4), ((13, -50, -32), (16, -118, -56), 4.4),
    ((22, -46, -40), (27, -108, -58), 4.8),
)  # fmt: skip
SHANK: Final = (
    (0, 8, 240, 50, 54, 6), (0, 6, 140, 42, 44, 5), (0, 4, 70, 34, 36, 4),
    (1, 3, 20, 33, 36, 3), (1, 4, -10, 35, 38, 3), (1, 10, -32, 34, 44, 4),
    (1, 12, -52, 29, 42, 5), (1, 12, -64, 20, 32, 5), (1, 12, -68, 8, 14, 5),
)  # fmt: skip
FOOT: Final = (
    (0, 8, -46, 33, 22, 5), (0, -20, -34, 36, 30, 4), (2, -60, -38, 42, 25, 4),
    (4, -110, -54, 46, 17, 4), (5, -150, -62, 46, 11, 4),
)  # fmt: skip


def draw(*, seed: int, **asked: Any) -> Made:
    visit = Visit("ankle-radiograph", seed, asked, "Ankle AP and lateral")
    side = taking.side_of(visit, asked)
    views = {"AP": ("AP",), "lateral": ("LAT",), "both": ("AP", "LAT")}[asked["views"]]
    taken = []
    for number, view in enumerate(views, 1):
        scene = _scene(view, seed, side, asked)
        shot = limb.shot(
            asked,
            number=number,
            description="ankle AP" if view == "AP" else "ankle lateral",
            body_part="ANKLE",
            view=view if view == "AP" else f"{side}L",
            side=side,
            orientation=("L", "F") if view == "AP" else ("P", "F"),
        )
        taken.append(taking.take(visit, scene, shot, asked))
    return taking.made(taken, asked, side=side, fracture=bool(asked["fracture"]))


def _scene(view: str, seed: int, side: str, asked: Mapping[str, Any]) -> Scene:
    rng = np.random.default_rng([seed, 41, len(view)])
    sign = limb.SIGN[side]
    line = _line(seed, sign)
    frontal = view == "AP"
    # Lateral: the outer side lies on the detector, the toes point to the left.
    beam = Beam(
        view="AP" if frontal else f"{side}L",
        distance=1100,
        gap=58 if frontal else 44,
        pitch=asked["pitch"] or 0.16,
        size=(180, 240) if frontal else (220, 240),
        turned=(asked["rotation"] - 14 * sign * frontal, asked["tilt"], 0.0),
        shift=_shift(frontal=frontal, clipped=bool(asked["clipped"])),
    )
    skeleton = _skeleton(sign, _waves(seed), line if asked["fracture"] else None)
    flesh = [bar(SHANK, sign, step=5)]
    if frontal:  # the foot points at the tube: its front lies outside the field
        skeleton = skeleton[:-FAR]
    else:
        flesh.append(bar(FOOT, sign, step=5, capped=True))
    lateral = 0.85 if sign > 0 else 0.15
    return Scene(
        beam=beam,
        absorbed=limb.absorbed(beam, limb.LIMB, skeleton, flesh, rng),
        technique=replace(limb.LIMB, behind=0.17),
        field=limb.field(asked, rng),
        marker_side=side,
        marker_place=(lateral if frontal else 0.16, float(rng.uniform(0.16, 0.3))),
        marks=(_broken(line, side),) if asked["fracture"] else (),
    )


def _shift(*, frontal: bool, clipped: bool) -> tuple[float, float]:
    across = 0.0 if frontal else 26.0
    return across, 96.0 if clipped else 42.0


def _skeleton(
    sign: int, waves: tuple[float, ...], line: Array | None
) -> list[list[Solid]]:
    metatarsals: list[list[Solid]] = [
        [bar(_ray(base, head, half), sign)] for base, head, half in METATARSALS
    ]
    tarsals: list[list[Solid]] = [
        [pebble((sign * x, y, z), half, tilt=sign * tilt, powers=powers, cortex=0.45)]
        for (x, y, z), half, tilt, powers in TARSALS
    ]
    heel: list[Solid] = [_heel(sign)]
    talus = [*tarsals[0], *tarsals[1]]
    fibula = _fibula(sign, waves, line)
    shin = [bar(part, sign) for part in TIBIA]
    return [shin, talus, heel, tarsals[2], *fibula, *tarsals[3:], *metatarsals]


def _heel(sign: int) -> Solid:
    def depth(x: Image, y: Image, z: Image) -> Image:
        midst, half, tall = (np.interp(y, HEEL[:, 0], HEEL[:, k]) for k in (1, 2, 3))
        far = (abs(x) / half) ** 2.6 + (abs(z - midst) / tall) ** 2.6
        round_part = (1 - far ** (1 / 2.6)) * np.minimum(half, tall)
        return np.asarray(np.minimum(round_part, 39 - abs(y)), np.float32)

    return Carved((4.0 * sign, 14.0, -39.0), 42, depth, 0.6, step=1.2, coarse=0.35)


def _ray(base: tuple[float, ...], head: tuple[float, ...], half: float) -> limb.Rows:
    start, stop = np.array(base), np.array(head)
    shape = (
        (0, 1.5, 0.7),
        (0.06, 1.5, 0.8),
        (0.3, 0.95, 1.6),
        (0.8, 0.95, 1.4),
        (1, 1.5, 0.8),
    )
    return [
        (*(start + share * (stop - start)), wide * half, wide * half, wall)
        for share, wide, wall in shape
    ]


def _line(seed: int, sign: int) -> Array:
    """An oblique break of the fibula at the joint: low in front, high behind."""
    rng = np.random.default_rng([seed, 42])
    middle, rise = float(rng.uniform(2, 16)), float(rng.uniform(8, 15))
    return np.array(
        ((sign * 15, -2, middle - rise), (sign * 33, 16, middle + rise)), float
    )


def _waves(seed: int) -> tuple[float, ...]:
    rng = np.random.default_rng([seed, 43])
    return tuple(float(each) for each in rng.uniform(0, 6, 3))


def _fibula(
    sign: int, waves: tuple[float, ...], line: Array | None
) -> list[list[Solid]]:
    if line is None:
        return [[bar(FIBULA, sign)]]
    moved = np.array(FIBULA, float)
    moved[:, 0] *= sign
    moved[:, :3] += (1.6 * sign, 2.2, 0.6)
    lower = tube(moved, step=1.5, up=limb.ACROSS, capped=False)
    return [
        [Cut(bar(FIBULA, sign), line, -1, 0.5, waves)],
        [Cut(lower, line, 1, 0.5, waves)],
    ]


def _broken(line: Array, side: str) -> Mark:
    middle = line.mean(axis=0)
    return Mark(
        "fracture of the fibula",
        (float(middle[0]), float(middle[1]), float(middle[2])),
        12.0,
        outline=line,
        details={"side": side, "bone": "fibula"},
    )


ANKLE: Final = register(
    Phantom(
        code="ankle-radiograph",
        title="Ankle radiograph, AP and lateral",
        modality="DX",
        body_part="ANKLE",
        says="An ankle by projection, of a known side; with an oblique fracture of the "
        "fibula where it is asked for.",
        draw=draw,
        options=taking.options(views="both", fracture=False),
    )
)
