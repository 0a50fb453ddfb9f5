"""WADO-RS: frames, bulk data and whole instances."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from courses.dicom.json import bulk_at
from courses.studies.dicomweb import accept, bodies, caching
from courses.studies.dicomweb.accept import As
from courses.studies.dicomweb.access import Reader, problem, reads
from courses.studies.keeping import storage
from courses.studies.models import Instance

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

_SINGLE = (As.ONE_STORED, As.ONE_PLAIN)


def _missing() -> HttpResponse:
    return problem(404, "No such series, instance or frame.")


@reads
def frames(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str,
    sop_uid: str,
    numbers: str,
) -> HttpResponse:
    """The busiest address of all: a token, a name, the bytes."""
    form = accept.for_frames(accept.asked(request))
    if form is None:
        return problem(406, "Frames are given as HTJ2K or Explicit VR Little Endian.")
    wanted = [int(number) for number in numbers.split(",")]
    if len(wanted) > 1 and form in _SINGLE:
        return problem(406, "Several frames are given as multipart/related only.")
    tag = f"{sop_uid}-{numbers}-{form.value.replace(' ', '-')}"
    if caching.is_known(request, tag):
        return caching.not_modified(tag, caching.FOR_EVER)
    folder = storage.instance_folder(study_uid, sop_uid)
    try:
        parts = [storage.get(storage.frame_name(folder, one)) for one in wanted]
    except FileNotFoundError:
        return _missing()
    return caching.tagged(bodies.of_frames(parts, form), tag, caching.FOR_EVER)


@reads
def all_frames(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str,
    sop_uid: str,
) -> "HttpResponseBase":
    """Where the metadata's BulkDataURI points."""
    held = Instance.objects.filter(series__study__uid=study_uid, uid=sop_uid)
    count = held.values_list("frames", flat=True).first()
    if not count:
        return _missing()
    form = accept.for_frames(accept.asked(request))
    if form is None:
        return problem(406, "Frames are given as HTJ2K or Explicit VR Little Endian.")
    if count > 1 and form in _SINGLE:
        return problem(406, "Several frames are given as multipart/related only.")
    folder = storage.instance_folder(study_uid, sop_uid)
    if count > 1:
        return bodies.all_frames(folder, count, form)
    return bodies.of_frames([storage.get(storage.frame_name(folder, 1))], form)


@reads
def bulk_data(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str,
    sop_uid: str,
    path: str,
) -> HttpResponse:
    """Tables, waveforms: what is too long to stand in the metadata."""
    form = accept.for_bulk(accept.asked(request))
    if form is None:
        return problem(406, "Bulk data is given as application/octet-stream.")
    try:
        header = bodies.header_of(storage.instance_folder(study_uid, sop_uid))
    except FileNotFoundError:
        return _missing()
    bodies.hide(header, reader.hidden)
    value = bulk_at(header, path.upper())
    if value is None:
        return problem(404, "No such bulk data.")
    answer = bodies.of_bulk(value, form)
    answer["Cache-Control"] = caching.A_DAY
    return answer


@reads
def instances(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str = "",
    sop_uid: str = "",
) -> "HttpResponseBase":
    """Whole files of a study, a series, or one instance."""
    header = accept.asked(request)
    form = accept.for_instances(header)
    if form is None:
        return problem(406, "Instances are given as application/dicom.")
    found = instances_of(study_uid, series_uid, sop_uid)
    if not found:
        return _missing()
    if not sop_uid and form in _SINGLE:
        if "*/*" not in header:
            return problem(406, "Several files are given as multipart/related only.")
        form = As.PLAIN
    return bodies.of_instances(found, form, hidden=reader.hidden)


def instances_of(
    study_uid: str, series_uid: str = "", sop_uid: str = ""
) -> list[Instance]:
    """In reading order."""
    held = Instance.objects.filter(series__study__uid=study_uid)
    if series_uid:
        held = held.filter(series__uid=series_uid)
    if sop_uid:
        held = held.filter(uid=sop_uid)
    return list(held.order_by("series__number", "position", "number", "pk"))
