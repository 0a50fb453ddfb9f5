"""The lead letter that says which side of the patient is which."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.made import Pixel
from courses.phantoms.radiographs.beam import Beam
from courses.phantoms.radiographs.tubes import nearest

WAYS: Final = ("correct", "wrong", "missing", "mirrored")
TALL: Final = 14.0
LEAD: Final = 3.2
PLASTIC: Final = 0.07
STROKE: Final = 1.3

# Strokes of a letter one high, from its top left.
LETTERS: Final[dict[str, tuple[tuple[tuple[float, float], ...], ...]]] = {
    "L": (((0, 0), (0, 1), (0.58, 1)),),
    "R": (
        ((0, 1), (0, 0), (0.34, 0), (0.52, 0.06), (0.6, 0.17), (0.6, 0.33)),
        ((0.6, 0.33), (0.52, 0.46), (0.34, 0.52), (0, 0.52)),
        ((0.3, 0.52), (0.64, 1)),
    ),
}


@dataclass(frozen=True, slots=True)
class Marker:
    """`letter` as it can be read, "" where there is none; `side` is the true one of
    the place where it lies (or belongs); `box` its corners in pixels."""

    way: str
    side: str
    letter: str
    pixel: Pixel
    box: tuple[Pixel, Pixel]

    def details(self) -> dict[str, Any]:
        return {
            "marker": self.way,
            "letter": self.letter,
            "side": self.side,
            "mirrored": self.way == "mirrored",
            "present": self.way != "missing",
            "right": self.way in ("correct", "mirrored"),
        }


def marker(beam: Beam, way: str, side: str, place: tuple[float, float]) -> Marker:
    """`place` as parts of the detector's width and height from its top left."""
    if way not in WAYS:
        raise ValueError(f"A marker is {', '.join(WAYS)}, not {way!r}.")
    rows, columns = beam.shape
    column, row = place[0] * columns, place[1] * rows
    tall = TALL / beam.pitch
    half = 0.8 * tall * 0.62, 0.72 * tall
    other = {"L": "R", "R": "L"}[side]
    letter = {"missing": "", "wrong": other}.get(way, side)
    box = (column - half[0], row - half[1]), (column + half[0], row + half[1])
    return Marker(way, side, letter, (column, row), box)


def lead(beam: Beam, what: Marker, rng: np.random.Generator) -> NDArray[np.float32]:
    """The line integral of the letter and of the holder that it is set in."""
    image = np.zeros(beam.shape, np.float32)
    if not what.letter:
        return image
    angle = np.radians(rng.uniform(-7, 7))
    (left, top), (right, bottom) = what.box
    box = beam.around(np.array([left, right]), np.array([top, bottom]), 6 / beam.pitch)
    across, down = _turned(beam, what, box, float(angle))
    inside = (abs(across) < (right - left) / 2) & (abs(down) < (bottom - top) / 2)
    image[box] = PLASTIC * inside
    for stroke in LETTERS[what.letter]:
        points = _strokes(beam, what, stroke, float(angle))
        half = np.full(len(points), STROKE / beam.pitch)
        far, _ = nearest(points[:, 0], points[:, 1], half, box, capped=True)
        solid = np.clip(half[0] - np.sqrt(far) + 0.5, 0, 1).astype(np.float32)
        image[box] = np.maximum(image[box], LEAD * solid)
    return image


def _strokes(
    beam: Beam, what: Marker, stroke: tuple[tuple[float, float], ...], angle: float
) -> NDArray[np.float64]:
    tall = TALL / beam.pitch
    points = (np.array(stroke) - (0.3, 0.5)) * tall
    if what.way == "mirrored":
        points[:, 0] *= -1
    c, s = np.cos(angle), np.sin(angle)
    turned = points @ np.array([[c, s], [-s, c]])
    return np.asarray(turned + np.array(what.pixel))


def _turned(
    beam: Beam, what: Marker, box: tuple[slice, slice], angle: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    columns = np.arange(box[1].start, box[1].stop)[None, :] - what.pixel[0]
    rows = np.arange(box[0].start, box[0].stop)[:, None] - what.pixel[1]
    c, s = np.cos(angle), np.sin(angle)
    return columns * c + rows * s, rows * c - columns * s
