"""Rendered images and thumbnails: for a page, not for a diagnosis."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from numpy.typing import NDArray
from PIL import Image

from courses.dicom import pixels, render
from courses.studies.dicomweb import accept, bodies, caching, look
from courses.studies.dicomweb.accept import Given
from courses.studies.dicomweb.access import Reader, problem, reads
from courses.studies.dicomweb.look import Look
from courses.studies.dicomweb.retrieve import instances_of
from courses.studies.keeping import storage
from courses.studies.models import Instance

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

Shot = tuple[str, int]  # an instance's folder, a frame's number
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF"}
LONGEST_FILM, FRAME_MS = 240, 66
_GIF = "image/gif"


@reads
def rendered(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str = "",
    sop_uid: str = "",
    numbers: str = "",
) -> "HttpResponseBase":
    """A frame, an instance by its first frame (as GIF: all of them), or every
    instance of a series or study."""
    chosen = accept.for_pictures(accept.asked(request))
    if chosen is None:
        return problem(406, "Pictures are given as image/jpeg, image/png or image/gif.")
    kind, given = chosen
    found = instances_of(study_uid, series_uid, sop_uid)
    shots = _shots([one for one in found if one.frames], numbers)
    if not shots:
        return problem(404, "No such frame.")
    how = look.of(request)
    if sop_uid and not numbers and kind == _GIF and given != Given.PARTS:
        return _kept(HttpResponse(_film(found[0], how), content_type=_GIF))
    alone = bool(sop_uid) and len(shots) == 1
    if given == Given.PARTS or (given == Given.EITHER and not alone):
        pictures = ((_drawn(shot, how, kind),) for shot in shots)
        parts = bodies.streamed(pictures, kind)
        return _kept(StreamingHttpResponse(parts, content_type=bodies.multipart(kind)))
    if not alone:
        return problem(406, "Several pictures are given as multipart/related only.")
    return _kept(HttpResponse(_drawn(shots[0], how, kind), content_type=kind))


def _shots(found: Sequence[Instance], numbers: str) -> list[Shot]:
    if not numbers:
        return [(one.folder, 1) for one in found]
    wanted = [int(number) for number in numbers.split(",")]
    if not found or max(wanted) > found[0].frames:
        return []
    return [(found[0].folder, number) for number in wanted]


def _kept(answer: "HttpResponseBase") -> "HttpResponseBase":
    answer["Cache-Control"] = caching.A_DAY
    answer["Vary"] = "Accept, Authorization"
    return answer


def rendering(
    folder: str,
    number: int,
    *,
    window: render.Window | None = None,
    curve: str = "LINEAR",
) -> NDArray[np.uint8]:
    part = storage.get(storage.frame_name(folder, number))
    frame = pixels.from_htj2k(storage.unwrapped(part))
    return render.shown(frame, bodies.header_of(folder), window, curve=curve)


def _image(shot: Shot, how: Look) -> Image.Image:
    light = rendering(*shot, window=how.window, curve=how.curve)
    return how.fitted(render.picture(light))


def _drawn(shot: Shot, how: Look, kind: str) -> bytes:
    return render.encoded(_image(shot, how), _FORMATS[kind], quality=how.quality)


def _film(instance: Instance, how: Look) -> bytes:
    """A cine that moves; of a very long one, its beginning."""
    last = min(instance.frames, LONGEST_FILM)
    images = (_image((instance.folder, at), how) for at in range(1, last + 1))
    return _animated(images, frames=last)


def _animated(images: Iterator[Image.Image], *, frames: int) -> bytes:
    out = BytesIO()
    first = next(images)
    if frames == 1:
        first.save(out, "GIF")
    else:
        first.save(
            out, "GIF", save_all=True, append_images=images, duration=FRAME_MS, loop=0
        )
    return out.getvalue()


@reads
def thumbnail(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str = "",
    sop_uid: str = "",
    numbers: str = "",
) -> HttpResponse:
    """Of one instance or frame, else of the middle one."""
    if not accept.takes(accept.asked(request), "image/jpeg"):
        return problem(406, "Thumbnails are given as image/jpeg.")
    how = look.of(request)
    folder = storage.instance_folder(study_uid, sop_uid) if sop_uid else ""
    folder = folder or middle_folder(study_uid, series_uid)
    try:
        picture = _small(folder, numbers, how)
    except FileNotFoundError:
        return problem(404, "Nothing here can be shown as a picture.")
    answer = HttpResponse(picture, content_type="image/jpeg")
    answer["Cache-Control"] = caching.A_DAY
    return answer


def _small(folder: str, numbers: str, how: Look) -> bytes:
    """The one that was made beforehand, unless another is asked for."""
    if not numbers and how.size is None:
        return storage.get(storage.thumbnail_name(folder))
    number = int(numbers.partition(",")[0] or 1)
    image = how.fitted(render.picture(rendering(folder, number)))
    image.thumbnail(how.size or (render.THUMBNAIL, render.THUMBNAIL))
    return render.encoded(image, "JPEG", quality=how.quality)


def middle_folder(study_uid: str, series_uid: str = "") -> str:
    held = Instance.objects.filter(series__study__uid=study_uid, frames__gt=0)
    if series_uid:
        held = held.filter(series__uid=series_uid)
    ordered = held.order_by("series__number", "series_id", "position", "number", "pk")
    first = ordered.values_list("series_id", flat=True).first() or 0
    folders = list(ordered.filter(series_id=first).values_list("folder", flat=True))
    return folders[len(folders) // 2] if folders else "nothing"
