"""QIDO-RS: studies, series and instances by their attributes (PS3.18 10.6)."""

import gzip
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from pydicom.datadict import dictionary_VR, tag_for_keyword

from courses.dicom.json import PIXEL_DATA, compact, without
from courses.dicom.json import Model as JsonModel
from courses.studies.dicomweb import accept, attributes, query
from courses.studies.dicomweb.access import Reader, problem, reads
from courses.studies.dicomweb.addresses import base_of
from courses.studies.keeping import storage
from courses.studies.models import Instance, Series, Study

M = TypeVar("M", bound=Model)
JSON = "application/dicom+json"
Pairs = Mapping[str, Any]


@reads
def studies(request: HttpRequest, reader: Reader) -> HttpResponse:
    asked, base = _asked(request, reader, "study"), base_of(request)
    found = [] if asked.is_vain else reader.find(asked.asked, asked.rows)
    told = [attributes.of_study(row, base) for row in found]
    return _reply(request, reader, asked, _merged(asked, "study", found, told))


@reads
def series(
    request: HttpRequest, reader: Reader, *, study_uid: str = ""
) -> HttpResponse:
    rows = Series.objects.filter(study__in=reader.studies()).select_related("study")
    # All of them in the order of their key: any other would sort the whole archive.
    rows = rows.order_by("number", "pk") if study_uid else rows.order_by("pk")
    if study_uid:
        rows = rows.filter(study__uid=study_uid)
    asked, base = _asked(request, reader, "series"), base_of(request)
    found = _with_images(_page(rows, asked))
    told = [
        {
            **({} if study_uid else attributes.about_study(row.study)),
            **attributes.of_series(row, base),
        }
        for row in found
    ]
    merged = _merged(asked, "series", found, told)
    return _reply(request, reader, asked, merged)


def _with_images(found: list[Any]) -> list[Any]:
    held = Instance.objects.filter(series__in=[one.pk for one in found]).order_by()
    counts = dict(held.values_list("series").annotate(Count("pk")))
    for row in found:
        row.images = counts.get(row.pk, 0)
    return found


@reads
def instances(
    request: HttpRequest, reader: Reader, *, study_uid: str = "", series_uid: str = ""
) -> HttpResponse:
    rows = Instance.objects.filter(series__study__in=reader.studies())
    rows = rows.select_related("series__study")
    rows = rows if study_uid else rows.order_by("pk")
    if study_uid:
        rows = rows.filter(series__study__uid=study_uid)
    if series_uid:
        rows = rows.filter(series__uid=series_uid)
    asked, base = _asked(request, reader, "instance"), base_of(request)
    found = _page(rows, asked)
    told = [
        {
            **({} if study_uid else attributes.about_study(row.series.study)),
            **({} if series_uid else attributes.about_series(row.series)),
            **attributes.of_instance(row, base),
        }
        for row in found
    ]
    merged = _merged(asked, "instance", found, told)
    return _reply(request, reader, asked, merged)


def _asked(request: HttpRequest, reader: Reader, level: str) -> query.Question:
    """What is hidden from the reader cannot be asked for either: that something was
    found would be the answer."""
    columns = attributes.columns_of(level)
    for word in reader.hidden:
        columns.pop(word, None)
    return query.read(request, columns)


def _page(rows: QuerySet[M], asked: query.Question) -> list[M]:
    if asked.is_vain or asked.rows.start >= query.FARTHEST:
        return []
    return list(rows.filter(asked.where())[asked.rows])


def _merged(
    asked: query.Question, level: str, rows: list[Any], told: list[dict[str, Any]]
) -> list[JsonModel]:
    """What is always told, and what `includefield` asks for beside."""
    models = [_model(pairs) for pairs in told]
    known = set(told[0]) if told else set()
    extra = _extra(asked, level, known)
    if not told or not (extra or (asked.is_everything and level == "instance")):
        return models
    everything = asked.is_everything and level == "instance"
    for model, more in zip(models, _stored(level, rows), strict=True):
        more.pop(PIXEL_DATA, None)
        for tag, element in more.items():
            if everything or tag in extra:
                model.setdefault(tag, element)
    return models


def _extra(asked: query.Question, level: str, known: Collection[str]) -> set[str]:
    """Tags; what is not of this level is passed over, and said to be."""
    may = attributes.MORE[level]
    wanted = list(asked.included)
    if asked.is_everything and may is not None:
        wanted += sorted(may)
    tags = set()
    for word in wanted:
        tag = tag_for_keyword(word)
        if tag is not None and (may is None or word in may):
            tags.add(f"{tag:08X}")
        elif word not in known:
            asked.unheard.append(word)
    return tags


def _stored(level: str, rows: list[Any]) -> Iterable[JsonModel]:
    """The metadata of each row's image, or of its first one."""
    if level == "instance":
        return [_metadata(row.folder) for row in rows]
    path = "series__study" if level == "study" else "series"
    first = Instance.objects.filter(**{path: OuterRef("pk")}).order_by("pk")
    model = Study if level == "study" else Series
    folders = dict(
        model._default_manager.filter(pk__in=[row.pk for row in rows])
        .annotate(folder=Subquery(first.values("folder")[:1]))
        .values_list("pk", "folder")
    )
    return [_metadata(folders[row.pk] or "") for row in rows]


def _metadata(folder: str) -> JsonModel:
    try:
        packed = storage.get(storage.metadata_name(folder)) if folder else b""
    except FileNotFoundError:
        packed = b""
    return dict(json.loads(gzip.decompress(packed))[0]) if packed else {}


def _element(keyword: str, value: Any) -> JsonModel:
    kind = dictionary_VR(tag_for_keyword(keyword) or 0)
    values = value if isinstance(value, list) else [value]
    values = [one for one in values if one not in (None, "")]
    if kind == "PN":
        values = [{"Alphabetic": one} for one in values]
    return {"vr": kind, "Value": values} if values else {"vr": kind}


def _model(pairs: Pairs) -> JsonModel:
    return {
        f"{tag_for_keyword(word):08X}": _element(word, value)
        for word, value in pairs.items()
    }


def _reply(
    request: HttpRequest,
    reader: Reader,
    asked: query.Question,
    models: list[JsonModel],
) -> HttpResponse:
    kind = accept.takes(accept.asked(request), JSON, "application/json")
    if not kind:
        return problem(406, f"Results are given as {JSON}.")
    seen = [without(dict(sorted(one.items())), reader.hidden) for one in models]
    answer = HttpResponse(compact(seen), content_type=kind)
    answer["Cache-Control"] = "private, no-cache"
    if unheard := asked.warnings():
        answer["Warning"] = ", ".join(unheard)
    return answer
