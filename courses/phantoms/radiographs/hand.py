"""A hand from behind, palm on the detector, its fingers up."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from courses.phantoms.headers import Visit
from courses.phantoms.made import Made, Phantom, register
from courses.phantoms.radiographs import limb, taking
from courses.phantoms.radiographs.beam import Array, Beam, Solid
from courses.phantoms.radiographs.limb import bar
from courses.phantoms.radiographs.taking import Mark, Scene
from courses.phantoms.radiographs.tubes import Tube, tube

# Each ray of the left hand: where its metacarpal begins (towards the thumb, towards
# the finger tips), its direction, how far that bends towards the thumb at the first
# knuckle (degrees), the lengths of its bones, and how thick they are.
RAYS: Final = (
    ((33, 4), 40.0, -16.0, (45, 32, 24), 1.06),
    ((15, 12), 7.0, -1.0, (66, 41, 24, 17), 1.0),
    ((1, 13), 0.5, -0.5, (64, 46, 28, 18), 1.0),
    ((-11, 10), -6.5, 1.0, (57, 42, 27, 18), 0.93),
    ((-20, 5), -14.0, 0.0, (53, 33, 19, 16), 0.88),
)
GAP: Final = 1.6
# (towards thumb, towards tips, half axes, tilt) of the wrist's bones.
CARPALS: Final = (
    (16, -13, 7.5, 12.5, -34, 0), (2.5, -17, 8.5, 7.5, 8, 0),
    (-11, -13, 7.5, 8, 28, 0), (-15, -11, 4.2, 4.8, 0, -7),
    (25, -4, 8, 7.5, 20, -3), (14.5, 3, 6.5, 7, 0, 0), (2, 0.5, 8, 12.5, 3, 0),
    (-10, -0.5, 8.5, 10, -14, 0),
)  # fmt: skip
RADIUS: Final = (
    (11, 0, 27.5, 12, 6, 0.7), (11, 0, 29.5, 15, 9, 0.7), (10.5, 0, 37, 15, 10, 0.7),
    (9, 0, 50, 11, 8.5, 1.4), (8, 0, 70, 8, 7.5, 2.4), (8, 0, 150, 7.5, 7, 2.8),
)  # fmt: skip
STYLOID: Final = (
    (20, 0, 38, 6, 6, 0.6),
    (23, 0, 28, 4.4, 5, 0.6),
    (23, 0, 22, 1.5, 2, 0.5),
)
ULNA: Final = (
    (-15, 2, 30, 5, 5, 0.6), (-15, 2, 32, 8, 7.5, 0.7), (-15, 2, 38, 8, 7.5, 0.8),
    (-15, 2, 52, 6, 6, 1.8), (-16, 2, 150, 6.2, 6, 2.4),
)  # fmt: skip
SPIKE: Final = ((-20, 3, 34, 2.4, 2.4, 0.6), (-20.5, 3, 26, 1.6, 1.6, 0.6))
PALM: Final = (
    (0, 0, -66, 26, 10, 2), (0, 0, -60, 38, 12, 2), (1, 0, -46, 43, 14, 2),
    (5, 0, -18, 42, 17, 2.5), (5, 0, 6, 34, 19, 2.5), (2, 0, 24, 29, 19, 3),
    (0, 0, 50, 28, 20, 4), (0, 0, 160, 31, 24, 5),
)  # fmt: skip


def draw(*, seed: int, **asked: Any) -> Made:
    visit = Visit("hand-radiograph", seed, asked, "Hand PA")
    side = taking.side_of(visit, asked)
    rng = np.random.default_rng([seed, 31])
    scene = _scene(rng, side, asked)
    shot = limb.shot(
        asked,
        number=1,
        description="hand PA",
        body_part="HAND",
        view="PA",
        side=side,
        orientation=("L", "H"),
    )
    return taking.made([taking.take(visit, scene, shot, asked)], asked, side=side)


def _scene(rng: np.random.Generator, side: str, asked: Mapping[str, Any]) -> Scene:
    sign = limb.SIGN[side]
    rays = _rays(rng)
    beam = Beam(
        view="PA up",
        distance=1000,
        gap=16,
        pitch=asked["pitch"] or 0.15,
        size=(200, 280),
        turned=(asked["rotation"], asked["tilt"], sign * float(rng.normal(0, 3))),
        shift=(-5.0 * sign, -16.0 if asked["clipped"] else 60.0),
    )
    skeleton: list[list[Solid]] = [
        [_placed(bone, sign)] for ray in rays for bone in ray
    ]
    skeleton += [[each] for each in _wrist(sign)]
    skeleton += [
        [bar(RADIUS, sign), bar(STYLOID, sign)],
        [bar(ULNA, sign), bar(SPIKE, sign)],
    ]
    long = _ends(rays[2][0])
    return Scene(
        beam=beam,
        absorbed=limb.absorbed(beam, limb.LIMB, skeleton, _flesh(rays, sign), rng),
        technique=replace(limb.LIMB, behind=0.5),
        field=limb.field(asked, rng),
        marker_side=side,
        marker_place=(0.85 if sign > 0 else 0.15, float(rng.uniform(0.12, 0.2))),
        marks=(_length(long, sign),),
    )


def _length(ends: Array, sign: int) -> Mark:
    """What can be measured: the third metacarpal from end to end."""
    ends = ends * (sign, 1, 1)
    middle = ends.mean(axis=0)
    mm = float(np.linalg.norm(ends[1] - ends[0]))
    return Mark(
        "third metacarpal",
        (float(middle[0]), float(middle[1]), float(middle[2])),
        mm / 2,
        outline=ends,
        details={"length_mm": round(mm, 2)},
    )


def _rays(rng: np.random.Generator) -> list[list[Array]]:
    """Control points of every bone of every finger, for the left hand."""
    size = float(rng.uniform(0.94, 1.05))
    return [
        _ray(
            np.array(start) * size,
            heading + rng.normal(0, 1.0),
            bend + rng.normal(0, 1.2),
            [each * size for each in lengths],
            thick * size,
        )
        for start, heading, bend, lengths, thick in RAYS
    ]


def _ray(
    at: Array, heading: float, bend: float, lengths: list[float], thick: float
) -> list[Array]:
    made = []
    kinds = (0, 1, 3) if len(lengths) == 3 else (0, 1, 2, 3)
    for kind, length in zip(kinds, lengths, strict=True):
        way = np.array((np.sin(np.radians(heading)), np.cos(np.radians(heading))))
        made.append(_bone(at, way, length, kind, thick))
        at = at + way * (length + GAP)
        heading += bend
    return made


# Along a bone: how far (mm from its base, or back from its head), half its width,
# its cortex; for the metacarpal, the three phalanges.
BASES: Final = (
    ((0.3, 5.4, 0.6), (2.2, 6.9, 0.6), (7, 6.6, 0.8), (16, 5.0, 1.5)),
    ((0.3, 5.2, 0.6), (2.0, 7.0, 0.6), (5, 6.6, 0.7), (12, 5.0, 1.5)),
    ((0.3, 4.4, 0.5), (1.8, 5.9, 0.6), (4, 5.6, 0.7), (9, 4.2, 1.2)),
    ((0.3, 4.0, 0.5), (1.5, 5.0, 0.6), (3.2, 4.5, 0.6), (6.5, 3, 1.0)),
)
HEADS: Final = (
    ((15, 4.8, 1.6), (8, 6.8, 0.8), (4.5, 7.0, 0.6), (1.8, 5.4, 0.6), (0.3, 2.6, 0.5)),
    ((12, 4.4, 1.5), (6, 5.3, 0.8), (3, 5.5, 0.6), (1.2, 4.4, 0.6), (0.3, 2.4, 0.5)),
    ((9, 3.6, 1.3), (5, 4.5, 0.8), (2.6, 4.7, 0.6), (1.0, 3.8, 0.6), (0.3, 2.2, 0.5)),
    ((6, 2.6, 1.0), (3.2, 3.6, 0.6), (1.8, 3.7, 0.5), (0.8, 2.8, 0.4), (0.2, 1.4, 0.4)),
)
USUAL: Final = (60.0, 36.0, 22.0, 16.0)
WAIST: Final = ((4.3, 1.9), (4.2, 1.8), (3.4, 1.4), (2.5, 1.0))


def _bone(at: Array, way: Array, length: float, kind: int, thick: float) -> Array:
    half, cortex = WAIST[kind]
    short = min(1.0, length / USUAL[kind])
    stations = [
        *((along * short, wide, wall) for along, wide, wall in BASES[kind]),
        (length * 0.52, half, cortex),
        *((length - back * short, wide, wall) for back, wide, wall in HEADS[kind]),
    ]
    rows = []
    for along, wide, wall in stations:
        x, tips = at + way * along
        bow = -1.2 * np.sin(np.pi * along / length)
        rows.append((x, bow, -tips, wide * thick, 0.86 * wide * thick, wall * thick))
    return np.array(rows)


def _ends(bone: Array) -> Array:
    return np.array((bone[0, :3], bone[-1, :3]))


def _placed(bone: Array, sign: int) -> Tube:
    return tube(bone * (sign, 1, 1, 1, 1, 1), step=1.0, up=limb.ACROSS, capped=False)


def _wrist(sign: int) -> list[Solid]:
    return [
        limb.pebble(
            (sign * x, y, -tips),
            (0.95 * half, 7, 0.95 * tall),
            tilt=-sign * tilt,
            cortex=0.35,
        )
        for x, tips, half, tall, tilt, y in CARPALS
    ]


def _flesh(rays: list[list[Array]], sign: int) -> list[Solid]:
    fingers: list[Solid] = []
    for which, ray in enumerate(rays):
        line = np.array([bone[at, :3] for bone in ray for at in (0, -1)])
        wide = np.linspace(10.2, 7.4, len(line)) * (1.08 if which == 0 else 1)
        fat = np.full(len(line), 1.8)
        control = np.column_stack((line * (sign, 1, 1), wide, wide, fat))
        fingers.append(tube(control, step=4, up=limb.ACROSS))
    return [bar(PALM, sign, step=4, capped=True), *fingers]


HAND: Final = register(
    Phantom(
        code="hand-radiograph",
        title="Hand radiograph, PA",
        modality="DX",
        body_part="HAND",
        says="A hand by projection, of a known side, with a bone of known length.",
        draw=draw,
        options=taking.options(),
    )
)
