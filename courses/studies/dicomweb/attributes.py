"""What can be asked of, and is told of, a study, a series and an instance."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from courses.studies.models import Instance, Series, Study

# Keyword to column, level by level; the column names its table's way from below.
STUDY: Mapping[str, str] = MappingProxyType(
    {
        "StudyInstanceUID": "uid",
        "PatientID": "patient_id",
        "PatientName": "patient_id",
        "PatientSex": "patient_sex",
        "PatientAge": "patient_age",
        "StudyDate": "study_date",
        "StudyDescription": "title",
        "ModalitiesInStudy": "modalities",
    }
)
SERIES: Mapping[str, str] = MappingProxyType(
    {
        "SeriesInstanceUID": "uid",
        "Modality": "modality",
        "SeriesNumber": "number",
        "SeriesDescription": "description",
        "BodyPartExamined": "body_part",
    }
)
INSTANCE: Mapping[str, str] = MappingProxyType(
    {
        "SOPInstanceUID": "uid",
        "SOPClassUID": "sop_class_uid",
        "InstanceNumber": "number",
        "Rows": "rows",
        "Columns": "columns",
        "NumberOfFrames": "frames",
    }
)
# De-identification empties them, so that asking for a value finds nothing.
ALWAYS_EMPTY = frozenset(
    {
        "AccessionNumber",
        "StudyID",
        "StudyTime",
        "ReferringPhysicianName",
        "PatientBirthDate",
    }
)
# What may be asked for beside, of the kind that all images of a study, or of a series,
# have in common; an image is asked for anything.
_STUDY_MORE = """PatientAge PatientSize PatientWeight PatientSexNeutered
    PregnancyStatus TimezoneOffsetFromUTC"""
_SERIES_MORE = """SeriesDate SeriesTime Laterality BodyPartExamined PatientPosition
    ProtocolName FrameOfReferenceUID Manufacturer ManufacturerModelName
    MagneticFieldStrength KVP ConvolutionKernel AnatomicRegionSequence
    SeriesType PresentationIntentType"""
MORE: Mapping[str, frozenset[str] | None] = MappingProxyType(
    {
        "study": frozenset(_STUDY_MORE.split()),
        "series": frozenset([*_STUDY_MORE.split(), *_SERIES_MORE.split()]),
        "instance": None,
    }
)


def below(columns: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {word: f"{prefix}__{column}" for word, column in columns.items()}


def columns_of(level: str) -> dict[str, str]:
    if level == "study":
        return dict(STUDY)
    if level == "series":
        return {**below(STUDY, "study"), **SERIES}
    return {**below(STUDY, "series__study"), **below(SERIES, "series"), **INSTANCE}


def about_study(study: Study) -> dict[str, Any]:
    """What a search through all series or images tells as well."""
    day = f"{study.study_date:%Y%m%d}" if study.study_date else ""
    return {
        "StudyDate": day,
        "StudyTime": "",
        "AccessionNumber": "",
        "ReferringPhysicianName": "",
        "StudyDescription": study.title,
        "PatientName": study.patient_id,
        "PatientID": study.patient_id,
        "PatientBirthDate": "",
        "PatientSex": study.patient_sex,
        "StudyInstanceUID": study.uid,
        "StudyID": "",
    }


def of_study(study: Any, base: str) -> dict[str, Any]:
    """`study` with its counts, as `search` has gathered them."""
    return {
        **about_study(study),
        "InstanceAvailability": "ONLINE",
        "ModalitiesInStudy": study.modalities,
        "RetrieveURL": f"{base}/studies/{study.uid}",
        "NumberOfStudyRelatedSeries": study.series_count,
        "NumberOfStudyRelatedInstances": study.images,
    }


def about_series(series: Series) -> dict[str, Any]:
    return {
        "Modality": series.modality,
        "SeriesDescription": series.description,
        "BodyPartExamined": series.body_part,
        "SeriesNumber": series.number,
    }


def of_series(row: Any, base: str) -> dict[str, Any]:
    return {
        **about_series(row),
        "RetrieveURL": f"{base}/studies/{row.study.uid}/series/{row.uid}",
        "StudyInstanceUID": row.study.uid,
        "SeriesInstanceUID": row.uid,
        "NumberOfSeriesRelatedInstances": row.images,
    }


def of_instance(row: Instance, base: str) -> dict[str, Any]:
    series: Series = row.series
    above = f"{base}/studies/{series.study.uid}/series/{series.uid}"
    told = {
        "SOPClassUID": row.sop_class_uid,
        "SOPInstanceUID": row.uid,
        "InstanceAvailability": "ONLINE",
        "Modality": series.modality,
        "RetrieveURL": f"{above}/instances/{row.uid}",
        "StudyInstanceUID": series.study.uid,
        "SeriesInstanceUID": series.uid,
        "InstanceNumber": row.number,
    }
    if row.frames:
        told |= {"Rows": row.rows, "Columns": row.columns}
        told["NumberOfFrames"] = row.frames
    return told
