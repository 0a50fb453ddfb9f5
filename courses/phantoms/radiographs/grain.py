"""Blur, enlargement and texture in plain numpy."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
# So many rows at a time stay in the processor's own memory.
BLOCK: Final = 32


def blur(image: Image, sigma: float, sigma_columns: float | None = None) -> Image:
    """Gaussian, in pixels; a wide one is done on a smaller copy."""
    other = sigma if sigma_columns is None else sigma_columns
    factor = int(min(sigma, other) // 4)
    if factor > 1 and min(image.shape) > 4 * factor:
        small = blur(shrink(image, factor), sigma / factor, other / factor)
        return enlarge(small, image.shape, factor)
    return _along(_along(image, sigma, 0), other, 1)


def _along(image: Image, sigma: float, axis: int) -> Image:
    if sigma < 0.15:
        return image
    reach = max(1, min(round(3 * sigma), image.shape[axis] - 1))
    places = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (places / sigma) ** 2)
    weights = (weights / weights.sum()).astype(np.float32)
    edges = [(0, 0), (0, 0)]
    edges[axis] = (reach, reach)
    padded = np.pad(image, edges, mode="edge")
    size = image.shape[axis]
    result = np.zeros_like(image)
    for top in range(0, len(result), BLOCK):
        into = result[top : top + BLOCK]
        for place, weight in enumerate(weights):
            if axis == 0:
                part = padded[top + place : top + place + len(into)]
            else:
                part = padded[top : top + len(into), place : place + size]
            into += weight * part
    return result


def shrink(image: Image, factor: int) -> Image:
    rows, columns = (-size % factor for size in image.shape)
    padded = np.pad(image, ((0, rows), (0, columns)), mode="edge")
    height, width = padded.shape
    parts = padded.reshape(height // factor, factor, width // factor, factor)
    return np.asarray(parts.mean(axis=(1, 3)), np.float32)


def enlarge(image: Image, shape: tuple[int, ...], factor: float) -> Image:
    """Linear in both ways; pixel blocks of `factor` become single ones again."""
    rows = _weights(image.shape[0], shape[0], factor)
    columns = _weights(image.shape[1], shape[1], factor)
    low, high, part = rows
    tall = image[low] + (image[high] - image[low]) * part[:, None]
    low, high, part = columns
    return np.asarray(tall[:, low] + (tall[:, high] - tall[:, low]) * part, np.float32)


def _weights(
    size: int, wanted: int, factor: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], Image]:
    place = np.clip((np.arange(wanted) + 0.5) / factor - 0.5, 0, size - 1)
    low = np.minimum(place.astype(np.intp), max(size - 2, 0))
    high = np.minimum(low + 1, size - 1)
    return low, high, (place - low).astype(np.float32)


def grain(
    rng: np.random.Generator, shape: tuple[int, int], down: float, across: float
) -> Image:
    """Noise of standard deviation one whose grains have this size, in pixels."""
    noise = rng.standard_normal(shape, np.float32)
    fine = blur(noise, down, across)
    fine -= blur(fine, 3 * down, 3 * across)
    return np.asarray(fine / (fine.std() + 1e-9), np.float32)
