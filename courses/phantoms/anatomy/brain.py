"""The brain: folded grey matter round white, its nuclei, ventricles and cisterns."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from courses.phantoms.canvas import Canvas, Window, ellipse, ellipsoid
from courses.phantoms.fields import Field
from courses.phantoms.tubes import Tubes

Plane = NDArray[np.float32]
Array = NDArray[Any]
Look = Mapping[str, float]
FOLD: Final = 20.0  # two gyri in millimetres
# Centre, half axes, turn; mirrored where x is not nought.
NUCLEI: Final = (
    ((14.5, -20, 7), (5, 9.5, 9), -0.2),
    ((15.5, -4, 17), (3.5, 12, 5), -0.2),
    ((26, -5, 1), (8, 16, 11), 0.35),
    ((10.5, 10, 5), (8.5, 14, 11), 0.35),
)
CISTERNS: Final = (
    ((0, -13, -25), (15, 10, 6), 0.0),
    ((0, 1, -40), (15, 4, 16), 0.0),
    ((0, 29, -9), (15, 4, 7), 0.0),
    ((0, 66, -58), (16, 9, 11), 0.0),
    ((20, 8, -19), (3, 13, 5), 0.5),
)
VENTRICLES: Final = (
    [(5, -31, 2), (8, -26, 8), (9, -12, 16), (11, 6, 20), (18, 22, 16), (25, 34, 8),
     (25, 44, 4), (22, 57, 2)],
    [(25, 35, 7), (31, 24, -6), (33, 8, -18), (32, -4, -24)],
)  # fmt: skip
WIDTHS: Final = ((3, 4.6, 5, 5.2, 6, 6.8, 4.5, 1.6), (5, 2.8, 2.2, 1.6))


class Brain:
    """`age` widens what holds water."""

    def __init__(self, rng: np.random.Generator, *, age: int) -> None:
        self.folds = Field(rng, grain=FOLD, size=(210, 230, 190), band=0.22)
        self.slow = Field(rng, grain=34, size=(210, 230, 190), band=0.5)
        self.folia = Field(rng, grain=6, size=(120, 100, 80), band=0.25)
        self.atrophy = float(np.clip((age - 25) / 60, 0, 1))
        wide = 0.5 + 0.9 * self.atrophy
        self.ventricles = Tubes.joined(
            [
                Tubes.along(
                    [(s * x, y, z) for x, y, z in way], np.array(r) * 0.9 + wide
                )
                for s in (-1, 1)
                for way, r in zip(VENTRICLES, WIDTHS, strict=True)
            ]
        )
        self.chalk = [
            ((0.5, 24, -1), 2.2),
            ((-24, 37, 7), float(rng.uniform(1.2, 2.6))),
            ((24, 36, 7), float(rng.uniform(1.2, 2.6))),
        ]

    def paint(
        self, canvas: Canvas, look: Look, depth: Plane, window: Window, effaced: Plane
    ) -> None:
        """`depth` from the brain's surface, in millimetres; `effaced` 0 to 1 says
        where swelling shuts the folds."""
        z = canvas.z
        # The halves are not folded alike.
        left, right = (
            self.folds.on(*canvas.axes, z + rise)[window] for rise in (0, 95)
        )
        folds = np.where(canvas.x[window] > 0, left, right)
        gap = self._gap(canvas, folds, depth, window) + 1.6 * effaced
        grey = np.minimum(gap, depth) - 2.9
        value = look["grey"] + (look["white"] - look["grey"]) * np.clip(
            0.5 + grey / 1.6, 0, 1
        )
        canvas.paint(value, -depth, window)
        self._paint_nuclei(canvas, look)
        self._paint_hind(canvas, look, depth, window)
        water = np.clip(0.5 - gap / canvas.pixel, 0, 1) * (depth > 0)
        water *= self._upper(canvas, window)
        canvas.blend(look["csf"], water, window)
        self._paint_water(canvas, look)

    def _gap(self, canvas: Canvas, folds: Plane, depth: Plane, window: Window) -> Array:
        """The distance to the nearest cleft between folds."""
        half = np.float32(0.6 + 0.75 * self.atrophy)
        x, y = np.abs(canvas.x[window]), canvas.y[window]
        fissures: Array = x + 99
        if canvas.z >= -14:
            core = ellipse(canvas, (0, 4), (40, 38), window)
            core = np.maximum(core, np.float32(canvas.z - 25))
            middle = x - half + 3 * np.maximum(-core, 0)
            depth = np.minimum(depth, middle).astype(np.float32)
            fissures = np.minimum(middle, self._fissure(canvas.z, x, y, folds))
        slow = self.slow.on(*canvas.axes, canvas.z)[window]
        deep = 12 + 5 * np.float32(self.atrophy) + 3.5 * slow
        sulcus: Array = np.abs(folds) * np.float32(FOLD / 6.3)
        # A cleft narrows as it goes down, and there is none in the depth.
        sulcus = sulcus - half * np.clip(1.25 - depth / deep, 0, 1)
        sulcus = sulcus + np.float32(0.6) * np.maximum(depth - deep, 0)
        return np.asarray(np.minimum(sulcus, fissures))

    def _fissure(self, z: float, x: Array, y: Array, folds: Array) -> Array:
        """Between temporal and frontal lobe, down to the insula."""
        low = z - 1
        way = y + 13 + 0.35 * low - 0.012 * (x - 38) ** 2 + 2.2 * folds
        wide = 0.9 + 0.9 * self.atrophy + np.clip((44 - x) * 0.25, 0, 1.6)
        away = np.abs(way) - np.float32(wide)
        ends = np.maximum(36.5 - x, np.float32(abs(low) - 17))
        return np.asarray(np.maximum(away, ends))

    def _upper(self, canvas: Canvas, window: Window) -> Plane:
        """Nought in the hind fossa, whose leaves are finer than these folds."""
        y = canvas.y[window]
        roof = -16 + 0.12 * (y - 20) - 0.002 * canvas.x[window] ** 2
        hind = np.clip((roof - canvas.z) / 3, 0, 1) * np.clip((y - 2) / 4, 0, 1)
        result: Plane = (1 - hind).astype(np.float32)
        return result

    def _paint_nuclei(self, canvas: Canvas, look: Look) -> None:
        for (x, y, z), radii, turn in NUCLEI:
            for s in (-1, 1):
                ellipsoid(canvas, look["nuclei"], (s * x, y, z), radii, turn=s * turn)
        for s in (-1, 1):
            ellipsoid(
                canvas, look["grey"], (s * 37, -6, 2), (1.8, 20, 14), turn=s * 0.12
            )

    def _paint_hind(
        self, canvas: Canvas, look: Look, depth: Plane, window: Window
    ) -> None:
        """Cerebellum with its leaves, and the stem from midbrain to medulla."""
        if canvas.z > -2:
            return
        hind = 1 - self._upper(canvas, window)
        folia = self.folia.on(*canvas.axes, canvas.z)[window]
        leaves = look["grey"] + (look["white"] - look["grey"]) * np.clip(
            0.25 + 0.3 * folia + (depth - 9) / 9, 0, 0.9
        )
        shut = np.clip(1.3 - np.abs(folia) * 2.2, 0, 1) * np.clip(1 - depth / 6, 0, 1)
        leaves = leaves + (look["csf"] - leaves) * shut * (0.2 + 0.4 * self.atrophy)
        canvas.blend(leaves, hind * np.clip(depth + 0.5, 0, 1), window)
        ellipsoid(canvas, look["csf"], (0, 11, -20), (19.2, 14.6, 13))
        for centre, radii in (
            ((0, 11, -19), (16.5, 11.5, 15)),
            ((0, 16, -38), (17, 13, 15)),
            ((0, 27, -60), (8, 7, 18)),
        ):
            ellipsoid(canvas, look["stem"], centre, radii)
        for s in (-1, 1):
            ellipsoid(canvas, look["stem"], (s * 11, 2, -16), (8, 9, 9), turn=s * 0.7)

    def _paint_water(self, canvas: Canvas, look: Look) -> None:
        for (x, y, z), radii, turn in CISTERNS:
            for s in (-1, 1) if x else (1,):
                ellipsoid(canvas, look["csf"], (s * x, y, z), radii, turn=s * turn)
        self.ventricles.paint(canvas, look["csf"])
        wide = 1.6 + 2.2 * self.atrophy
        ellipsoid(canvas, look["csf"], (0, 4, -2), (wide, 15, 11))
        ellipsoid(canvas, look["csf"], (0, 38, -38), (8 + wide, 5 + wide, 11))
        ellipsoid(canvas, look["csf"], (0, 24, -14), (1.6, 1.6, 12))
        for place, radius in self.chalk:
            ellipsoid(canvas, look["chalk"], place, (radius, 1.4 * radius, radius))
