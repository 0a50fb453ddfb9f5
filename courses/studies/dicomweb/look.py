"""How a picture is to look: the parameters of a rendered resource (PS3.18 8.3.5)."""

from dataclasses import dataclass
from math import isfinite

from django.http import HttpRequest
from PIL import Image

from courses.dicom import render
from courses.studies.dicomweb.query import BadQueryError, whole

LARGEST, BEST = 8192, 100
_VIEWPORT, _WINDOW = 6, 3


@dataclass(frozen=True, slots=True)
class Look:
    window: render.Window | None = None
    curve: str = "LINEAR"
    size: tuple[int, int] | None = None
    region: tuple[float, float, float, float] | None = None
    quality: int = render.GOOD

    def fitted(self, image: Image.Image) -> Image.Image:
        """The wanted part, turned where its width or height is below nothing, as
        large as the viewport allows."""
        image = self._part_of(image) if self.region else image
        if self.size is None:
            return image
        scale = min(self.size[0] / image.width, self.size[1] / image.height)
        wide = max(1, round(image.width * scale))
        high = max(1, round(image.height * scale))
        return image.resize((wide, high), Image.Resampling.BILINEAR)

    def _part_of(self, image: Image.Image) -> Image.Image:
        assert self.region is not None  # noqa: S101 - its caller has looked
        left, top, wide, high = self.region
        wide, high = wide or image.width - left, high or image.height - top
        right, bottom = left + abs(wide), top + abs(high)
        if left >= image.width or top >= image.height:
            raise BadQueryError("The viewport's region lies outside the image.")
        part = image.crop(
            (
                int(left),
                int(top),
                min(image.width, max(int(left) + 1, round(right))),
                min(image.height, max(int(top) + 1, round(bottom))),
            )
        )
        if wide < 0:
            part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return part.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if high < 0 else part


def of(request: HttpRequest) -> Look:
    window, curve = _window(request.GET.get("window", ""))
    size, region = _viewport(request.GET.get("viewport", ""))
    quality = request.GET.get("quality", str(render.GOOD))
    number = whole(quality)
    if number is None or not 1 <= number <= BEST:
        raise BadQueryError("quality is a whole number from 1 to 100.")
    return Look(window, curve, size, region, number)


def _window(text: str) -> tuple[render.Window | None, str]:
    if not text:
        return None, "LINEAR"
    parts = [part.strip() for part in text.split(",")]
    curve = parts[2].upper().replace("-", "_") if len(parts) == _WINDOW else ""
    if curve not in render.CURVES:
        raise BadQueryError(
            "window is centre,width,function; the function linear, linear-exact or "
            "sigmoid."
        )
    centre, width = _number(parts[0], "window"), _number(parts[1], "window")
    if width < (1 if curve == "LINEAR" else 1e-9):
        raise BadQueryError("A window's width is 1 or more.")
    return (centre, width), curve


def _viewport(
    text: str,
) -> tuple[tuple[int, int] | None, tuple[float, float, float, float] | None]:
    if not text:
        return None, None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in (2, _VIEWPORT):
        raise BadQueryError("viewport is width,height or width,height,x,y,w,h.")
    wide, high = whole(parts[0]), whole(parts[1])
    if not wide or not high or max(wide, high) > LARGEST:
        raise BadQueryError(f"A viewport is 1 to {LARGEST} pixels wide and high.")
    if len(parts) == 2:
        return (wide, high), None
    left, top, width, height = (_number(one or "0", "viewport") for one in parts[2:])
    if min(left, top) < 0:
        raise BadQueryError("A viewport's region begins inside the image.")
    return (wide, high), (left, top, width, height)


def _number(text: str, name: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = float("nan")
    if not isfinite(found):
        raise BadQueryError(f"{name} holds what is no number.")
    return found
