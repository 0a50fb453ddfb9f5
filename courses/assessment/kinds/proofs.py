"""What a room writes down by itself, and what that proves of a header."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import gettext_noop
from pydicom import Dataset

from courses.assessment import paperwork
from courses.assessment.paperwork import value_of

SIDES: Final = {"L": _l("left"), "R": _l("right")}


def log_of(clean: Dataset) -> dict[str, str]:
    """The technologist's line: who answered to which name, and what was done. Neither
    number stands in it: those are on the order list."""
    return {
        "patient_name": value_of(clean, "PatientName"),
        "birth_date": value_of(clean, "PatientBirthDate"),
        "sex": value_of(clean, "PatientSex"),
        "procedure": value_of(clean, "StudyDescription"),
        "side": value_of(clean, "Laterality") or value_of(clean, "ImageLaterality"),
        "station": value_of(clean, "StationName"),
        "date": value_of(clean, "AcquisitionDate") or value_of(clean, "StudyDate"),
        "time": value_of(clean, "AcquisitionTime") or value_of(clean, "StudyTime"),
    }


def spoken_log(log: Mapping[str, str]) -> dict[str, str]:
    return {
        **paperwork.spoken(log),
        "side": str(SIDES.get(log["side"], "")),
    }


def proof_of(keyword: str, clean: Dataset) -> str:
    """Which papers say what the field should have said."""
    said = {
        "name": paperwork.spoken_name(value_of(clean, "PatientName")),
        "born": paperwork.spoken_day(value_of(clean, "PatientBirthDate")),
        "id": value_of(clean, "PatientID"),
        "age": value_of(clean, "PatientAge"),
        "accession": value_of(clean, "AccessionNumber"),
        "date": paperwork.spoken_day(value_of(clean, "StudyDate")),
        "procedure": value_of(clean, "StudyDescription"),
        "modality": value_of(clean, "Modality"),
        "side": str(SIDES.get(log_of(clean)["side"], "")),
        "part": value_of(clean, "BodyPartExamined"),
    }
    sentence = _SENTENCES.get(keyword)
    return _(sentence) % said if sentence else ""


_PERSON: Final = gettext_noop(
    "The room's log names %(name)s, born %(born)s. On the order list that person has "
    "the ID %(id)s and the order %(accession)s."
)
_SIDE: Final = gettext_noop("The room's log says %(side)s.")
_SENTENCES: Final = {
    "PatientName": _PERSON,
    "PatientID": _PERSON,
    "PatientBirthDate": _PERSON,
    "PatientSex": _PERSON,
    "PatientAge": gettext_noop(
        "Born %(born)s and examined on %(date)s makes %(age)s; the order list and the "
        "log have the same birth date."
    ),
    "AccessionNumber": gettext_noop(
        "The log says %(procedure)s for %(name)s, born %(born)s. On the order list "
        "that is %(accession)s."
    ),
    "StudyDate": gettext_noop(
        "The order was booked for %(date)s, and the log has the examination on that "
        "day."
    ),
    "Modality": gettext_noop(
        "The order is for %(modality)s, and the room has no other machine."
    ),
    "BodyPartExamined": gettext_noop(
        "Order and log say %(procedure)s: the part is %(part)s."
    ),
    "Laterality": _SIDE,
    "ImageLaterality": _SIDE,
    "ViewPosition": _SIDE,
    "PatientOrientation": _SIDE,
}
