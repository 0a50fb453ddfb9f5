"""Rendered images and thumbnails: for a page, not for a diagnosis."""

from math import isfinite

import numpy as np
from django.http import HttpRequest, HttpResponse
from numpy.typing import NDArray

from courses.dicom import pixels, render
from courses.studies import storage
from courses.studies.dicomweb import accept
from courses.studies.dicomweb.access import Reader, problem, reads
from courses.studies.dicomweb.bodies import header_of
from courses.studies.models import Instance

KINDS = ("image/jpeg", "image/png")
A_DAY = "private, max-age=86400"


def _windowed(request: HttpRequest) -> render.Window | None:
    """`?window=centre,width,function` (PS3.18 8.3.5.1.4)."""
    centre, _comma, rest = request.GET.get("window", "").partition(",")
    width = rest.partition(",")[0]
    try:
        found = float(centre), max(1.0, float(width))
    except ValueError:
        return None
    return found if all(map(isfinite, found)) else None


def rendering(
    folder: str, number: int, *, window: render.Window | None = None
) -> NDArray[np.uint8]:
    part = storage.get(storage.frame_name(folder, number))
    frame = pixels.from_htj2k(storage.unwrapped(part))
    return render.shown(frame, header_of(folder), window)


@reads
def rendered(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str,
    sop_uid: str,
    numbers: str = "1",
) -> HttpResponse:
    kind = accept.takes(request.headers.get("Accept", ""), *KINDS)
    if not kind:
        return problem(406, "Pictures are given as image/jpeg or image/png.")
    folder = storage.instance_folder(study_uid, sop_uid)
    number = int(numbers.partition(",")[0])
    try:
        light = rendering(folder, number, window=_windowed(request))
    except FileNotFoundError:
        return problem(404, "No such frame.")
    draw = render.jpeg if kind == "image/jpeg" else render.png
    answer = HttpResponse(draw(light), content_type=kind)
    answer["Cache-Control"] = A_DAY
    return answer


@reads
def thumbnail(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str = "",
    sop_uid: str = "",
) -> HttpResponse:
    """Of one instance, else of the middle one."""
    folder = storage.instance_folder(study_uid, sop_uid) if sop_uid else ""
    folder = folder or middle_folder(study_uid, series_uid)
    try:
        picture = storage.get(storage.thumbnail_name(folder))
    except FileNotFoundError:
        return problem(404, "Nothing here can be shown as a picture.")
    answer = HttpResponse(picture, content_type="image/jpeg")
    answer["Cache-Control"] = A_DAY
    return answer


def middle_folder(study_uid: str, series_uid: str = "") -> str:
    held = Instance.objects.filter(series__study__uid=study_uid, frames__gt=0)
    if series_uid:
        held = held.filter(series__uid=series_uid)
    ordered = held.order_by("series__number", "series_id", "position", "number", "pk")
    first = ordered.values_list("series_id", flat=True).first() or 0
    folders = list(ordered.filter(series_id=first).values_list("folder", flat=True))
    return folders[len(folders) // 2] if folders else "nothing"
