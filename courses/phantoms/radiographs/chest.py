"""A chest standing, from behind and from the side."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from courses.phantoms.headers import Visit
from courses.phantoms.made import Made, Phantom, register
from courses.phantoms.radiographs import cage, lungs, sickness, taking, thorax
from courses.phantoms.radiographs.beam import Beam, Image
from courses.phantoms.radiographs.film import Field, Technique
from courses.phantoms.radiographs.grain import grain
from courses.phantoms.radiographs.plate import Shot
from courses.phantoms.radiographs.solids import bones, thickness
from courses.phantoms.radiographs.taking import Scene
from courses.phantoms.radiographs.thorax import Build

LUNG: Final = 0.004  # attenuation of aerated lung, per mm
DEEP: Final = 0.33  # how much of the spine's contrast is left behind the mediastinum
TECHNIQUES: Final = {
    "PA": Technique(
        kvp=125,
        mas=2.2,
        soft=0.019,
        bone=0.058,
        spongy=0.028,
        photons=1.6e5,
        scatter=0.10,
        grid=True,
        focus_mm=1.2,
        flatten=0.3,
        sharpen=0.6,
        behind=0.1,
    ),
    "LL": Technique(
        kvp=125,
        mas=6.4,
        soft=0.019,
        bone=0.058,
        spongy=0.028,
        photons=8e5,
        scatter=0.12,
        grid=True,
        focus_mm=1.2,
        flatten=0.4,
        sharpen=0.6,
        behind=0.04,
    ),
}
UNSEEN: Final = 0.3  # of a pixel: no vessel so thin shows


def draw(*, seed: int, **asked: Any) -> Made:
    visit = Visit("chest-radiograph", seed, asked, "Chest PA and lateral")
    rng = np.random.default_rng([seed, 11])
    side = taking.side_of(visit, asked)
    if asked["finding"] not in (None, *sickness.FINDINGS):
        raise ValueError(f"A chest has no {asked['finding']!r} to show.")
    build = _build(visit, rng, asked, side)
    nodule = sickness.nodule(rng, build, side) if asked["finding"] == "nodule" else None
    views = {"PA": ("PA",), "lateral": ("LL",), "both": ("PA", "LL")}[asked["views"]]
    taken = []
    for number, view in enumerate(views, 1):
        scene = _scene(view, visit, build, nodule, side, asked)
        shot = _shot(number, view, asked)
        taken.append(taking.take(visit, scene, shot, asked))
    told = asked["finding"]
    return taking.made(taken, asked, finding=told, side=side if told else None)


def _shot(number: int, view: str, asked: Mapping[str, Any]) -> Shot:
    return Shot(
        number=number,
        description="Chest PA" if view == "PA" else "Chest lateral",
        body_part="CHEST",
        view=view,
        side="U" if view == "PA" else "L",
        orientation=("L", "F") if view == "PA" else ("P", "F"),
        modality=asked["modality"],
        inverted=asked["inverted"],
        spacing=asked["spacing"],
        shown=(3.0, 95.5) if view == "PA" else (3.0, 98.5),
    )


def _build(
    visit: Visit, rng: np.random.Generator, asked: Mapping[str, Any], side: str
) -> Build:
    female = visit.sex == "F"
    finding = asked["finding"]
    sign = sickness.SIGN[side]
    return Build(
        width=float(rng.uniform(0.93, 1.0) if female else rng.uniform(0.98, 1.06)),
        depth=float(rng.uniform(0.92, 1.06)),
        heart=float(rng.uniform(0.94, 1.07)),
        breath=float(rng.uniform(-5, 7)),
        breast=float(rng.uniform(0.3, 0.9)) if female else 0.0,
        wall=float(rng.uniform(0.98, 1.07)),
        phase=float(rng.uniform(0, 6)),
        fluid={sign: float(rng.uniform(-98, -62))} if finding == "effusion" else {},
        loose={sign: float(rng.uniform(0.6, 1))} if finding == "pneumothorax" else {},
    )


def _scene(
    view: str,
    visit: Visit,
    build: Build,
    nodule: sickness.Nodule | None,
    side: str,
    asked: Mapping[str, Any],
) -> Scene:
    beam = Beam(
        view=view,
        distance=1800,
        gap=140 if view == "PA" else 200,
        pitch=asked["pitch"] or 0.25,
        size=(400, 430) if view == "PA" else (350, 430),
        turned=(asked["rotation"], asked["tilt"], 0.0),
        shift=(0.0, 62.0 if asked["clipped"] else 14.0),
    )
    technique = TECHNIQUES[view]
    posed = build if view == "PA" else replace(build, arms=False)
    absorbed = _absorbed(beam, technique, visit, posed, nodule)
    place = (0.1, 0.11) if view == "PA" else (0.88, 0.14)
    return Scene(
        beam=beam,
        absorbed=absorbed,
        technique=technique,
        field=Field(0.02, 0.98, 0.02, 0.98, turned=_askew(visit)),
        marker_side="R" if view == "PA" else "L",
        marker_place=place,
        marks=sickness.marks(build, nodule, side, asked),
    )


def _askew(visit: Visit) -> float:
    return float(np.random.default_rng([visit.seed, 5]).normal(0, 0.25))


def _absorbed(
    beam: Beam,
    technique: Technique,
    visit: Visit,
    build: Build,
    nodule: sickness.Nodule | None,
) -> Image:
    rng = np.random.default_rng([visit.seed, 12])
    soft, lung, _ = thorax.soft(beam, build)
    near, far = _skeleton(beam, build, rng)
    texture = grain(rng, beam.shape, 1.6 / beam.pitch, 0.6 / beam.pitch)
    total = technique.soft * soft + LUNG * lung * (1 + 0.015 * texture)
    for (compact, spongy), share in ((near, 1.0), (far, DEEP)):
        total += share * (technique.bone - technique.soft) * compact
        total += share * (technique.spongy - technique.soft) * spongy
    total += (technique.soft - LUNG) * _in_lungs(beam, lung, build, nodule, rng)
    windpipe, bronchi = lungs.airway()
    total -= 0.85 * technique.soft * thickness(beam, [windpipe])
    total -= 0.2 * technique.soft * thickness(beam, bronchi)
    return np.asarray(np.maximum(total, 0), np.float32)


def _skeleton(
    beam: Beam, build: Build, rng: np.random.Generator
) -> tuple[tuple[Image, Image], tuple[Image, Image]]:
    """Compact and spongy bone of the cage and girdle, and of what lies amidst."""
    sides = [bone for side in cage.SIDES for bone in cage.girdle(side, build, rng)]
    cover = bones(beam, [*cage.ribs(build, rng), *sides])
    midst = bones(beam, [*cage.vertebrae(build, rng), *cage.breast_bone(build)])
    return cover, midst


def _in_lungs(
    beam: Beam,
    lung: Image,
    build: Build,
    nodule: sickness.Nodule | None,
    rng: np.random.Generator,
) -> Image:
    """Millimetres of soft tissue that stands where lung would be."""
    total = np.zeros(beam.shape, np.float32)
    for vessel in lungs.vessels(build, rng):
        if float(vessel.high.max()) < UNSEEN * beam.pitch:
            continue
        box, chord = vessel(beam, "whole")
        total[box] += chord
    total *= np.clip(lung / 25, 0, 1)
    if nodule:
        total += sickness.lump(beam, nodule, rng)
    for side, amount in build.loose.items():
        total += 2.4 * thickness(beam, [sickness.pleura(side, amount, build)])
    return total


CHEST: Final = register(
    Phantom(
        code="chest-radiograph",
        title="Chest radiograph, PA and lateral",
        modality="DX",
        body_part="CHEST",
        says="A standing chest by projection; with a nodule, a pneumothorax or an "
        "effusion of a known side where it is asked for.",
        draw=draw,
        options=taking.options(views="PA", finding=None),
    )
)
