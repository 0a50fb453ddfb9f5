"""The soft thorax: body, lungs, heart, vessels and diaphragm, as rays go through it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.radiographs.beam import Beam
from courses.phantoms.radiographs.grain import enlarge

Image = NDArray[np.float32]

STEP: Final = 6.5
EDGE: Final = 1.8
COARSE: Final = 1.6  # mm of the detector to a ray
REACH: Final = {"PA": 142.0, "AP": 142.0, "LL": 240.0, "RL": 240.0}

# By height above the seventh thoracic vertebra: half the inner width and depth of the
# rib cage; half the width and depth of the trunk, and of shoulders and neck.
CAGE: Final = np.array(
    [
        (-230, 132, 98), (-160, 137, 100), (-110, 137, 99), (-60, 132, 95),
        (0, 124, 87), (40, 119, 78), (70, 113, 68), (98, 103, 56), (116, 92, 45),
        (127, 78, 34), (134, 60, 24), (139, 36, 14), (141, 12, 5), (142, 1, 1),
        (300, 1, 1),
    ],
    float,
)  # fmt: skip
TRUNK: Final = np.array(
    [
        (-260, 160, 112), (-160, 163, 116), (-60, 160, 114), (0, 158, 108),
        (60, 170, 100), (100, 196, 86), (122, 190, 72), (140, 150, 64), (155, 106, 60),
        (172, 76, 58), (190, 64, 58), (300, 62, 58),
    ],
    float,
)  # fmt: skip
LEAN: Final = 0.1  # the cage's midst lies further back the higher it is


@dataclass(frozen=True, slots=True)
class Build:
    """One patient's thorax. `heart` scales the heart, `breath` is how far the domes
    stand above (+) or below full inspiration in mm; `fluid` is the height of an
    effusion in the side's own recess, `loose` how far (0 to 1) a lung has fallen in."""

    width: float = 1.0
    depth: float = 1.0
    heart: float = 1.0
    breath: float = 0.0
    breast: float = 0.0
    wall: float = 1.0
    fluid: Mapping[int, float] = field(default_factory=dict)
    loose: Mapping[int, float] = field(default_factory=dict)
    phase: float = 0.0
    arms: bool = True


def cage(z: Image, build: Build) -> tuple[Image, Image, Image]:
    """Half the width and depth of the rib cage at a height, and its midst."""
    width = _at(z, CAGE, 1) * np.float32(build.width)
    depth = _at(z, CAGE, 2) * np.float32(build.depth)
    return width, depth, LEAN * np.clip(z, -150, 150)


def spine_at(z: Image, build: Build) -> Image:
    """How far back the midst of a vertebra lies: hollow neck, round back."""
    return np.asarray((66 - 0.0011 * (z + 20) ** 2) * build.depth, np.float32)


def _at(z: Image, profile: NDArray[np.float64], column: int) -> Image:
    return np.interp(z, profile[:, 0], profile[:, column]).astype(np.float32)


def soft(beam: Beam, build: Build) -> tuple[Image, Image, Image]:
    """Millimetres of soft tissue, of lung, and of air inside the body, on each ray."""
    every = max(1, round(COARSE / beam.pitch))
    along, down = beam.grid(beam.whole(), every=every)
    shape = down.shape[0], along.shape[1]
    sums = np.zeros((3, *shape), np.float32)
    reach = REACH[beam.view]
    before = np.zeros(0, np.float32)
    for above in np.arange(-reach, reach + STEP, STEP) + beam.gap:
        part = 1 - above / beam.distance
        at = np.empty((3, *shape), np.float32)
        at[0] = along * part - beam.shift[0]
        at[1] = down * part - beam.shift[1]
        at[2] = above - beam.gap
        x, y, z = np.tensordot(beam.frame.T.astype(np.float32), at, axes=1)
        now = _depths(x, y, z, build)
        if before.size:
            sums += _tissues(_share(before, now))
        before = now
    full = [enlarge(each * np.float32(STEP), beam.shape, every) for each in sums]
    return full[0], full[1], full[2]


