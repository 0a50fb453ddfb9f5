"""What the limbs share: a side of their own, one exposure a view, and a fracture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from courses.phantoms.radiographs.beam import Array, Beam, Image, Patch, Solid
from courses.phantoms.radiographs.film import Field, Technique
from courses.phantoms.radiographs.grain import grain
from courses.phantoms.radiographs.plate import Shot
from courses.phantoms.radiographs.solids import Carved, bones, thickness
from courses.phantoms.radiographs.tubes import tube

LIMB: Final = Technique(
    kvp=60,
    mas=4,
    soft=0.024,
    bone=0.092,
    spongy=0.047,
    photons=4.5e5,
    scatter=0.12,
    grid=False,
    focus_mm=0.6,
    flatten=0.3,
    sharpen=0.7,
    behind=0.3,
)
FAT: Final = 0.8  # fat attenuates so much less than muscle
ACROSS: Final = (1.0, 0.0, 0.0)
SIGN: Final = {"L": 1, "R": -1}  # lateral, seen from the body's midst

Rows = Sequence[tuple[float, ...]]


def bar(rows: Rows, sign: int, *, step: float = 1.5, capped: bool = False) -> Solid:
    """A tube drawn for the left side (lateral is +x), for either side."""
    control = np.array(rows, float)
    control[:, 0] *= sign
    return tube(control, step=step, up=ACROSS, capped=capped)


def absorbed(
    beam: Beam,
    technique: Technique,
    skeleton: Iterable[Sequence[Solid]],
    flesh: Sequence[Solid],
    rng: np.random.Generator,
) -> Image:
    """The line integral of bones in flesh; the flesh's cortex is its layer of fat."""
    compact, spongy = bones(beam, skeleton)
    whole = thickness(beam, flesh)
    muscle = thickness(beam, flesh, layer="within")
    soft = FAT * (whole - muscle) + muscle
    total = technique.soft * soft * (1 + 0.01 * _streaks(beam, rng, 3.0, 1.2))
    total += (technique.bone - technique.soft) * compact
    meshes = 0.1 * _streaks(beam, rng, 1.0, 0.2) + 0.06 * _streaks(beam, rng, 3, 0.5)
    return np.asarray(
        total + (technique.spongy - technique.soft) * spongy * (1 + meshes), np.float32
    )


def _streaks(beam: Beam, rng: np.random.Generator, down: float, across: float) -> Image:
    return grain(rng, beam.shape, down / beam.pitch, across / beam.pitch)


def field(asked: Mapping[str, Any], rng: np.random.Generator) -> Field:
    return Field(0.06, 0.94, 0.03, 0.97, turned=float(rng.normal(0, 0.5)))


def shot(
    asked: Mapping[str, Any],
    *,
    number: int,
    description: str,
    body_part: str,
    view: str,
    side: str,
    orientation: tuple[str, str],
) -> Shot:
    return Shot(
        number=number,
        description=f"{ {'L': 'Left', 'R': 'Right'}[side] } {description}",
        body_part=body_part,
        view=view,
        side=side,
        orientation=orientation,
        modality=asked["modality"],
        inverted=asked["inverted"],
        spacing=asked["spacing"],
    )


def pebble(
    centre: Sequence[float],
    half: Sequence[float],
    *,
    tilt: float = 0.0,
    powers: tuple[float, float] = (3.0, 3.0),
    cortex: float = 0.6,
) -> Solid:
    """A rounded box, its half axes along left, back and head, turned in the frontal
    plane by `tilt` degrees (head end to the left)."""
    a, b, c = half
    cos, sin = float(np.cos(np.radians(tilt))), float(np.sin(np.radians(tilt)))
    outer, inner = powers

    def depth(x: Image, y: Image, z: Image) -> Image:
        across, up = abs(x * cos - z * sin) / a, abs(x * sin + z * cos) / c
        round_part = (abs(y) / b) ** inner + up**inner
        far = (across**outer + round_part ** (outer / inner)) ** (1 / outer)
        return np.asarray((1 - far) * min(half), np.float32)

    x, y, z = centre
    return Carved((x, y, z), 1.25 * max(half), depth, cortex, step=1.0, coarse=0.3)


@dataclass(frozen=True)
class Cut:
    """A solid broken along a line: only what lies on one side of it stays, a little
    away from it. `line` are two points of the patient, `keep` is +1 below it."""

    solid: Solid
    line: Array
    keep: int
    gap_mm: float
    waves: tuple[float, ...]

    def __call__(self, beam: Beam, layer: str) -> Patch:
        box, chord = self.solid(beam, layer)
        columns, rows, larger = beam.place(self.line)
        way = np.array((columns[1] - columns[0], rows[1] - rows[0]))
        way /= np.linalg.norm(way)
        if way[0] < 0:
            way = -way
        x = np.arange(box[1].start, box[1].stop)[None, :] - columns.mean()
        y = np.arange(box[0].start, box[0].stop)[:, None] - rows.mean()
        mm = beam.pitch / float(larger[0])
        along, below = (x * way[0] + y * way[1]) * mm, (y * way[0] - x * way[1]) * mm
        jag = sum(
            0.32 * np.sin(along * (0.9 + 0.8 * at) + wave) / (1 + at)
            for at, wave in enumerate(self.waves)
        )
        depth = self.keep * (below - jag) - self.gap_mm / 2
        return box, chord * np.clip(depth / 0.35 + 0.5, 0, 1).astype(np.float32)
