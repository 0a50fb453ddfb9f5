"""Where a lesion of the head lies, counted from the very shape that is painted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.anatomy.bleeds import Bleed
from courses.phantoms.anatomy.head import HU as LOOK
from courses.phantoms.anatomy.head import Head
from courses.phantoms.geometry import Grid
from courses.phantoms.made import Finding
from courses.phantoms.sampling import Sampler


def located(scan: Sampler, head: Head, *series: Sequence[str]) -> tuple[Finding, ...]:
    """The lesion on the slice where it is largest, and how large it is in all: once
    for each series, given by the UIDs of its images."""
    bleed = head.bleed
    if bleed is None:
        return ()
    masks = [_mask(scan, head, bleed, i) for i in range(scan.grid.slices)]
    areas = np.array([mask.sum() for mask in masks], float) * scan.grid.spacing**2
    index = int(areas.argmax())
    rows, columns = np.nonzero(masks[index])
    if not len(rows):
        return ()
    finding = Finding(
        name=bleed.kind,
        sop_uid="",
        radius_mm=round(float(np.sqrt(areas[index] / np.pi)), 2),
        details={
            "kind": bleed.kind,
            "side": "left" if bleed.side > 0 else "right",
            "size_mm": round(bleed.size, 1),
            "volume_ml": round(float(areas.sum()) * abs(scan.grid.step) / 1000, 1),
            "shift_mm": round(bleed.shift, 1),
        },
        **_place(scan.grid, index, rows, columns),
    )
    return tuple(replace(finding, sop_uid=uids[index]) for uids in series)


def _place(
    grid: Grid, index: int, rows: NDArray[Any], columns: NDArray[Any]
) -> dict[str, Any]:
    """Pixel, millimetres and box of what covers these pixels."""
    column, row = _inside(rows, columns)
    left, top = grid.corner
    place = left + column * grid.spacing, top + row * grid.spacing, grid.height(index)
    return {
        "pixel": (column, row),
        "centre": tuple(round(v, 3) for v in place),
        "box": (
            (float(columns.min()) - 0.5, float(rows.min()) - 0.5),
            (float(columns.max()) + 0.5, float(rows.max()) + 0.5),
        ),
    }


def _mask(scan: Sampler, head: Head, bleed: Bleed, index: int) -> NDArray[np.bool_]:
    """Where it makes a difference what the lesion is worth."""
    height, moved = scan.grid.height(index), scan.moved(index)
    if abs(height - bleed.centre[2] - moved[2]) > bleed.radii[2] + 12:
        return np.zeros((scan.grid.rows, scan.grid.columns), bool)
    painted = []
    for more in (0, 100):
        canvas, _ = scan.canvas(height, moved)
        head.paint(canvas, {**LOOK, bleed.tissue: LOOK[bleed.tissue] + more})
        painted.append(canvas.values)
    return np.asarray(painted[1] - painted[0] > 40)


def _inside(rows: NDArray[Any], columns: NDArray[Any]) -> tuple[float, float]:
    """The pixel of the lesion nearest to its middle: a crescent's lies outside it."""
    away = (rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2
    nearest = int(away.argmin())
    return float(columns[nearest]), float(rows[nearest])
