"""Where a lesion of the head lies, counted from the very shape that is painted."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.anatomy.head import Head
from courses.phantoms.canvas import FULL
from courses.phantoms.made import Finding
from courses.phantoms.sampling import Sampler


def located(scan: Sampler, head: Head, uids: Sequence[str]) -> tuple[Finding, ...]:
    """The lesion on the slice where it is largest, and how large it is in all."""
    bleed = head.bleed
    if bleed is None:
        return ()
    masks = [_mask(scan, head, index) for index in range(scan.grid.slices)]
    areas = np.array([mask.sum() for mask in masks], float) * scan.grid.spacing**2
    index = int(areas.argmax())
    rows, columns = np.nonzero(masks[index])
    if not len(rows):
        return ()
    pixel = _inside(rows, columns)
    left, top = scan.grid.corner
    spacing = scan.grid.spacing
    details: dict[str, Any] = {
        "kind": bleed.kind,
        "side": "left" if bleed.side > 0 else "right",
        "size_mm": round(bleed.size, 1),
        "volume_ml": round(float(areas.sum()) * abs(scan.grid.step) / 1000, 1),
        "shift_mm": round(bleed.shift, 1),
    }
    return (
        Finding(
            name=bleed.kind,
            sop_uid=uids[index],
            pixel=pixel,
            radius_mm=round(float(np.sqrt(areas[index] / np.pi)), 2),
            centre=(
                round(left + pixel[0] * spacing, 3),
                round(top + pixel[1] * spacing, 3),
                round(scan.grid.height(index), 3),
            ),
            box=(
                (float(columns.min()) - 0.5, float(rows.min()) - 0.5),
                (float(columns.max()) + 0.5, float(rows.max()) + 0.5),
            ),
            details=details,
        ),
    )


def _mask(scan: Sampler, head: Head, index: int) -> NDArray[np.bool_]:
    bleed = head.bleed
    assert bleed is not None  # noqa: S101  only asked for where there is one
    canvas, _ = scan.canvas(scan.grid.height(index), scan.moved(index))
    depth = -head.inner(canvas)
    if bleed.kind in ("infarct", "subarachnoid"):
        return np.asarray((bleed.territory(canvas, FULL) > 0.5) & (depth > 2))
    edge = bleed.outside(canvas, depth, FULL)
    if edge is None:
        edge = bleed.core(canvas, FULL)
    if edge is None:
        return np.zeros(canvas.x.shape, bool)
    return np.asarray((edge < 0) & (depth > 0))


def _inside(rows: NDArray[Any], columns: NDArray[Any]) -> tuple[float, float]:
    """The pixel of the lesion nearest to its middle: a crescent's lies outside it."""
    away = (rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2
    nearest = int(away.argmin())
    return float(columns[nearest]), float(rows[nearest])
