"""A spine from the front, standing, bent sideways by a known angle."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from courses.phantoms.headers import Visit
from courses.phantoms.made import Made, Phantom, register
from courses.phantoms.radiographs import cage, taking, thorax
from courses.phantoms.radiographs.beam import Array, Beam, Image
from courses.phantoms.radiographs.film import Field, Technique
from courses.phantoms.radiographs.grain import grain
from courses.phantoms.radiographs.plate import Shot
from courses.phantoms.radiographs.solids import (
    Carved,
    Solid,
    bones,
    ellipsoid,
    thickness,
    tube,
)
from courses.phantoms.radiographs.taking import Mark, Scene
from courses.phantoms.radiographs.thorax import Build

NAMES: Final = (
    *("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12"),
    *("L1", "L2", "L3", "L4", "L5"),
)
BACK: Final = 52.0  # all bodies stand in one plane, so that the angle is exact
STANDING: Final = Technique(
    kvp=85,
    mas=20,
    soft=0.021,
    bone=0.078,
    spongy=0.035,
    photons=6e5,
    scatter=0.14,
    grid=True,
    focus_mm=1.2,
    flatten=0.5,
    sharpen=0.7,
    behind=0.03,
)


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


def draw(*, seed: int, **asked: Any) -> Made:
    visit = Visit("spine-radiograph", seed, asked, "Spine AP, standing")
    rng = np.random.default_rng([seed, 51])
    angle = float(asked["cobb"] or round(float(rng.uniform(16, 48)), 1))
    side = taking.side_of(visit, asked)
    upper, lower = 4 + int(rng.integers(2)), 11 + int(rng.integers(2))
    bodies = column(angle, upper, lower, 1 if side == "L" else -1)
    scene = _scene(rng, bodies, (upper, lower), asked)
    image, found = taking.take(visit, scene, _shot(asked), asked)
    facts = {
        "cobb_degrees": angle,
        "convex": side,
        "upper_end_vertebra": NAMES[upper],
        "lower_end_vertebra": NAMES[lower],
        "end_plates": _lines(scene.beam, bodies, upper, lower),
    }
    return taking.made([(image, found)], asked, **facts)


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


def _shot(asked: Mapping[str, Any]) -> Shot:
    return Shot(
        number=1,
        description="Spine AP standing",
        body_part="SPINE",
        view="AP",
        side="U",
        orientation=("L", "F"),
        modality=asked["modality"],
        inverted=asked["inverted"],
        spacing=asked["spacing"],
        shown=(4.0, 99.6),
    )


def _scene(
    rng: np.random.Generator,
    bodies: list[Body],
    ends: tuple[int, int],
    asked: Mapping[str, Any],
) -> Scene:
    beam = Beam(
        view="AP",
        distance=1800,
        gap=140,
        pitch=asked["pitch"] or 0.25,
        size=(300, 430),
        turned=(asked["rotation"], asked["tilt"], 0.0),
        shift=(0.0, -128.0 if asked["clipped"] else -52.0),
    )
    bend = np.array([(body.z, body.x) for body in bodies])[::-1]
    upper, lower = (bodies[end] for end in ends)
    return Scene(
        beam=beam,
        absorbed=_absorbed(beam, bodies, bend, rng),
        technique=STANDING,
        field=Field(0.05, 0.95, 0.02, 0.98, turned=float(rng.normal(0, 0.3))),
        marker_side="L",
        marker_place=(0.87, 0.2),
        marks=(_end("upper end plate", upper, 1), _end("lower end plate", lower, -1)),
    )


def _end(name: str, body: Body, end: int) -> Mark:
    line = body.plate(end)
    middle = line.mean(axis=0)
    at = float(middle[0]), float(middle[1]), float(middle[2])
    return Mark(name, at, body.half, line, {"vertebra": body.name, "lean": body.lean})


def _lines(
    beam: Beam, bodies: list[Body], upper: int, lower: int
) -> list[list[list[float]]]:
    """The Cobb angle's two lines in pixels, as a viewer's mark has them."""
    lines = []
    for body, end in ((bodies[upper], 1), (bodies[lower], -1)):
        columns, rows, _ = beam.place(body.plate(end))
        lines.append([[float(c), float(r)] for c, r in zip(columns, rows, strict=True)])
    return lines


def _absorbed(
    beam: Beam, bodies: list[Body], bend: Array, rng: np.random.Generator
) -> Image:
    build = Build(width=0.9, depth=0.92, heart=0.94, breath=4.0, arms=False)
    soft, lung, _ = thorax.soft(beam, build)
    ribs = bones(beam, _ribs(build, bend, rng))
    compact, spongy = bones(beam, [bone for body in bodies for bone in _vertebra(body)])
    hips = bones(beam, _pelvis(bodies[-1]))
    meshes = 0.12 * grain(rng, beam.shape, 1.4 / beam.pitch, 0.4 / beam.pitch)
    total = STANDING.soft * soft + 0.005 * lung
    total += (STANDING.bone - STANDING.soft) * (0.7 * ribs[0] + compact + 0.6 * hips[0])
    spongy_all = 0.7 * ribs[1] + spongy + 0.6 * hips[1]
    total += (STANDING.spongy - STANDING.soft) * spongy_all * (1 + meshes)
    return np.asarray(np.maximum(total - _gas(beam, rng), 0), np.float32)


def _ribs(build: Build, bend: Array, rng: np.random.Generator) -> list[list[Solid]]:
    """Ribs go aside with the vertebrae that they come from."""
    made: list[list[Solid]] = []
    for parts in cage.ribs(build, rng):
        moved: list[Solid] = []
        for part in parts:
            axis = part.axis.copy()
            away = np.interp(axis[:, 2], bend[:, 0], bend[:, 1])
            axis[:, 0] += away * np.clip(axis[:, 1] / BACK, 0.25, 1)
            moved.append(replace(part, axis=axis))
        made.append(moved)
    return made


def _vertebra(body: Body) -> list[list[Solid]]:
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
    across, up = _axes(body.lean)
    here = np.array((body.x, BACK, body.z))
    back = np.array((0.0, 1.0, 0.0))
    lumbar = body.name.startswith("L")
    reach = 2.0 if lumbar else 1.75
    made: list[list[Solid]] = []
    for side in (-1, 1):
        pedicle = here + side * 0.62 * body.half * across + 0.25 * body.tall * up
        ring = ellipsoid(
            pedicle + 18 * back,
            (0.2 * body.half, 6, 0.42 * body.tall),
            tilt=body.lean,
            cortex=1.0,
        )
        root = (
            here + side * 0.72 * body.half * across + 0.2 * body.tall * up + 24 * back
        )
        tip = (
            here + side * reach * body.half * across + 0.3 * body.tall * up + 28 * back
        )
        process = np.array(
            [
                (*root, 4.4, 3.4, 0.8),
                (*(0.5 * (root + tip)), 3.2, 3, 0.8),
                (*tip, 3.8, 3, 0.8),
            ]
        )
        made.append([ring])
        made.append([tube(process)])
    spinous = np.array(
        [
            (*(here + 34 * back - 0.3 * body.tall * up), 2.6, 6, 1.0),
            (*(here + 46 * back - 1.2 * body.tall * up), 3.0, 7, 1.0),
        ]
    )
    made.append([tube(spinous, up=(1, 0, 0))])
    return made


def _pelvis(last: Body) -> list[list[Solid]]:
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


def _gas(beam: Beam, rng: np.random.Generator) -> Image:
    """Bowel gas, here and there."""
    bubbles = [
        ellipsoid(
            (float(rng.uniform(-95, 95)), -30.0, float(rng.uniform(-225, -125))),
            tuple(float(each) for each in rng.uniform(6, 17, 3)),
            tilt=float(rng.uniform(-60, 60)),
        )
        for _ in range(14)
    ]
    return np.asarray(0.9 * STANDING.soft * thickness(beam, bubbles), np.float32)


SPINE: Final = register(
    Phantom(
        code="spine-radiograph",
        title="Spine radiograph, AP standing, with a scoliosis",
        modality="DX",
        body_part="SPINE",
        says="A spine by projection, bent sideways: the Cobb angle, the end vertebrae "
        "and their end plates are known.",
        draw=draw,
        options=taking.options(cobb=None),
    )
)
