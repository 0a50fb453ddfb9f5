"""A frame as a picture for the eye: windowed, the right way round, small if asked."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from types import MappingProxyType
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset

from courses.dicom.pixels import Frame, unit_of

Window = tuple[float, float]
Unit = tuple[float, float]
_LIGHTEST = 255.0
_TABLE_BYTES = 2
GOOD = 85
THUMBNAIL = 256


def window_of(header: Dataset) -> Window | None:
    """The first window that the header proposes."""
    centre, width = header.get("WindowCenter"), header.get("WindowWidth")
    if centre in (None, "") or width in (None, ""):
        return None
    try:
        pair = np.atleast_1d(centre)[0], np.atleast_1d(width)[0]
        return float(pair[0]), max(1.0, float(pair[1]))
    except (TypeError, ValueError, IndexError):
        return None


def shown(
    frame: Frame,
    header: Dataset,
    window: Window | None = None,
    *,
    curve: str = "LINEAR",
) -> NDArray[np.uint8]:
    """Eight bits for a screen (PS3.3 C.11.2.1); MONOCHROME1 turned."""
    if frame.ndim == 3:
        deep = 8 * (frame.dtype.itemsize - 1)
        return cast("NDArray[np.uint8]", (frame >> deep).astype(np.uint8))
    unit = unit_of(header)
    found = window or window_of(header) or _spread(frame[::4, ::4] * unit[0] + unit[1])
    turned = header.get("PhotometricInterpretation") == "MONOCHROME1"
    if frame.dtype.itemsize > _TABLE_BYTES or frame.dtype.kind not in "iu":
        return _light(frame, unit, found, turned=turned, curve=curve)
    table = _table(frame.dtype.str, unit, found, turned=turned, curve=curve)
    plain: NDArray[np.uint8] = table[frame.view(f"u{frame.dtype.itemsize}")]
    return plain


@lru_cache(maxsize=16)
def _table(
    kind: str, unit: Unit, window: Window, *, turned: bool, curve: str
) -> NDArray[np.uint8]:
    """What each stored value looks like: the slices of a series share it."""
    own = np.dtype(kind)
    values = np.arange(2 ** (8 * own.itemsize)).astype(f"u{own.itemsize}").view(own)
    return _light(values, unit, window, turned=turned, curve=curve)


def _light(
    frame: Frame, unit: Unit, window: Window, *, turned: bool, curve: str
) -> NDArray[np.uint8]:
    values = frame * unit[0] + unit[1]
    light = _CURVES[curve](values, *window) * _LIGHTEST
    return (_LIGHTEST - light if turned else light).astype(np.uint8)


def _linear(values: Frame, centre: float, width: float) -> Frame:
    low = centre - 0.5 - (width - 1) / 2
    return np.clip((values - low) / max(width - 1, 1e-6), 0, 1)


def _linear_exact(values: Frame, centre: float, width: float) -> Frame:
    return np.clip((values - centre) / max(width, 1e-6) + 0.5, 0, 1)


def _sigmoid(values: Frame, centre: float, width: float) -> Frame:
    steep = np.clip(-4 * (values - centre) / max(width, 1e-6), -700, 700)
    return cast("Frame", 1 / (1 + np.exp(steep)))


_CURVES: Mapping[str, Callable[[Frame, float, float], Frame]] = MappingProxyType(
    {"LINEAR": _linear, "LINEAR_EXACT": _linear_exact, "SIGMOID": _sigmoid}
)
CURVES = frozenset(_CURVES)


def _spread(values: Frame) -> Window:
    """Without a window: from the darkest to the lightest hundredth."""
    low, high = np.percentile(values, (1, 99))
    return float(low + high) / 2, max(1.0, float(high - low))


def picture(light: NDArray[np.uint8], *, side: int | None = None) -> Image.Image:
    image = Image.fromarray(light)
    if side is not None:
        # Whole steps first: the mean of four costs a tenth of what blending does.
        if (steps := max(image.size) // side) > 1:
            image = image.reduce(steps)
        image.thumbnail((side, side), Image.Resampling.BILINEAR)
    return image


def jpeg(
    light: NDArray[np.uint8], *, side: int | None = None, quality: int = GOOD
) -> bytes:
    return encoded(picture(light, side=side), "JPEG", quality=quality)


def png(light: NDArray[np.uint8], *, side: int | None = None) -> bytes:
    return encoded(picture(light, side=side), "PNG")


def encoded(image: Image.Image, kind: str, *, quality: int = GOOD) -> bytes:
    out = BytesIO()
    options = {"quality": quality} if kind == "JPEG" else {}
    image.save(out, kind, **options, **({"compress_level": 3} if kind == "PNG" else {}))
    return out.getvalue()
