"""What is wrong in a chest: a nodule, air or fluid beside a lung, and where it lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from courses.phantoms.radiographs import thorax
from courses.phantoms.radiographs.beam import Array, Beam, Image, Solid
from courses.phantoms.radiographs.solids import ellipsoid, thickness
from courses.phantoms.radiographs.taking import Mark
from courses.phantoms.radiographs.thorax import Build
from courses.phantoms.radiographs.tubes import tube

FINDINGS: Final = ("nodule", "pneumothorax", "effusion")
SIGN: Final = {"L": 1, "R": -1}


@dataclass(frozen=True)
class Nodule:
    centre: tuple[float, float, float]
    radius: float


def nodule(rng: np.random.Generator, build: Build, side: str) -> Nodule:
    """In the open part of the lung: not behind the heart nor below a dome."""
    x = SIGN[side] * float(rng.uniform(62, 98)) * build.width
    y, z = float(rng.uniform(-30, 45)), float(rng.uniform(-42, 72))
    return Nodule((x, y, z), float(rng.uniform(7.5, 15)))


def lump(beam: Beam, nodule: Nodule, rng: np.random.Generator) -> Image:
    """A nodule is not quite a ball."""
    half = nodule.radius * np.array((1, 1, 1)) * rng.uniform(0.86, 1.0, 3)
    half[int(rng.integers(3))] = nodule.radius
    at = np.array(nodule.centre)
    parts = [ellipsoid(at, half, tilt=float(rng.uniform(-40, 40)))]
    for _ in range(3):
        way = rng.normal(0, 1, 3)
        lobe = at + 0.42 * nodule.radius * way / np.linalg.norm(way)
        parts.append(ellipsoid(lobe, (0.55 * nodule.radius,) * 3))
    return thickness(beam, parts)


def _edge(side: int, amount: float, build: Build) -> Array:
    """The surface of a lung that has fallen in, in the frontal plane."""
    z = np.linspace(-60, 134, 30).astype(np.float32)
    width, _, midst = thorax.cage(z, build)
    x = width - thorax.rim_of(z, amount)
    keep = x > 24
    return np.column_stack((side * x, midst, z)).astype(float)[keep]


def pleura(side: int, amount: float, build: Build) -> Solid:
    line = _edge(side, amount, build)
    thin = np.full((len(line), 2), 0.55)
    return tube(np.column_stack((line, thin, 0 * thin[:, :1])))


def marks(
    build: Build, nodule: Nodule | None, side: str, asked: Mapping[str, Any]
) -> tuple[Mark, ...]:
    sign, details = SIGN[side], {"side": side}
    if nodule:
        details = {"side": side, "diameter_mm": str(round(2 * nodule.radius, 1))}
        return (Mark("nodule", nodule.centre, nodule.radius, details=details),)
    if asked["finding"] == "pneumothorax":
        line = _edge(sign, build.loose[sign], build)
        high = line[line[:, 2] > 60]
        middle = line[int(np.argmin(abs(line[:, 2] - 105)))]
        at = float(middle[0]), float(middle[1]), float(middle[2])
        return (Mark("pleural line", at, 22.0, outline=high, details=details),)
    if asked["finding"] == "effusion":
        return (_effusion(build, sign, details),)
    return ()


def _effusion(build: Build, sign: int, details: Mapping[str, Any]) -> Mark:
    top = build.fluid[sign]
    width = float(thorax.cage(np.array([top], np.float32), build)[0][0])
    rim = sign * width
    outline = np.array(
        [(rim, 0, top + 40), (rim, 0, top - 46), (sign * 62, 0, top - 46)], float
    )
    return Mark(
        "effusion", (sign * (width - 22), 0.0, top - 14), 36.0, outline, details
    )
