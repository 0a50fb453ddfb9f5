"""What lies under the probe: a wall of fat and muscle, a liver, a kidney, lesions."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.ultrasound.sector import Tissue

Image = NDArray[np.float32]

# How strongly things echo, and how much they weaken what lies behind.
LIVER: Final = 0.030
CORTEX: Final = 0.014
SINUS: Final = 0.35
FAT: Final = 0.05
WALL: Final = 1.6
FLUID: Final = 2e-6
LESIONS: Final = {"cyst": FLUID, "hypoechoic": 0.0045, "hyperechoic": 0.22}
ENHANCES: Final = -0.022
SHADOWS: Final = {"cyst": ENHANCES, "hypoechoic": 0.0, "hyperechoic": -0.002}


@dataclass(frozen=True, slots=True)
class Oval:
    """So far to the side and so deep, half axes, turned by degrees."""

    x: float
    z: float
    a: float
    b: float
    turn: float = 0.0

    def depth(self, x: Image, z: Image) -> Image:
        """How deep inside a point lies, in mm; negative outside."""
        turn = np.radians(self.turn)
        c, s = float(np.cos(turn)), float(np.sin(turn))
        along = ((x - self.x) * c + (z - self.z) * s) / self.a
        across = ((z - self.z) * c - (x - self.x) * s) / self.b
        inside = (1 - np.hypot(along, across)) * min(self.a, self.b)
        return np.asarray(inside, np.float32)

    def ends(self, *, short: bool = False) -> tuple[tuple[float, float], ...]:
        """The two ends of its long (or short) axis."""
        turn = np.radians(self.turn + 90 * short)
        half = self.b if short else self.a
        dx, dz = half * float(np.cos(turn)), half * float(np.sin(turn))
        return (self.x - dx, self.z - dz), (self.x + dx, self.z + dz)

    def moved(self, dx: float, dz: float) -> "Oval":
        return Oval(self.x + dx, self.z + dz, self.a, self.b, self.turn)


@dataclass(frozen=True, slots=True)
class Scene:
    """One view. `vessels` are polylines with a radius, those with a bright wall
    first; `kidney` is there in a flank view only."""

    lesion: Oval | None
    kind: str
    vessels: Sequence[tuple[Sequence[tuple[float, float]], float, bool]]
    kidney: Oval | None
    diaphragm: float
    waves: Sequence[float]


def tissue(scene: Scene, dx: float = 0.0, dz: float = 0.0) -> Tissue:
    """What is heard when breath has moved the organs by so much."""

    def heard(x: Image, z: Image) -> tuple[Image, Image]:
        strength, weakens = _liver(x - dx, z - dz, scene)
        if scene.kidney:
            _kidney(x - dx, z - dz, scene.kidney, strength, weakens)
        if scene.lesion:
            _lesion(x - dx, z - dz, scene.lesion, scene.kind, strength, weakens)
        _wall(x, z, scene, strength)
        return strength, weakens

    return heard


def _liver(x: Image, z: Image, scene: Scene) -> tuple[Image, Image]:
    ripple = 1 + 0.12 * np.sin(x / 9 + scene.waves[0]) * np.sin(z / 11 + scene.waves[1])
    strength = (LIVER * ripple).astype(np.float32)
    weakens = np.zeros_like(strength)
    for line, radius, walled in scene.vessels:
        away, along = _far(x, z, line)
        depth = radius * (1 - 0.6 * along) - away
        if walled:
            strength[abs(depth + 0.5) < 0.7] = 0.2
        strength[depth > 0] = FLUID
    dome = scene.diaphragm - 0.0042 * (x - 12) ** 2 - z
    strength[(dome < 0) & (dome > -3.2)] = WALL
    beyond = dome <= -3.2
    strength[beyond] *= 0.28
    return strength, weakens


def _kidney(x: Image, z: Image, kidney: Oval, strength: Image, weakens: Image) -> None:
    depth = kidney.depth(x, z)
    strength[abs(depth + 0.7) < 1.0] = 0.7
    strength[(depth < -1.7) & (depth > -7)] = FAT * 1.6
    strength[depth >= 0.3] = CORTEX
    core = Oval(kidney.x, kidney.z, 0.56 * kidney.a, 0.36 * kidney.b, kidney.turn)
    inner = core.depth(x, z)
    ragged = inner + 2.2 * np.sin(x / 3.1) * np.sin(z / 2.7 + 1)
    strength[ragged > 0] = SINUS
    turn = np.radians(kidney.turn)
    for at in np.linspace(-0.62, 0.62, 5):  # pyramids, darker than the cortex
        for side in (-1, 1):
            away = side * 0.62 * kidney.b * np.sqrt(1 - at**2)
            px = kidney.x + at * kidney.a * np.cos(turn) - away * np.sin(turn)
            pz = kidney.z + at * kidney.a * np.sin(turn) + away * np.cos(turn)
            pyramid = Oval(float(px), float(pz), 6.5, 4.2, kidney.turn).depth(x, z)
            strength[(pyramid > 0) & (ragged <= 0)] = 0.45 * CORTEX
    weakens[depth > 0] += 0.001


def _lesion(
    x: Image, z: Image, lesion: Oval, kind: str, strength: Image, weakens: Image
) -> None:
    depth = lesion.depth(x, z)
    if kind == "cyst":
        strength[abs(depth) < 0.5] = 0.3
    strength[depth > 0.3] = LESIONS[kind]
    weakens[depth > 0] += SHADOWS[kind]


def _wall(x: Image, z: Image, scene: Scene, strength: Image) -> None:
    """Skin, fat with its fibres, and a layer of muscle: these do not breathe."""
    wave = 0.8 * np.sin(x / 21 + scene.waves[2])
    layer = z + wave
    fibres = 0.02 + 0.16 * np.maximum(np.sin(layer * 1.9 + 1.4 * np.sin(x / 7)), 0) ** 6
    near = layer < 16
    strength[near] = np.broadcast_to(fibres, strength.shape)[near]
    muscle = (layer >= 9) & (layer < 16)
    stripes = 0.012 + 0.1 * np.maximum(np.sin(layer * 3.1 + x / 16), 0) ** 8
    strength[muscle] = np.broadcast_to(stripes, strength.shape)[muscle]
    for at, bright in ((1.2, 1.5), (8.8, 0.8), (16.0, 1.4)):
        strength[abs(layer - at) < 0.55] = bright


def _far(
    x: Image, z: Image, line: Sequence[tuple[float, float]]
) -> tuple[Image, Image]:
    """The distance to a polyline, and how far along it (0 to 1) the nearest part is."""
    nearest = np.full(x.shape, np.inf, np.float32)
    along = np.zeros(x.shape, np.float32)
    for part, ((x0, z0), (x1, z1)) in enumerate(pairwise(line)):
        dx, dz = x1 - x0, z1 - z0
        t = np.clip(((x - x0) * dx + (z - z0) * dz) / (dx * dx + dz * dz), 0, 1)
        away = np.hypot(x - x0 - t * dx, z - z0 - t * dz)
        along = np.where(away < nearest, (part + t) / (len(line) - 1), along)
        nearest = np.minimum(nearest, away)
    return np.asarray(nearest, np.float32), np.asarray(along, np.float32)
