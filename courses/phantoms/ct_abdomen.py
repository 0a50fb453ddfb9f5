"""CT of an abdomen without contrast, with a stone in a kidney or on its way down."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from courses.phantoms import headers, protocols
from courses.phantoms.anatomy import organs
from courses.phantoms.anatomy.abdomen import Abdomen
from courses.phantoms.anatomy.chest import Chest
from courses.phantoms.anatomy.kidneys import Kidneys, Stone, ureter
from courses.phantoms.anatomy.trunk import Trunk
from courses.phantoms.canvas import Canvas, ellipsoid
from courses.phantoms.ct import Scanner, write
from courses.phantoms.geometry import Spot
from courses.phantoms.made import Made, Phantom, Truth, Vector, register

CODE: Final = "ct-abdomen"
TOP, BOTTOM = -105.0, -450.0
SIDES: Final = {"left": 1, "right": -1}
PARTS: Final = {"upper": (5, 14), "middle": (17, 24), "lower": (27, 38)}


def draw(*, seed: int, **said: Any) -> Made:
    visit = headers.Visit(CODE, seed, said, "CT abdomen KUB")
    rng = np.random.default_rng(seed)
    scan = protocols.scanner(rng, said, first=TOP, last=BOTTOM, centre=(0, 8))
    trunk = Trunk(rng, fat=float(rng.uniform(9, 22)))
    stone = _stone(rng, said) if said["place"] != "none" else None
    belly = Abdomen(rng, trunk, Kidneys(rng, stone))
    chest = Chest(rng, trunk)
    spots = [_spot(scan, stone)] if stone else []

    def paint(canvas: Canvas, straight: Canvas) -> None:
        trunk.paint_wall(canvas)
        belly.paint(canvas)
        chest.paint(canvas)
        trunk.paint_bones(canvas)
        for spot in spots:
            ellipsoid(straight, spot.details["hu"], spot.centre, spot.radii)

    series = protocols.series(visit, scan, what="Abdomen KUB", body_part="ABDOMEN")
    images = write(visit, series, scan, paint, (protocols.SOFT, protocols.BONE))
    uids = [image.SOPInstanceUID for image in images]
    facts = {**protocols.facts(scan), "stones": len(spots)}
    return Made(images, Truth(tuple(scan.found(s, uids) for s in spots), facts))


def _stone(rng: np.random.Generator, said: Mapping[str, Any]) -> Stone:
    side = SIDES[said["side"]] if said["side"] else int(rng.choice((-1, 1)))
    size = said["size_mm"] or float(rng.uniform(3.5, 8))
    hu = float(said["hu"] or rng.uniform(450, 1150))
    radii = (size / 2 * 0.85, size / 2 * 0.8, size / 2)
    if said["place"] == "ureter":
        low, high = PARTS[said["part"] or str(rng.choice(list(PARTS)))]
        way = ureter(side)
        step = int(rng.integers(low, high))
        return Stone(side, "ureter", way[step], radii, hu, step / (len(way) - 1))
    return Stone(side, "kidney", _calyx(rng, side), radii, hu)


def _calyx(rng: np.random.Generator, side: int) -> Vector:
    """In one of the three cups, as the kidney draws them."""
    x, y, z = organs.KIDNEY[side]
    rise = float(rng.choice((-19, 0, 19)))
    up = rise / 54
    return x - side * 9 * up - side * 6, y + 3 * up - 1, z + rise


def _spot(scan: Scanner, stone: Stone) -> Spot:
    details = {
        "side": "left" if stone.side > 0 else "right",
        "place": stone.place,
        "size_mm": round(2 * max(stone.radii), 1),
        "hu": round(stone.value),
        "obstructing": stone.place == "ureter",
    }
    if stone.place == "ureter":
        thirds = ("upper", "middle", "lower")
        details["part"] = thirds[min(2, int(3 * stone.part))]
    return Spot("stone", scan.straightened(stone.centre), stone.radii, details)


PHANTOM = register(
    Phantom(
        code=CODE,
        title="CT abdomen with a stone",
        modality="CT",
        body_part="ABDOMEN",
        says="From the diaphragm to the pelvis, without contrast. A stone in a kidney "
        "or a ureter (place, side, part, size_mm, hu), or none; one in a ureter widens "
        "what lies above it.",
        draw=draw,
        options={
            **protocols.CT,
            "slices": 115,
            "mas": 130.0,
            "place": "ureter",
            "side": None,
            "part": None,
            "size_mm": None,
            "hu": None,
        },
    )
)
