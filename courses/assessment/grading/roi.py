"""A region of interest over the pixels: which of them are in it, and what they say.

A pixel is in a region when its centre is, the edge included. Mean and standard
deviation are those of all pixels in it (divided by n), the area is their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Point = Sequence[float]
Mask = NDArray[np.bool_]
KINDS: Final = ("ellipse", "rectangle", "freehand")
# A centre that a mouse set on the edge is on it, in spite of rounding.
NEAR: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Region:
    """Of the values after the modality LUT."""

    mean: float
    sd: float
    least: float
    most: float
    count: int


def mask(kind: str, handles: Sequence[Point], shape: tuple[int, int]) -> Mask:
    """`shape` is rows, columns. Ellipse and rectangle by two opposite corners of the
    box around them, freehand as a closed line."""
    if kind == "freehand":
        return _polygon(handles, shape)
    (left, right), (top, bottom) = (
        sorted(pair) for pair in zip(handles[0], handles[1], strict=True)
    )
    rows = np.arange(shape[0], dtype=float)[:, None]
    columns = np.arange(shape[1], dtype=float)[None, :]
    if kind == "rectangle":
        down = (rows >= top - NEAR) & (rows <= bottom + NEAR)
        return down & (columns >= left - NEAR) & (columns <= right + NEAR)
    wide, high = max(right - left, NEAR) / 2, max(bottom - top, NEAR) / 2
    across = (columns - (left + right) / 2) / wide
    along = (rows - (top + bottom) / 2) / high
    return np.asarray(across**2 + along**2 <= 1 + NEAR)


def _polygon(handles: Sequence[Point], shape: tuple[int, int]) -> Mask:
    """Row by row, by the even-odd rule: between the first and the second crossing,
    the third and the fourth, …"""
    inside = np.zeros(shape, np.bool_)
    corners = np.array(handles, float)
    x0, y0 = corners.T
    x1, y1 = np.roll(corners, -1, axis=0).T
    first, last = max(0, ceil(y0.min())), min(shape[0] - 1, floor(y0.max()))
    for row in range(first, last + 1):
        crossed = (y0 <= row) != (y1 <= row)
        share = (row - y0[crossed]) / (y1[crossed] - y0[crossed])
        at = np.sort(x0[crossed] + share * (x1[crossed] - x0[crossed]))
        for left, right in zip(at[::2], at[1::2], strict=True):
            start = max(0, ceil(left - NEAR))
            inside[row, start : max(start, floor(right + NEAR) + 1)] = True
    return inside


def region(values: NDArray[Any], inside: Mask) -> Region | None:
    """None where no pixel's centre is in it."""
    found = values[inside].astype(np.float64)
    if found.size == 0:
        return None
    return Region(
        mean=float(found.mean()),
        sd=float(found.std()),
        least=float(found.min()),
        most=float(found.max()),
        count=int(found.size),
    )
