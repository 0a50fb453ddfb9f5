"""WADO-RS: metadata, frames, pictures and whole instances."""

import gzip
import json
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from courses.dicom.json import compact, without
from courses.studies import storage
from courses.studies.dicomweb import accept, bodies
from courses.studies.dicomweb.access import Reader, problem, reads
from courses.studies.models import Instance, Series

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

YEAR = 31_536_000
JSON = "application/dicom+json"


def _missing() -> HttpResponse:
    return problem(404, "No such series, instance or frame.")


def _tagged(tag: str, body: HttpResponse) -> HttpResponse:
    """Never changes: kept by the browser for as long as it likes, by nobody else."""
    body["ETag"] = f'"{tag}"'
    body["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    body["Vary"] = "Accept, Authorization"
    return body


def _is_known(request: HttpRequest, tag: str) -> bool:
    return f'"{tag}"' in request.headers.get("If-None-Match", "")


def _not_modified(tag: str) -> HttpResponse:
    return _tagged(tag, HttpResponse(status=304))


def _packed_json(request: HttpRequest, reader: Reader, packed: bytes) -> HttpResponse:
    """As it lies in the store, unless something must be hidden or unpacked."""
    if reader.hidden:
        models = json.loads(gzip.decompress(packed))
        seen = [without(model, reader.hidden) for model in models]
        packed = storage.packed(compact(seen))
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(packed, content_type=JSON)
        answer["Content-Encoding"] = "gzip"
    else:
        answer = HttpResponse(gzip.decompress(packed), content_type=JSON)
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Accept, Accept-Encoding, Authorization"
    return answer


def _takes_json(request: HttpRequest) -> bool:
    header = request.headers.get("Accept", "")
    return bool(accept.takes(header, JSON, "application/json"))


@reads
def series_metadata(
    request: HttpRequest, reader: Reader, *, study_uid: str, series_uid: str
) -> HttpResponse:
    if not _takes_json(request):
        return problem(406, f"Metadata is given as {JSON}.")
    try:
        packed = storage.get(storage.series_metadata_name(study_uid, series_uid))
    except FileNotFoundError:
        return _missing()
    return _packed_json(request, reader, packed)


@reads
def study_metadata(
    request: HttpRequest, reader: Reader, *, study_uid: str
) -> HttpResponse:
    if not _takes_json(request):
        return problem(406, f"Metadata is given as {JSON}.")
    models: list[dict[str, object]] = []
    series = Series.objects.filter(study__uid=study_uid).values_list("uid", flat=True)
    for uid in series:
        name = storage.series_metadata_name(study_uid, uid)
        models.extend(json.loads(gzip.decompress(storage.get(name))))
    return _packed_json(request, reader, storage.packed(compact(models)))


@reads
def instance_metadata(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str,
    sop_uid: str,
) -> HttpResponse:
    if not _takes_json(request):
        return problem(406, f"Metadata is given as {JSON}.")
    folder = storage.instance_folder(study_uid, sop_uid)
    try:
        packed = storage.get(storage.metadata_name(folder))
    except FileNotFoundError:
        return _missing()
    return _packed_json(request, reader, packed)


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
    return _frames(request, study_uid, sop_uid, numbers)


@reads
def all_frames(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str,
    sop_uid: str,
) -> HttpResponse:
    """Where the metadata's BulkDataURI points."""
    held = Instance.objects.filter(series__study__uid=study_uid, uid=sop_uid)
    count = held.values_list("frames", flat=True).first()
    if not count:
        return _missing()
    numbers = ",".join(str(number) for number in range(1, count + 1))
    return _frames(request, study_uid, sop_uid, numbers)


def _frames(
    request: HttpRequest, study_uid: str, sop_uid: str, numbers: str
) -> HttpResponse:
    form = accept.for_frames(request.headers.get("Accept", ""))
    if form is None:
        return problem(406, "Frames are given as HTJ2K or Explicit VR Little Endian.")
    tag = f"{sop_uid}-{numbers}-{form.value}"
    if _is_known(request, tag):
        return _not_modified(tag)
    wanted = [int(number) for number in numbers.split(",")]
    folder = storage.instance_folder(study_uid, sop_uid)
    if len(wanted) > 1 and form in (accept.As.ONE_STORED, accept.As.ONE_PLAIN):
        return problem(406, "Several frames are given as multipart/related only.")
    try:
        parts = [storage.get(storage.frame_name(folder, one)) for one in wanted]
    except FileNotFoundError:
        return _missing()
    return _tagged(tag, bodies.of_frames(parts, form))


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
    form = accept.for_instances(request.headers.get("Accept", ""))
    if form is None:
        return problem(406, "Instances are given as application/dicom.")
    held = Instance.objects.filter(series__study__uid=study_uid)
    if series_uid:
        held = held.filter(series__uid=series_uid)
    if sop_uid:
        held = held.filter(uid=sop_uid)
    found = list(held.order_by("series__number", "position", "number", "pk"))
    if not found:
        return _missing()
    if len(found) > 1 and form in (accept.As.ONE_STORED, accept.As.ONE_PLAIN):
        form = accept.As.PLAIN
    return bodies.of_instances(found, form, hidden=reader.hidden)
