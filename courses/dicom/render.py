"""A frame as a picture for the eye: windowed, the right way round, small if asked."""

from io import BytesIO
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset

from courses.dicom.pixels import Frame, to_hounsfield

Window = tuple[float, float]
_LIGHTEST = 255.0
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
    frame: Frame, header: Dataset, window: Window | None = None
) -> NDArray[np.uint8]:
    """Eight bits for a screen (PS3.3 C.11.2.1.2, linear; MONOCHROME1 turned)."""
    if frame.ndim == 3:
        deep = 8 * (frame.dtype.itemsize - 1)
        return cast("NDArray[np.uint8]", (frame >> deep).astype(np.uint8))
    values = to_hounsfield(frame, header)
    centre, width = window or window_of(header) or _spread(values)
    low = centre - 0.5 - (width - 1) / 2
    light = np.clip((values - low) / max(width - 1, 1e-6), 0, 1) * _LIGHTEST
    if header.get("PhotometricInterpretation") == "MONOCHROME1":
        light = _LIGHTEST - light
    return light.astype(np.uint8)


def _spread(values: NDArray[np.float64]) -> Window:
    """Without a window: from the darkest to the lightest hundredth."""
    low, high = np.percentile(values[::4, ::4], (1, 99))
    return float(low + high) / 2, max(1.0, float(high - low))


def picture(light: NDArray[np.uint8], *, side: int | None = None) -> Image.Image:
    image = Image.fromarray(light)
    if side is not None:
        image.thumbnail((side, side), Image.Resampling.BILINEAR, reducing_gap=2)
    return image


def jpeg(light: NDArray[np.uint8], *, side: int | None = None) -> bytes:
    out = BytesIO()
    picture(light, side=side).save(out, "JPEG", quality=85)
    return out.getvalue()


def png(light: NDArray[np.uint8], *, side: int | None = None) -> bytes:
    out = BytesIO()
    picture(light, side=side).save(out, "PNG", compress_level=3)
    return out.getvalue()
