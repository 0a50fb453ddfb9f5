"""A spine from the front, standing, bent sideways by a known angle."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from courses.phantoms.headers import Visit
from courses.phantoms.made import Made, Phantom, register
from courses.phantoms.radiographs import cage, taking, thorax
from courses.phantoms.radiographs.beam import Array, Beam, Image, Solid
from courses.phantoms.radiographs.column import (
    BACK,
    NAMES,
    Body,
    column,
    pelvis,
    vertebra,
)
from courses.phantoms.radiographs.film import Field, Technique
from courses.phantoms.radiographs.grain import grain
from courses.phantoms.radiographs.plate import Shot
from courses.phantoms.radiographs.solids import bones, ellipsoid, thickness
from courses.phantoms.radiographs.taking import Mark, Scene
from courses.phantoms.radiographs.thorax import Build

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
    compact, spongy = bones(beam, [bone for body in bodies for bone in vertebra(body)])
    hips = bones(beam, pelvis(bodies[-1]))
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
