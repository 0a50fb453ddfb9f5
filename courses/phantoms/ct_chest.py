"""CT of a chest, with nodules where they are known to be."""

from collections.abc import Mapping
from math import dist
from typing import Any, Final

import numpy as np

from courses.phantoms import headers, protocols
from courses.phantoms.anatomy.abdomen import Abdomen
from courses.phantoms.anatomy.chest import Chest, lobe, within
from courses.phantoms.anatomy.trunk import Trunk
from courses.phantoms.canvas import Canvas
from courses.phantoms.ct import Scanner, write
from courses.phantoms.geometry import Spot
from courses.phantoms.made import Made, Phantom, Truth, register

CODE: Final = "ct-chest"
TOP, BOTTOM = 97.0, -203.0
DENSITIES: Final[Mapping[str, float]] = {
    "solid": 38.0,
    "ground-glass": -590.0,
    "calcified": 420.0,
}


def draw(*, seed: int, **said: Any) -> Made:
    visit = headers.Visit(CODE, seed, said, "CT chest")
    rng = np.random.default_rng(seed)
    scan = protocols.scanner(rng, said, first=TOP, last=BOTTOM, centre=(0, 8))
    trunk = Trunk(rng, fat=float(rng.uniform(7, 17)))
    chest = Chest(rng, trunk, contrast=190.0 if said["contrast"] else 0.0)
    belly = Abdomen(rng, trunk)
    spots = _nodules(rng, trunk, said)

    def paint(canvas: Canvas, straight: Canvas) -> None:
        trunk.paint_wall(canvas)
        belly.paint(canvas)
        chest.paint(canvas)
        trunk.paint_bones(canvas)
        for spot in spots:
            paint_nodule(straight, spot)

    series = protocols.series(visit, scan, what="Chest", body_part="CHEST")
    presets = (protocols.LUNG, protocols.SOFT, protocols.BONE)
    images = write(visit, series, scan, paint, presets)
    return Made(images, _truth(scan, spots, [i.SOPInstanceUID for i in images]))


def _truth(scan: Scanner, spots: list[Spot], uids: list[str]) -> Truth:
    facts = {**protocols.facts(scan), "nodules": len(spots)}
    return Truth(tuple(scan.found(spot, uids) for spot in spots), facts)


def _nodules(
    rng: np.random.Generator, trunk: Trunk, said: Mapping[str, Any]
) -> list[Spot]:
    spots: list[Spot] = []
    while len(spots) < said["nodules"]:
        radius = (said["size_mm"] or float(rng.uniform(5, 14))) / 2
        x, y, z = _place(rng, trunk, radius, said["lobe"])
        if all(dist(s.centre, (x, y, z)) > s.radii[0] + radius + 12 for s in spots):
            details = {
                "size_mm": round(2 * radius, 1),
                "density": said["density"],
                "hu": DENSITIES[said["density"]],
                "lobe": lobe(x, y, z),
                "ripple": round(float(rng.uniform(0, 6)), 2),
            }
            spots.append(Spot("nodule", (x, y, z), (radius,) * 3, details))
    return spots


def _place(
    rng: np.random.Generator, trunk: Trunk, radius: float, wanted: str | None
) -> tuple[float, float, float]:
    """Anywhere in the lungs, or in one lobe, clear of wall and middle."""
    while True:
        points = rng.uniform((-130, -90, -170), (130, 100, 80), (300, 3))
        for x, y, z in points[within(trunk, points) < -radius - 8].tolist():
            if wanted in (None, lobe(x, y, z)):
                return round(x, 2), round(y, 2), round(z, 2)


def paint_nodule(canvas: Canvas, spot: Spot) -> None:
    """Round, with a slightly uneven edge that leaves its mean radius as it is."""
    x, y, z = spot.centre
    radius, hu = spot.radii[0], spot.details["hu"]
    rise = canvas.z - z
    if abs(rise) > radius + 1:
        return
    window = canvas.near(x, y, radius * 1.2)
    dx, dy = canvas.x[window] - np.float32(x), canvas.y[window] - np.float32(y)
    angle = np.arctan2(dy, dx) + spot.details["ripple"]
    edge = radius * (1 + 0.05 * np.sin(3 * angle) + 0.03 * np.sin(5 * angle + rise))
    away = np.sqrt(dx * dx + dy * dy + np.float32(rise * rise)) - edge
    if spot.details["density"] == "ground-glass":
        cover = np.clip(0.5 - away / 2.5, 0, 1)
        canvas.blend(np.maximum(hu, canvas.values[window]), cover, window)
        return
    canvas.paint(hu, away, window)


PHANTOM = register(
    Phantom(
        code=CODE,
        title="CT chest with nodules",
        modality="CT",
        body_part="CHEST",
        says="Chest from the apices to the costophrenic angles. Nodules: how many, "
        "how wide (size_mm, or at random), solid, ground-glass or calcified, its lobe.",
        draw=draw,
        options={
            **protocols.CT,
            "slices": 300,
            "kernel": "sharp",
            "nodules": 3,
            "size_mm": None,
            "density": "solid",
            "lobe": None,
            "contrast": False,
        },
    )
)
