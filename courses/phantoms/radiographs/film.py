"""From millimetres of tissue to the grey values of a digital radiograph."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.radiographs.beam import Beam
from courses.phantoms.radiographs.grain import blur

Image = NDArray[np.float32]

BITS: Final = 12
USUAL_DOSE: Final = 2.5  # microgray
DEEPEST: Final = 7.0  # the attenuation, as a natural logarithm, of the whitest grey


@dataclass(frozen=True, slots=True)
class Technique:
    """`soft`, `bone` and `spongy` attenuate so much per millimetre; `photons` reach a
    square millimetre of the bare detector; `scatter` is its ratio to the primary;
    `flatten` is how much of the coarse contrast the processing takes away, `sharpen`
    how much it adds to the fine, and `behind` what usually comes through a patient."""

    kvp: float
    mas: float
    soft: float
    bone: float
    spongy: float
    photons: float
    scatter: float
    grid: bool
    focus_mm: float
    flatten: float = 0.45
    sharpen: float = 0.7
    behind: float = 0.3


@dataclass(frozen=True, slots=True)
class Field:
    """Where the collimator lets through, as parts of the detector's width and height
    from its top left, turned by some degrees; and how far the patient moved (mm)."""

    left: float = 0.03
    right: float = 0.97
    top: float = 0.03
    bottom: float = 0.97
    turned: float = 0.0
    motion: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Film:
    """`grey` is whiter where more was absorbed; `dose` is what reached the detector
    behind the patient, in microgray; `field` the part that was exposed."""

    grey: NDArray[np.uint16]
    dose: float
    field: NDArray[np.bool_]


def expose(
    beam: Beam,
    absorbed: Image,
    technique: Technique,
    field: Field,
    rng: np.random.Generator,
    *,
    lead: Image | None = None,
) -> Film:
    """`absorbed` is the line integral of attenuation; `lead` is that of what lies on
    the detector's cover, which does not move with the patient."""
    primary = np.exp(-absorbed) * _falloff(beam)
    primary = _moved(primary, beam, field.motion)
    open_field = collimated(beam, field)
    scattered = technique.scatter * blur(primary * open_field, 28 / beam.pitch)
    light = primary * open_field + scattered
    if lead is not None:
        light *= np.exp(-lead)
    signal = _detected(light, beam, technique, rng)
    depth = _processed(-np.log(signal), open_field, beam, technique)
    grey = np.clip(depth / DEEPEST, 0, 1) * (2**BITS - 1)
    exposed = open_field > 0.5
    dose = _dose(light, absorbed, exposed, technique)
    return Film(np.round(grey).astype(np.uint16), dose, exposed)


def collimated(beam: Beam, field: Field) -> Image:
    """One in the field, nothing outside, a penumbra between them."""
    along, down = beam.grid(beam.whole())
    width, height = beam.size
    c, s = np.cos(np.radians(field.turned)), np.sin(np.radians(field.turned))
    across, below = along * c + down * s, down * c - along * s
    left, right = (field.left - 0.5) * width, (field.right - 0.5) * width
    top, bottom = (field.top - 0.5) * height, (field.bottom - 0.5) * height
    inside = np.minimum(
        np.minimum(across - left, right - across),
        np.minimum(below - top, bottom - below),
    )
    return np.asarray(
        0.004 + 0.996 / (1 + np.exp(-np.clip(inside / 0.5, -30, 30))), np.float32
    )


def _falloff(beam: Beam) -> Image:
    """Weaker away from the central ray, and towards the anode's side (its heel)."""
    along, down = beam.grid(beam.whole())
    slant = beam.distance / np.sqrt(along**2 + down**2 + beam.distance**2)
    heel = 1 - 0.12 * down / beam.distance
    return np.asarray(slant**3 * heel, np.float32)


def _moved(light: Image, beam: Beam, motion: tuple[float, float]) -> Image:
    across, down = (abs(each) / beam.pitch / 2 for each in motion)
    return blur(light, down, across) if max(across, down) > 0.2 else light


def _detected(
    light: Image, beam: Beam, technique: Technique, rng: np.random.Generator
) -> Image:
    """Quanta counted, spread in the screen, read with a little noise of its own."""
    count = technique.photons * beam.pitch**2
    counted = rng.poisson(light * count).astype(np.float32)
    spread = blur(counted, 0.11 / beam.pitch)
    spread += rng.standard_normal(spread.shape, np.float32) * np.float32(count * 4e-4)
    return np.asarray(np.maximum(spread / np.float32(count), 5e-4), np.float32)


def _processed(
    depth: Image, open_field: Image, beam: Beam, technique: Technique
) -> Image:
    """What a console does before it shows an image: level the coarse, lift the fine.
    The edge of the field must not draw a halo into the image."""
    inside = open_field > 0.5
    middle = np.float32(np.median(depth[inside]))
    weight = inside.astype(np.float32)
    held = np.where(inside, np.clip(depth, 0.1, None), 0)
    wide, narrow = 22 / beam.pitch, 0.7 / beam.pitch
    coarse = blur(held, wide) / np.maximum(blur(weight, wide), 0.02)
    fine = held - blur(held, narrow) / np.maximum(blur(weight, narrow), 0.3)
    lift = technique.sharpen * np.where(open_field > 0.97, fine, 0)
    return np.where(inside, depth - technique.flatten * (coarse - middle) + lift, depth)


def _dose(
    light: Image, absorbed: Image, exposed: NDArray[np.bool_], technique: Technique
) -> float:
    """As a console reckons it: from the middle grey behind the patient."""
    through = light[exposed & (absorbed > 0.3)]
    middle = float(np.median(through)) if through.size else 0.0
    return USUAL_DOSE * middle / technique.behind
