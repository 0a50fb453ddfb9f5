"""A header to be repaired, field by field: as it is asked, and as it was left."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from courses.assessment import paperwork
from courses.assessment.kinds import proofs
from courses.assessment.kinds.base import Key, Sheet

FIELDS: Final = (
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "PatientAge"),
    *("AccessionNumber", "StudyDate", "StudyDescription", "Modality"),
    *("BodyPartExamined", "Laterality", "ImageLaterality", "ViewPosition"),
    "PatientOrientation",
)


def was_of(sheet: Sheet) -> dict[str, str]:
    """In the order in which a header is looked over; JSON keeps none."""
    was = sheet.task["was"]
    return {keyword: was[keyword] for keyword in FIELDS if keyword in was}


def field(keyword: str) -> dict[str, str]:
    return {
        "keyword": keyword,
        "name": paperwork.name_of(keyword),
        "tag": paperwork.tag_of(keyword),
    }


def paper(sheet: Sheet) -> dict[str, Any]:
    return {
        "orders": [paperwork.spoken(one) for one in sheet.task["orders"]],
        "log": proofs.spoken_log(sheet.task["log"]),
        "uid": sheet.task["uid"],
        "count": sheet.task["count"],
    }


def seen(
    part: Mapping[str, str], sheet: Sheet, left: Mapping[str, str], key: Key
) -> dict[str, Any]:
    keyword = part["keyword"]
    was = sheet.task["was"][keyword]
    yours = left.get(keyword, was)
    return {
        **field(keyword),
        "verdict": part["verdict"],
        "was": was,
        "yours": yours,
        "changed": yours != was,
        "right": key["right"][keyword],
        "why": key["why"].get(keyword, []),
    }


def shown(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What one may see without the key: one's own changes, not what is right."""
    return [{**row, "right": None, "why": []} for row in rows if row["changed"]]
