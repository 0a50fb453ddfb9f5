"""Where a clean image belongs: its study and its series, or nowhere.

A study that is released takes nothing more, and no image goes into another study's
series: what is shown is what a named person has looked at."""

from typing import Any

from django.db import transaction
from django.db.models import Exists
from pydicom import Dataset

from courses.studies.models import Batch, Instance, Series, Study
from courses.studies.work import preparing


class PlacedElsewhereError(Exception):
    """Its text is the file's line."""


_OTHERS_SERIES = "Its series belongs to another study."


def standing_in_the_way(batch: Batch, clean: Dataset) -> str:
    """Why there is no place for it; for sure only while its study is locked."""
    if clean.StudyInstanceUID != batch.study_uid:
        return "Its clean copy names another study."
    is_released, is_elsewhere, is_others = _seen(batch, clean)
    if is_released:
        return "Its study is in the library already."
    if is_elsewhere:
        return "The same image is in another study already."
    return _OTHERS_SERIES if is_others else ""


def _seen(batch: Batch, clean: Dataset) -> tuple[bool, bool, bool]:
    """Asked for every image, twice: in one query."""
    own = clean.StudyInstanceUID
    images = Instance.objects.filter(uid=clean.SOPInstanceUID)
    series = Series.objects.filter(uid=clean.SeriesInstanceUID)
    is_released, is_elsewhere, is_others = (
        Batch.objects.filter(pk=batch.pk)
        .values_list(
            Exists(Study.objects.released().filter(uid=batch.study_uid)),
            Exists(images.exclude(series__study__uid=own)),
            Exists(series.exclude(study__uid=own)),
        )
        .get()
    )
    return is_released, is_elsewhere, is_others


@transaction.atomic
def place(
    batch: Batch, clean: Dataset, prepared: preparing.Prepared, *, suspects: bool
) -> Instance:
    """Its row, under a lock on its study; no row of it stays where this raises."""
    return into(_study(batch, clean), clean, prepared, suspects=suspects)


def into(
    study: Study, clean: Dataset, prepared: preparing.Prepared, *, suspects: bool
) -> Instance:
    """The rows of one image, and of its series if it is the first there."""
    series, _new = Series.objects.get_or_create(
        uid=clean.SeriesInstanceUID,
        defaults={
            "study": study,
            "number": _whole(clean, "SeriesNumber"),
            "modality": str(clean.get("Modality") or ""),
            "body_part": str(clean.get("BodyPartExamined") or ""),
            "description": preparing.describe_series(clean),
            "frame_of_reference_uid": str(clean.get("FrameOfReferenceUID") or ""),
        },
    )
    if series.study_id != study.pk:
        raise PlacedElsewhereError(_OTHERS_SERIES)
    return Instance.objects.create(
        series=series,
        uid=clean.SOPInstanceUID,
        sop_class_uid=clean.SOPClassUID,
        number=_whole(clean, "InstanceNumber"),
        position=preparing.position_of(clean),
        rows=_whole(clean, "Rows"),
        columns=_whole(clean, "Columns"),
        frames=prepared.frames,
        folder=prepared.folder,
        burned_in=suspects,
    )


def _study(batch: Batch, clean: Dataset) -> Study:
    """Held until the image is in it, so that nobody releases it in between."""
    study, _new = Study.objects.select_for_update().get_or_create(
        uid=batch.study_uid, defaults=_of_study(batch, clean)
    )
    if hindered := standing_in_the_way(batch, clean):
        raise PlacedElsewhereError(hindered)
    return study


def _of_study(batch: Batch, clean: Dataset) -> dict[str, Any]:
    said = {"body_part": batch.body_part, "title": batch.title}
    return {
        **told_by(clean),
        **{name: words for name, words in said.items() if words},
        "note": batch.note,
        "source": batch.source,
    }


def told_by(clean: Dataset) -> dict[str, Any]:
    """What a header says of its study; a person's own words go before."""
    modality = str(clean.get("Modality") or "OT")
    part = str(clean.get("BodyPartExamined") or "").capitalize()
    day = clean.get("StudyDate") or ""
    return {
        "title": " ".join(word for word in (modality, part) if word),
        "modality": modality,
        "body_part": part,
        "patient_id": clean.PatientID,
        "patient_sex": str(clean.get("PatientSex") or ""),
        "patient_age": str(clean.get("PatientAge") or ""),
        "study_date": f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 else None,
    }


def _whole(clean: Dataset, keyword: str) -> int:
    """A number that fits its column; zero where there is none."""
    value = clean.get(keyword)
    try:
        number = int(value) if value not in (None, "") else 0
    except (TypeError, ValueError):
        return 0
    return number if abs(number) < 2**31 else 0
