"""QIDO-RS: studies, series and instances by their attributes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from pydicom.datadict import dictionary_VR, tag_for_keyword

from courses.dicom.json import Model as JsonModel
from courses.dicom.json import without
from courses.studies.dicomweb import accept, query
from courses.studies.dicomweb.access import Reader, problem, reads
from courses.studies.models import Instance, Series

M = TypeVar("M", bound=Model)
JSON = "application/dicom+json"


def _element(keyword: str, value: Any) -> JsonModel:
    kind = dictionary_VR(tag_for_keyword(keyword) or 0)
    values = value if isinstance(value, list) else [value]
    values = [one for one in values if one not in (None, "")]
    if kind == "PN":
        values = [{"Alphabetic": one} for one in values]
    return {"vr": kind, "Value": values} if values else {"vr": kind}


def _model(pairs: Mapping[str, Any]) -> JsonModel:
    return {
        f"{tag_for_keyword(word):08X}": _element(word, value)
        for word, value in pairs.items()
    }


def _answer(reader: Reader, found: Iterable[Mapping[str, Any]]) -> HttpResponse:
    models = [without(_model(pairs), reader.hidden) for pairs in found]
    answer = JsonResponse(models, safe=False, content_type=JSON)
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _found(
    request: HttpRequest, rows: QuerySet[M], columns: Mapping[str, str]
) -> list[M] | None:
    """One page of what was asked for; None where JSON is not taken."""
    if not accept.takes(request.headers.get("Accept", ""), JSON, "application/json"):
        return None
    wanted = query.wanted(request, columns)
    return [] if wanted is None else list(rows.filter(wanted)[query.page(request)])


def _reply(
    reader: Reader, found: list[M] | None, tell: Callable[[M], Mapping[str, Any]]
) -> HttpResponse:
    if found is None:
        return problem(406, f"Results are given as {JSON}.")
    return _answer(reader, [tell(row) for row in found])


@reads
def studies(request: HttpRequest, reader: Reader) -> HttpResponse:
    rows = reader.studies().order_by("-released_at", "-pk")
    found = _found(request, rows, query.STUDY)
    return _reply(reader, _counted(found) if found else found, _of_study)


def _counted(found: list[Any]) -> list[Any]:
    """Counts for the page alone, in one query, whatever the archive holds."""
    keys = [study.pk for study in found]
    counts: dict[Any, Any] = {
        row["study"]: row
        for row in Series.objects.filter(study__in=keys)
        .order_by()
        .values("study")
        .annotate(series=Count("pk"), modalities=ArrayAgg("modality", distinct=True))
    }
    for study in found:
        counted = counts.get(study.pk, {})
        study.series_count = counted.get("series", 0)
        study.modalities = counted.get("modalities") or [study.modality]
    return found


def _of_study(study: Any) -> dict[str, Any]:
    day = f"{study.study_date:%Y%m%d}" if study.study_date else ""
    return {
        "StudyDate": day,
        "StudyTime": "",
        "AccessionNumber": "",
        "InstanceAvailability": "ONLINE",
        "ModalitiesInStudy": study.modalities,
        "ReferringPhysicianName": "",
        "StudyDescription": study.title,
        "RetrieveURL": f"/dicomweb/studies/{study.uid}",
        "PatientName": study.patient_id,
        "PatientID": study.patient_id,
        "PatientBirthDate": "",
        "PatientSex": study.patient_sex,
        "StudyInstanceUID": study.uid,
        "StudyID": "",
        "NumberOfStudyRelatedSeries": study.series_count,
        "NumberOfStudyRelatedInstances": study.images,
    }


@reads
def series(
    request: HttpRequest, reader: Reader, *, study_uid: str = ""
) -> HttpResponse:
    rows = Series.objects.filter(study__in=reader.studies()).select_related("study")
    if study_uid:
        rows = rows.filter(study__uid=study_uid)
    rows = rows.annotate(images=Count("instances"))
    columns = {**query.below(query.STUDY, "study"), **query.SERIES}
    columns.pop("ModalitiesInStudy")
    return _reply(reader, _found(request, rows, columns), _of_series)


def _of_series(row: Any) -> dict[str, Any]:
    return {
        "Modality": row.modality,
        "SeriesDescription": row.description,
        "BodyPartExamined": row.body_part,
        "RetrieveURL": f"/dicomweb/studies/{row.study.uid}/series/{row.uid}",
        "StudyInstanceUID": row.study.uid,
        "SeriesInstanceUID": row.uid,
        "SeriesNumber": row.number,
        "NumberOfSeriesRelatedInstances": row.images,
    }


@reads
def instances(
    request: HttpRequest, reader: Reader, *, study_uid: str = "", series_uid: str = ""
) -> HttpResponse:
    rows = Instance.objects.filter(series__study__in=reader.studies())
    rows = rows.select_related("series__study")
    if study_uid:
        rows = rows.filter(series__study__uid=study_uid)
    if series_uid:
        rows = rows.filter(series__uid=series_uid)
    columns = {
        **query.below(query.STUDY, "series__study"),
        **query.below(query.SERIES, "series"),
        **query.INSTANCE,
    }
    columns.pop("ModalitiesInStudy")
    return _reply(reader, _found(request, rows, columns), _of_instance)


def _of_instance(row: Instance) -> dict[str, Any]:
    series, study = row.series, row.series.study
    base = f"/dicomweb/studies/{study.uid}/series/{series.uid}"
    return {
        "SOPClassUID": row.sop_class_uid,
        "SOPInstanceUID": row.uid,
        "InstanceAvailability": "ONLINE",
        "Modality": series.modality,
        "RetrieveURL": f"{base}/instances/{row.uid}",
        "StudyInstanceUID": study.uid,
        "SeriesInstanceUID": series.uid,
        "InstanceNumber": row.number,
        "Rows": row.rows,
        "Columns": row.columns,
        "NumberOfFrames": row.frames,
    }
