"""WADO-RS metadata at three levels: packed when the series was made ready, and sent
as it lies wherever that is possible."""

import gzip
import json
import re
import zlib
from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from courses.dicom.json import compact, without
from courses.studies.dicomweb import accept, caching
from courses.studies.dicomweb.access import Reader, problem, reads
from courses.studies.dicomweb.addresses import base_of
from courses.studies.keeping import storage
from courses.studies.models import Series

JSON = "application/dicom+json"
_GZIP, _LOOK = 31, 1 << 16
_ADDRESS = re.compile(rb'("BulkDataURI":")[^"]*?/dicomweb/')


@reads
def of_study(request: HttpRequest, reader: Reader, *, study_uid: str) -> HttpResponse:
    uids = Series.objects.filter(study__uid=study_uid).values_list("uid", flat=True)
    names = [storage.series_metadata_name(study_uid, uid) for uid in uids]
    return _answer(request, reader, names)


@reads
def of_series(
    request: HttpRequest, reader: Reader, *, study_uid: str, series_uid: str
) -> HttpResponse:
    name = storage.series_metadata_name(study_uid, series_uid)
    return _answer(request, reader, [name])


@reads
def of_instance(
    request: HttpRequest,
    reader: Reader,
    *,
    study_uid: str,
    series_uid: str,
    sop_uid: str,
) -> HttpResponse:
    folder = storage.instance_folder(study_uid, sop_uid)
    return _answer(request, reader, [storage.metadata_name(folder)])


def _answer(request: HttpRequest, reader: Reader, names: list[str]) -> HttpResponse:
    kind = accept.takes(accept.asked(request), JSON, "application/json")
    if not kind:
        return problem(406, f"Metadata is given as {JSON}.")
    try:
        packed = [storage.get(name) for name in names]
    except FileNotFoundError:
        return problem(404, "No such series or instance.")
    if not packed:
        return problem(404, "This study holds no image.")
    base = f"{base_of(request)}/".encode()
    found = _seen(_joined(packed), reader, base)
    return _sent(request, found, kind)


def _joined(packed: list[bytes]) -> bytes:
    if len(packed) == 1:
        return packed[0]
    models = [one for part in packed for one in json.loads(gzip.decompress(part))]
    return storage.packed(compact(models))


def _seen(packed: bytes, reader: Reader, base: bytes) -> bytes:
    """With this reader's attributes, and with addresses under the name by which the
    site was asked."""
    if reader.hidden:
        models = json.loads(gzip.decompress(packed))
        seen = [without(model, reader.hidden) for model in models]
        packed = storage.packed(compact(seen))
    return packed if _is_under(packed, base) else _moved(packed, base)


def _is_under(packed: bytes, base: bytes) -> bool:
    """Looks at the first address alone: all are of one make."""
    start = zlib.decompressobj(_GZIP).decompress(packed, _LOOK)
    found = _ADDRESS.search(start)
    return found is None or found[0].endswith(b'":"' + base)


@lru_cache(maxsize=16)
def _moved(packed: bytes, base: bytes) -> bytes:
    moved = _ADDRESS.sub(rb"\g<1>" + base, gzip.decompress(packed))
    return storage.packed(moved)


def _sent(request: HttpRequest, packed: bytes, kind: str) -> HttpResponse:
    tag = packed[-8:].hex()  # gzip ends in a checksum and the length
    takes_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    tag = f"{tag}-gzip" if takes_gzip else tag
    if caching.is_known(request, tag):
        return caching.not_modified(tag, caching.ASK_AGAIN)
    body = packed if takes_gzip else gzip.decompress(packed)
    answer = HttpResponse(body, content_type=kind)
    if takes_gzip:
        answer["Content-Encoding"] = "gzip"
    return caching.tagged(answer, tag, caching.ASK_AGAIN)
