"""Smooth chance: random fields in space that bend, mottle and fold what is drawn."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Taps = tuple[list[NDArray[np.intp]], list[Plane]]


class Field:
    """A random field of one grain, mean 0 and deviation 1, over a cube of space.

    `grain` is the wavelength in millimetres, `band` how much it may differ from it:
    small folds like a brain, large mottles like a cloud."""

    def __init__(
        self,
        rng: np.random.Generator,
        *,
        grain: float,
        size: tuple[float, float, float],
        band: float = 0.5,
    ) -> None:
        """`size` is how far it runs along x, y and z before it comes again."""
        self.step = grain / 4.5
        counts = [max(8, int(np.ceil(s / self.step / 8)) * 8) for s in size]
        self.values = _filtered(rng, (counts[2], counts[1], counts[0]), band)

    def on(self, x: Plane, y: Plane, z: float) -> Plane:
        """On the raster of two axes, at one height."""
        count, rows, columns = self.values.shape
        height = z / self.step
        below = int(np.floor(height))
        part = np.float32(height - below)
        low, high = self.values[below % count], self.values[(below + 1) % count]
        layer = (1 - part) * low + part * high
        # Four taps each way, not a product of matrices: it must not wake more threads.
        tall = self._stretched(layer, y, rows)
        wide = self._stretched(np.ascontiguousarray(tall.T), x, columns)
        return np.ascontiguousarray(wide.T)

    def _stretched(self, layer: Plane, axis: Plane, count: int) -> Plane:
        """Along the first axis, by a cubic B-spline."""
        key = (count, len(axis), float(axis[0]), float(axis[-1]))
        if key not in self._known:
            self._known[key] = _taps(axis / np.float32(self.step), count)
        rows, weights = self._known[key]
        result = layer[rows[0]] * weights[0]
        for row, weight in zip(rows[1:], weights[1:], strict=True):
            result += layer[row] * weight
        return result

    @cached_property
    def _known(self) -> dict[tuple[int, int, float, float], Taps]:
        return {}


def _filtered(
    rng: np.random.Generator, counts: tuple[int, int, int], band: float
) -> Plane:
    noise = rng.standard_normal(counts, dtype=np.float32)
    squares = [np.fft.fftfreq(n).astype(np.float32) ** 2 for n in counts[:2]]
    squares.append(np.fft.rfftfreq(counts[2]).astype(np.float32) ** 2)
    radius = np.sqrt(squares[0][:, None, None] + squares[1][:, None] + squares[2])
    shape = np.exp(-(((radius * np.float32(4.5) - 1) / np.float32(band)) ** 2))
    shape[0, 0, 0] = 0
    values = np.fft.irfftn(np.fft.rfftn(noise) * shape, s=counts, axes=(0, 1, 2))
    result: Plane = (values / values.std()).astype(np.float32)
    return result


def _taps(places: Plane, count: int) -> Taps:
    below = np.floor(places).astype(int)
    t = places - below
    parts = (
        (1 - t) ** 3 / 6,
        (3 * t**3 - 6 * t**2 + 4) / 6,
        (-3 * t**3 + 3 * t**2 + 3 * t + 1) / 6,
        t**3 / 6,
    )
    rows = [(below + offset) % count for offset in (-1, 0, 1, 2)]
    return rows, [part.astype(np.float32)[:, None] for part in parts]