def _depths(x: Image, y: Image, z: Image, build: Build) -> Image:
    """How deep each point lies in the body, in the air spaces, above an effusion,
    within the lung's own surface, and in the bubble of the stomach."""
    chest = _cage_depth(x, y, z, build)
    room = np.minimum(chest, -mediastinum(x, y, z, build))
    return np.stack(
        (
            _body(x, y, z, build),
            np.minimum(room, 0.75 * (z - dome(x, y, build))),
            z - _fluid_top(x, y, z, chest, build),
            _within_rim(x, z, chest, build),
            _stomach(x, y, z, build),
        )
    )


def _tissues(shares: Image) -> Image:
    """Of each short way: how much is soft tissue, lung, and air."""
    inside, space, dry, lung_share, bubble = shares
    clear = space * dry
    lung = clear * lung_share
    air = clear * (1 - lung_share) + bubble * (1 - space)
    return np.stack((np.maximum(inside - lung - air, 0), lung, air))


def _share(before: Image, now: Image) -> Image:
    """How much of the way from one depth to the next lies inside."""
    change = now - before
    flat = abs(change) < 1e-3
    middle = np.clip((now + before) / (2 * EDGE) + 0.5, 0, 1)
    exact = (_summed(now) - _summed(before)) / np.where(flat, 1, change)
    return np.asarray(np.where(flat, middle, exact), np.float32)


def _summed(depth: Image) -> Image:
    """The integral of a step from nothing to one that is EDGE wide."""
    near = np.clip(depth + EDGE / 2, 0, EDGE)
    return np.asarray(near**2 / (2 * EDGE) + np.maximum(depth - EDGE / 2, 0))


def _oval(
    x: Image, y: Image, z: Image, at: tuple[float, ...], half: tuple[float, ...]
) -> Image:
    far = np.sqrt(
        ((x - at[0]) / half[0]) ** 2
        + ((y - at[1]) / half[1]) ** 2
        + ((z - at[2]) / half[2]) ** 2
    )
    return np.asarray((1 - far) * min(half), np.float32)


def _bar(
    x: Image, y: Image, at: tuple[Image | float, Image | float], r: float
) -> Image:
    return np.asarray(r - np.hypot(x - at[0], y - at[1]), np.float32)


def _cage_depth(x: Image, y: Image, z: Image, build: Build) -> Image:
    width, depth, midst = cage(z, build)
    far = (abs(x) / width) ** 2.3 + (abs(y - midst) / depth) ** 2.3
    return np.asarray((1 - far ** (1 / 2.3)) * np.minimum(width, depth), np.float32)


def _body(x: Image, y: Image, z: Image, build: Build) -> Image:
    width = _at(z, TRUNK, 1) * np.float32(build.width * build.wall)
    depth = _at(z, TRUNK, 2) * np.float32(build.depth * build.wall)
    midst = LEAN * np.clip(z, -150, 150) + 4
    far = (abs(x) / width) ** 2.5 + (abs(y - midst) / depth) ** 2.5
    trunk = (1 - far ** (1 / 2.5)) * np.minimum(width, depth)
    body = np.maximum(trunk, _arms(x, y, z, build)) if build.arms else trunk
    if build.breast:
        at = 78.0, -84.0 * build.depth, -72.0
        breast = _oval(abs(x), y, z, at, (58, 36 + 22 * build.breast, 62))
        body = np.maximum(body, breast)
    return np.asarray(body, np.float32)


def _arms(x: Image, y: Image, z: Image, build: Build) -> Image:
    out = 192 * build.width + 0.22 * np.clip(110 - z, 0, 400)
    arm = 44 - np.hypot(abs(x) - out, 0.9 * (y - 25))
    below = 0.8 * (122 - z - 0.16 * (abs(x) - 170))
    return np.asarray(np.minimum(arm, below), np.float32)


