"""What a curved probe hears: echoes along its beams, and the sector made of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.radiographs.grain import blur

Image = NDArray[np.float32]
# Of points so far to the side and so deep (mm): how strongly they echo, and how much
# they weaken what lies behind them (per mm, beyond what the machine makes up for).
Tissue = Callable[[Image, Image], tuple[Image, Image]]

BEAMS: Final = 224
AXIAL: Final = 0.26  # mm between the samples of a beam
RANGE_DB: Final = 54.0


@dataclass(frozen=True, slots=True)
class Sector:
    """A convex probe of so large a radius, beams to `half_angle` degrees either side,
    and where on the screen its picture lies: the column of its midst, the row of the
    skin, and millimetres to a pixel."""

    radius: float = 52.0
    half_angle: float = 32.0
    depth: float = 160.0
    column: float = 400.0
    row: float = 74.0
    mm: float = 0.36

    def pixel(self, x: float, z: float) -> tuple[float, float]:
        """Where a point, so far to the side and so deep, lies on the screen."""
        return self.column + x / self.mm, self.row + z / self.mm


@dataclass(frozen=True)
class Beams:
    """The points that are listened to."""

    sector: Sector

    @cached_property
    def angles(self) -> Image:
        half = np.radians(self.sector.half_angle)
        return np.linspace(-half, half, BEAMS, dtype=np.float32)

    @cached_property
    def depths(self) -> Image:
        return np.arange(0, self.sector.depth, AXIAL, dtype=np.float32)

    def points(self) -> tuple[Image, Image]:
        away = self.sector.radius + self.depths[:, None]
        x = away * np.sin(self.angles)
        z = away * np.cos(self.angles) - self.sector.radius
        return np.asarray(x, np.float32), np.asarray(z, np.float32)


def listen(
    sector: Sector, tissue: Tissue, rng: np.random.Generator, *, drift: float = 0.0
) -> Image:
    """Echoes as brightness from 0 to 1: (samples, beams). `drift` changes the speckle
    a little at a time, as the probe's plane moves."""
    beams = Beams(sector)
    x, z = beams.points()
    strength, weakens = tissue(x, z)
    lost = np.cumsum(weakens, axis=0) * np.float32(AXIAL)
    seeds = [rng.standard_normal((2, *x.shape), np.float32) for _ in range(2)]
    mixed = np.cos(drift) * seeds[0] + np.sin(drift) * seeds[1]
    echo = np.sqrt(np.maximum(strength, 1e-7)) * np.exp(-lost)
    wide = 1.7 + 1.2 * abs(float(np.mean(z)) / sector.depth)
    real, imaginary = (blur(part * echo, 1.5, wide) for part in mixed)
    envelope = np.hypot(real, imaginary)
    decibel = 20 * np.log10(envelope / 0.36 + 1e-6)
    gain = _gain(z, sector) + _contact(x, sector, rng)
    return np.asarray(np.clip(1 + (decibel + gain) / RANGE_DB, 0, 1), np.float32)


def _contact(x: Image, sector: Sector, rng: np.random.Generator) -> Image:
    """Some beams come through better than others; at one edge a rib is in the way."""
    rough = blur(rng.standard_normal((1, BEAMS)).astype(np.float32), 0, 9)
    across = np.linspace(-1, 1, BEAMS, dtype=np.float32)
    edge = 1 if rng.random() < 0.5 else -1
    rib = -26 / (1 + np.exp((0.9 - edge * across) * 34))
    return np.asarray(5 * rough + rib, np.float32)


def _gain(z: Image, sector: Sector) -> Image:
    """The sliders are never set quite right: a little loud near, and faint far off."""
    far = z / sector.depth
    return np.asarray(
        -13.0 + 3 * np.exp(-far * 9) - 11 * np.maximum(far - 0.6, 0) / 0.4, np.float32
    )


def picture(
    sector: Sector, heard: Image, shape: tuple[int, int]
) -> tuple[Image, NDArray[np.bool_]]:
    """The sector on the screen, and which pixels it covers."""
    rows, columns = np.indices(shape, np.float32)
    x = (columns - sector.column) * sector.mm
    z = (rows - sector.row) * sector.mm + sector.radius
    away = np.hypot(x, z)
    angle = np.arctan2(x, z)
    half = np.radians(sector.half_angle)
    sample = (away - sector.radius) / AXIAL
    beam = (angle / half + 1) / 2 * (BEAMS - 1)
    count = heard.shape[0]
    inside = (abs(angle) < half) & (sample >= 0) & (sample < count - 1)
    picked = _between(heard, np.where(inside, sample, 0), np.where(inside, beam, 0))
    return np.where(inside, picked, 0).astype(np.float32), inside


def _between(heard: Image, sample: Image, beam: Image) -> Image:
    low, left = sample.astype(int), np.minimum(beam.astype(int), BEAMS - 2)
    down, across = sample - low, beam - left
    below = np.minimum(low + 1, heard.shape[0] - 1)
    upper = heard[low, left] * (1 - across) + heard[low, left + 1] * across
    lower = heard[below, left] * (1 - across) + heard[below, left + 1] * across
    return np.asarray(upper * (1 - down) + lower * down, np.float32)


def grey(brightness: Image, gamma: float = 0.92) -> NDArray[Any]:
    return np.round(255 * np.clip(brightness, 0, 1) ** gamma).astype(np.uint8)
