"""Pictures of frames that wait for release, in the window that the reviewer wants."""

import numpy as np
from numpy.typing import NDArray

from courses.dicom import pixels, render
from courses.studies.dicomweb.bodies import header_of
from courses.studies.keeping import storage
from courses.studies.models import Instance

ALL = "all"


def of(instance: Instance, number: int, *, is_small: bool, window: str = "") -> bytes:
    """A JPEG. FileNotFoundError where there is no such frame."""
    if is_small and number == 1:
        return storage.get(storage.thumbnail_name(instance.folder))
    part = storage.get(storage.frame_name(instance.folder, number))
    frame = pixels.from_htj2k(storage.unwrapped(part))
    header = header_of(instance.folder)
    wanted = _window(window, pixels.to_hounsfield(frame, header)) if window else None
    light = render.shown(frame, header, wanted)
    return render.jpeg(light, side=render.THUMBNAIL if is_small else None)


def _window(asked: str, values: NDArray[np.float64]) -> render.Window | None:
    """`centre,width`; or from the darkest value to the lightest, where text may
    stand that the usual window hides."""
    if asked == ALL:
        low, high = float(values.min()), float(values.max())
        return (low + high) / 2, max(1.0, high - low)
    centre, _comma, width = asked.partition(",")
    try:
        return float(centre), max(1.0, float(width))
    except ValueError:
        return None
