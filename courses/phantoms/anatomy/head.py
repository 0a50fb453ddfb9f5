"""A head from the hind fossa to the vertex, in whatever values a modality gives."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.anatomy import skull
from courses.phantoms.anatomy.bleeds import Bleed
from courses.phantoms.anatomy.brain import Brain, Look
from courses.phantoms.canvas import FULL, Canvas, Window, ellipse, ellipsoid
from courses.phantoms.fields import Field
from courses.phantoms.made import Vector
from courses.phantoms.tubes import Tubes

Plane = NDArray[np.float32]
Array = NDArray[Any]
HU: Final[Mapping[str, float]] = {
    "air": -1000, "skin": 20, "fat": -95, "muscle": 52, "bone": 1250, "diploe": 560,
    "septum": 180, "csf": 7, "grey": 39, "white": 29, "nuclei": 38, "stem": 31,
    "dura": 52, "blood": 54, "clot": 70, "oedema": 20, "mass": 44, "infarct": 26,
    "chalk": 210, "vitreous": 12, "lens": 75,
}  # fmt: skip
Ways = list[tuple[list[Vector], Sequence[float]]]
SCALP: Final = 5.5


class Head:
    def __init__(
        self, rng: np.random.Generator, *, age: int, bleed: Bleed | None = None
    ) -> None:
        self.room, self.face = skull.outlines()
        self.bones = skull.bones()
        self.brain = Brain(rng, age=age)
        self.bleed = bleed
        self.uneven = Field(rng, grain=42, size=(260, 260, 220), band=0.5)
        self.cells = Field(rng, grain=9, size=(180, 120, 70), band=0.25)
        self.eyes = Tubes.joined([t for s in (-1, 1) for t in _eye_strings(s)])

    def paint(self, canvas: Canvas, look: Look) -> None:
        uneven = self.uneven.on(*canvas.axes, canvas.z)
        inner = self.inner(canvas)
        skin = inner - np.float32(7 + SCALP)
        if canvas.z < 8:
            skin = self.face.distance(canvas)
        skin = skin - 0.5 * uneven
        self._paint_scalp(canvas, look, skin, inner, uneven)
        self._paint_vault(canvas, look, inner, uneven)
        if canvas.z < -8:
            self._paint_face(canvas, look, skin, inner)
        self._paint_inside(canvas, look, inner)

    def inner(self, canvas: Canvas) -> Plane:
        """The distance to the room of the brain, below nought within; true in space
        also where the vault slopes."""
        z = canvas.z
        if z > skull.TOP - 1.5:
            return 3.0 * (np.float32(z) - self._vault(canvas))
        edge = self.room.distance(canvas)
        if z < -10:
            for s in (-1, 1):
                edge = np.minimum(edge, _pouch(canvas, s))
        return edge

    def _vault(self, canvas: Canvas) -> Plane:
        x, y = canvas.x / np.float32(64), (canvas.y - 6) / np.float32(80)
        result: Plane = np.float32(skull.TOP) - 26 * (x * x + y * y)
        return result

    def _paint_scalp(
        self, canvas: Canvas, look: Look, skin: Plane, inner: Plane, uneven: Plane
    ) -> None:
        canvas.paint(look["skin"], skin)
        canvas.paint(look["fat"], skin + 1.8)
        # The chewing and neck muscles; the vault has hardly any.
        if canvas.z < 34:
            taper: Array = np.maximum(np.abs(canvas.y + 16) - 26, 0) * np.float32(0.22)
            if canvas.z < -30:
                taper = np.maximum(-canvas.y - 58, 0) * np.float32(0.22)
            rise = 0.2 * max(0.0, canvas.z - 10)
            muscle: Array = np.maximum(
                skin + 3.4 + 1.2 * uneven + taper + rise, 7 - inner
            )
            canvas.paint(self._flesh(canvas.z, look, uneven), muscle)

    def _flesh(self, z: float, look: Look, uneven: Plane) -> Array:
        """Muscle, and below the base fat between the muscles that chew."""
        between = np.clip(2.4 * np.abs(uneven) - 2.2, 0, 0.9) * (z < -26)
        result: Array = look["muscle"] + (look["fat"] - look["muscle"]) * between
        return result

    def _paint_vault(
        self, canvas: Canvas, look: Look, inner: Plane, uneven: Plane
    ) -> None:
        low = min(max(-6 - canvas.z, 0) / 6, 1)
        roofs = np.clip((-20 - canvas.y) / 15, 0, 1) * np.float32(low)
        thick: Array = 6.4 + 1.1 * uneven - 4.0 * roofs
        if canvas.z < -24:
            thick = 3.6 + 0.5 * uneven
        canvas.paint(look["bone"], np.maximum(inner - thick, -inner))
        spongy = np.maximum(inner - thick + 1.7, 1.6 - inner)
        canvas.paint(look["diploe"] + 0 * uneven, spongy)

    def _paint_face(
        self, canvas: Canvas, look: Look, skin: Plane, inner: Plane
    ) -> None:
        cells = self.cells.on(*canvas.axes, canvas.z)
        self._paint_orbits(canvas, look)
        self.bones.paint(canvas, look["bone"])
        self.bones.paint(canvas, look["diploe"], grow=-2.6)
        self._paint_air(canvas, look, cells)

    def _paint_orbits(self, canvas: Canvas, look: Look) -> None:
        for s in (-1, 1):
            x, y, z = skull.ORBIT
            for grow, what in ((2.0, "bone"), (0.0, "fat")):
                radii = (18.5 + grow, 25 + grow, 17.5 + grow)
                ellipsoid(canvas, look[what], (s * x, y, z), radii, turn=s * 0.35)
        self.eyes.paint(canvas, look["muscle"])
        for s in (-1, 1):
            x, y, z = skull.GLOBE
            ellipsoid(canvas, look["muscle"], (s * x, y, z), (12.6, 12.6, 12.6))
            ellipsoid(canvas, look["vitreous"], (s * x, y, z), (11.4, 11.4, 11.4))
            ellipsoid(canvas, look["lens"], (s * x, y - 8, z), (4.6, 2.1, 4.6))

    def _paint_air(self, canvas: Canvas, look: Look, cells: Plane) -> None:
        """Sinuses and mastoids: air between thin walls."""
        z = canvas.z
        wall = np.clip(1.5 - np.abs(cells) * 6, 0, 1)
        septa = look["air"] + (look["septum"] - look["air"]) * wall
        boxes = [
            ((0, -64, -48), (12, 26, 17)), ((0, -28, -46), (13, 12, 11)),
            ((9, -90, -14), (12, 4.5, 13)), ((-8, -90, -16), (9, 4, 10)),
            ((61, 38, -46), (9, 14, 15)), ((-61, 38, -46), (9, 14, 15)),
            ((36, 16, -46), (7, 3, 5)), ((-36, 16, -46), (7, 3, 5)),
        ]  # fmt: skip
        for i, (centre, radii) in enumerate(boxes):
            cut = 1 - ((z - centre[2]) / radii[2]) ** 2
            if cut <= 0:
                continue
            size = (radii[0] * cut**0.5, radii[1] * cut**0.5)
            window = canvas.near(centre[0], centre[1], max(size) + 3)
            edge = ellipse(canvas, centre, size, window)
            canvas.paint(look["bone"] * 0.8, edge - 1.0, window)
            air = septa[window] if i in (0, 4, 5, 6, 7) else look["air"]
            canvas.paint(air, edge, window)

    def _paint_inside(self, canvas: Canvas, look: Look, inner: Plane) -> None:
        window = canvas.near(0, 4, 97)
        depth = -inner[window]
        canvas.paint(look["csf"], -depth, window)
        bleed = self.bleed
        shifted, effaced, surface = canvas, np.float32(0) * depth, depth - 2.2
        if bleed:
            shifted = bleed.pushed(canvas)
            effaced = bleed.effaced(canvas, window)
            outside = bleed.outside(canvas, depth, window)
            if outside is not None:
                surface = np.minimum(surface, outside - 0.6)
        atrophy = np.float32(1.6 * self.brain.atrophy)
        self.brain.paint(
            shifted, look, surface - atrophy * (1 - effaced), window, effaced
        )
        if bleed:
            bleed.paint_in_brain(canvas, look, window, depth)
        self._paint_dura(shifted, look, depth, window)
        if bleed:
            bleed.paint_outside(canvas, look, window, depth)

    def _paint_dura(
        self, canvas: Canvas, look: Look, depth: Plane, window: Window
    ) -> None:
        """Falx with the sagittal sinus, and the tent."""
        x, y, z = canvas.x[window], canvas.y[window], canvas.z
        core = ((y - 4) / 48) ** 2 + (z / 36) ** 2
        falx = np.abs(x) - np.float32(0.55)
        falx = np.maximum(falx, np.maximum((1.25 - core) * 30, -18 - z + 0 * y))
        canvas.paint(look["dura"], np.maximum(falx, -depth), window)
        sinus = np.abs(x) * 0.9 + depth * 0.8 - np.float32(4.6)
        if z > -8:
            sinus = np.maximum(sinus, -np.minimum(y - 20, 1) if z < 40 else -depth)
            canvas.paint(look["blood"], np.maximum(sinus, -depth), window)
        if -24 < z < 6:
            roof = 0.5 * (30 - np.abs(x)) - 0.2 * (y - 40) - 20
            tent = np.abs(np.float32(z) - roof) * np.float32(0.87) - 0.7
            tent = np.maximum(tent, np.maximum(22 - y, 20 - np.abs(x)))
            canvas.paint(look["dura"], np.maximum(tent, -depth), window)


def _pouch(canvas: Canvas, side: int) -> Plane:
    (x, y, z), (a, b, c) = skull.POUCH
    cut = 1 - ((canvas.z - z) / c) ** 2
    if cut <= 0.02:
        return np.full(canvas.x.shape, 99, np.float32)
    return ellipse(
        canvas, (side * x, y), (a * cut**0.5, b * cut**0.5), FULL, turn=side * -0.25
    )


def _eye_strings(side: int) -> list[Tubes]:
    """Optic nerve and the muscles that turn the eye."""
    apex = (side * 15, -38, -42)
    ways: Ways = [
        ([(side * 31, -72, -46), (side * 26, -56, -45), apex], (2.3, 2.3, 2.3)),
        ([(side * 44, -84, -46), (side * 40, -62, -45), apex], (1.4, 2.6, 1.5)),
        ([(side * 21, -84, -46), (side * 18, -62, -45), apex], (1.4, 2.8, 1.5)),
        ([(side * 32, -84, -35), (side * 28, -60, -36), apex], (1.4, 2.6, 1.5)),
        ([(side * 32, -84, -57), (side * 28, -60, -54), apex], (1.4, 2.6, 1.5)),
    ]
    return [Tubes.along(way, radii) for way, radii in ways]
