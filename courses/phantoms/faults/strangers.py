"""Other patients, who came on the same days: made up, as the first one is."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
from pydicom import Dataset

from courses.phantoms.headers import Visit

Row = dict[str, str]

# modality: (procedure, body part) of what a department books all day long.
PROCEDURES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "CT": (
        ("CT chest", "CHEST"),
        ("CT head without contrast", "HEAD"),
        ("CT abdomen and pelvis", "ABDOMEN"),
        ("CT cervical spine", "CSPINE"),
    ),
    "MR": (
        ("MR brain", "BRAIN"),
        ("MR knee", "KNEE"),
        ("MR lumbar spine", "LSPINE"),
        ("MR shoulder", "SHOULDER"),
    ),
    "DX": (
        ("Chest PA and lateral", "CHEST"),
        ("Hand PA", "HAND"),
        ("Knee AP", "KNEE"),
        ("Ankle AP and lateral", "ANKLE"),
        ("Spine AP, standing", "SPINE"),
    ),
    "CR": (
        ("Chest PA and lateral", "CHEST"),
        ("Hand PA", "HAND"),
        ("Knee AP", "KNEE"),
        ("Ankle AP and lateral", "ANKLE"),
    ),
    "US": (
        ("US liver", "LIVER"),
        ("US kidneys", "KIDNEY"),
        ("US thyroid", "THYROID"),
        ("US abdomen", "ABDOMEN"),
    ),
}


def stranger(rng: np.random.Generator, near: Dataset) -> Row:
    """The order of somebody else for an examination of the same kind and day."""
    visit = Visit("other", int(rng.integers(2**31)))
    while visit.patient_id == str(near.get("PatientID", "")):
        visit = Visit("other", int(rng.integers(2**31)))
    return {
        **person(visit),
        "accession": visit.accession,
        **examination(near),
        **when(near, minutes=int(rng.integers(5, 90))),
    }


def person(visit: Visit) -> Row:
    return {
        "patient_id": visit.patient_id,
        "patient_name": visit.patient_name,
        "birth_date": f"{visit.birth_date:%Y%m%d}",
        "sex": visit.sex,
    }


def examination(image: Dataset) -> Row:
    """What was ordered, read off what was made."""
    modality = said(image, "Modality")
    part = said(image, "BodyPartExamined")
    named = said(image, "StudyDescription")
    booked = [what for what, where in PROCEDURES.get(modality, ()) if where == part]
    procedure = named or next(iter(booked), f"{modality} {part.lower()}".strip())
    return {"procedure": procedure, "modality": modality, "body_part": part}


def when(image: Dataset, *, minutes: int = 0) -> Row:
    """The booked hour: a full five minutes, some while from when the study began."""
    began = _began(image) + timedelta(minutes=minutes)
    booked = began - timedelta(minutes=began.minute % 5)
    return {"date": f"{booked:%Y%m%d}", "time": f"{booked:%H%M}"}


def said(image: Dataset, keyword: str) -> str:
    value: Any = image.get(keyword)
    return "" if value is None else str(value)


def new_uid(*parts: object) -> str:
    """A UID from what is said, as the standard derives one from a UUID (PS3.5 B.2)."""
    text = "\n".join(map(str, parts)).encode()
    digest = bytearray(hashlib.blake2b(text, digest_size=16, key=b"faults").digest())
    digest[6] = 0x80 | digest[6] & 0x0F
    digest[8] = 0x80 | digest[8] & 0x3F
    return f"2.25.{int.from_bytes(digest, 'big')}"


def day(text: str) -> date | None:
    """A DICOM date, None where it is absent or no day."""
    try:
        return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:8]}")
    except ValueError:
        return None


def _began(image: Dataset) -> datetime:
    today = day(said(image, "StudyDate")) or date(2024, 1, 8)
    digits = said(image, "StudyTime")[:4]
    hour, minute = (int(digits[:2]), int(digits[2:])) if len(digits) == 4 else (9, 0)
    return datetime.fromisoformat(f"{today.isoformat()}T{hour:02}:{minute:02}")