def mediastinum(x: Image, y: Image, z: Image, build: Build) -> Image:
    """Depth within whatever lies between the lungs."""
    k = build.heart
    slab = 17 + 5 * np.clip((z - 70) / 50, 0, 1) - 4 * np.clip(-z / 60, 0, 1)
    middle = slab * (1 - np.abs((y - 5) / 100) ** 4) - abs(x)
    spine = 26 - np.hypot(x, 0.8 * (y - 4 - spine_at(z, build)))
    vena = np.where(z > -10, _bar(x, y, (-19, -4), 12), -20)
    arch = _oval(x, y, z, (20, 14, 62), (17, 26, 18))
    descending = np.where(z < 66, _bar(x, y, (17 + 0.06 * z, 52), 13.5), -20)
    trunk = _oval(x, y, z, (24, -16, 32), (22, 26, 22))
    heart = _heart(x, y, z, k)
    parts = (middle, spine, vena, arch, descending, trunk, heart)
    return np.asarray(np.maximum.reduce(parts), np.float32)


def _heart(x: Image, y: Image, z: Image, k: float) -> Image:
    c, s = float(np.cos(0.66)), float(np.sin(0.66))
    u, v = (x - 27) * c - (z + 48) * s, (x - 27) * s + (z + 48) * c
    left = _oval(u, y, v, (0, -24, 0), (70 * k, 50 * k, 47 * k))
    right = _oval(x, y, z, (-9, -18, -46), (32 * k, 44 * k, 50 * k))
    foot = _oval(x, y, z, (20, -30, -92), (58 * k, 50 * k, 30 * k))
    base = _oval(x, y, z, (14, -8, 0), (32 * k, 36 * k, 40))
    near = np.stack((left, right, foot, base)) / np.float32(9)
    # A soft maximum: the chambers run into one another without a notch.
    top = near.max(0)
    return np.asarray(9 * (top + np.log(np.exp(near - top).sum(0))) - 2, np.float32)


def dome(x: Image, y: Image, build: Build) -> Image:
    """The height of the diaphragm over each point; the right one stands higher."""
    right = x < 0
    top = np.where(right, -84, -96) + build.breath
    away_x = (x - np.where(right, -58, 62)) / (88 * build.width)
    away_y = (y + 12) / (96 * build.depth)
    far = np.hypot(away_x, away_y)
    fall = 66 * np.minimum(far, 1.25) ** 2.5
    wave = 2.0 * np.sin(x / 23 + build.phase)
    return np.asarray(top - fall + wave * np.minimum(far, 1), np.float32)


def _fluid_top(x: Image, y: Image, z: Image, chest: Image, build: Build) -> Image:
    """An effusion stands higher where it clings to the chest wall (its meniscus)."""
    top = np.full(x.shape, -400, np.float32)
    for side, height in build.fluid.items():
        rise = height + 46 * np.exp(-np.maximum(chest, 0) / 9)
        top = np.where(side * x > 0, rise, top)
    return np.asarray(top, np.float32)


def _within_rim(x: Image, z: Image, chest: Image, build: Build) -> Image:
    """Outside the lung's own surface a pneumothorax has taken its place."""
    depth = np.full(x.shape, 400, np.float32)
    for side, amount in build.loose.items():
        depth = np.where(side * x > 0, chest - rim_of(z, amount), depth)
    return np.asarray(depth, np.float32)


def rim_of(z: Image, amount: float) -> Image:
    """How far from the chest wall the lung's edge lies: furthest at the top."""
    up = np.clip((z + 120) / 240, 0, 1)
    return np.asarray(amount * (4 + 34 * up**1.6), np.float32)


def _stomach(x: Image, y: Image, z: Image, build: Build) -> Image:
    bubble = _oval(x, y, z, (58, -8, -128 + build.breath), (30, 34, 20))
    return np.asarray(np.minimum(bubble, z + 138 - build.breath), np.float32)
