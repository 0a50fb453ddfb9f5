"""What was drawn on images: checked before it is kept. How each kind's handles lie is
told in static/viewer/README.md."""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.studies.models import Instance
from portal.lib.refusal import Refused

EDGE: Final = 0.5
# How many handles each kind has; a freehand line has from three to many.
HANDLES: Final[Mapping[str, range]] = {
    "point": range(1, 2),
    "probe": range(1, 2),
    "box": range(2, 3),
    "rectangle": range(2, 3),
    "ellipse": range(2, 3),
    "length": range(2, 3),
    "arrow": range(2, 3),
    "angle": range(3, 4),
    "cobb": range(4, 5),
    "freehand": range(3, 2001),
}


def read(text: str | None) -> list[Any]:
    """What a page's hidden field holds; nothing where it cannot be read."""
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def checked(
    value: Any, images: Mapping[str, Instance], *, most: int, kinds: Collection[str]
) -> list[dict[str, Any]]:
    """Marks of the kinds that were asked for, on images of this study, inside them,
    and not too many. What the browser worked out in millimetres is not kept: the
    server does that itself."""
    if not isinstance(value, list):
        raise Refused(_("Marks are a list."))
    if len(value) > most:
        said = ngettext("Set %d mark at most.", "Set %d marks at most.", most)
        raise Refused(said % most)
    return [_mark(one, images, kinds) for one in value]


def _mark(
    value: Any, images: Mapping[str, Instance], kinds: Collection[str]
) -> dict[str, Any]:
    match value:
        case {
            "kind": str(kind),
            "sop_uid": str(uid),
            "frame": int(frame),
            "pixels": list(pixels),
        } if kind in kinds and len(pixels) in HANDLES[kind]:
            image = images.get(uid)
        case _:
            raise Refused(_("A mark names its image and its place."))
    if image is None or not 1 <= frame <= max(1, image.frames):
        raise Refused(_("That mark lies on no image of this study."))
    return {
        "kind": kind,
        "sop_uid": uid,
        "frame": frame,
        "pixels": [_pixel(one, image) for one in pixels],
    }


def _pixel(value: Any, image: Instance) -> list[float]:
    match value:
        case [int() | float() as column, int() | float() as row] if (
            -EDGE <= column <= image.columns - EDGE
            and -EDGE <= row <= image.rows - EDGE
        ):
            return [float(column), float(row)]
        case _:
            raise Refused(_("That mark lies beside the image."))
