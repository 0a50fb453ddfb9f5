"""What must be known of a patient while cleaning: a number, an offset, some words."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from pydicom import Dataset

from courses.dicom import dates, values
from courses.dicom.attributes import IDENTIFYING

_SHORT = 3
_LONG_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Patient:
    """What is needed of the patient while cleaning, and forgotten after."""

    training_id: str
    offset: timedelta
    words: frozenset[str]

    @classmethod
    def of(cls, dataset: Dataset, secret: bytes) -> Self:
        key = patient_key(dataset)
        return cls(
            training_id(key, secret), dates.offset(key, secret), _words_of(dataset)
        )


def training_id(patient: str, secret: bytes) -> str:
    """The same patient, the same number, wherever the files come from."""
    digest = hmac.new(secret, b"patient|" + patient.encode(), hashlib.sha256).digest()
    return f"TRN-{int.from_bytes(digest[:8], 'big') % 10**8:08d}"


def patient_key(dataset: Dataset) -> str:
    """Who it is: the ID and its issuer; without an ID the name, at last the study."""
    number = str(dataset.get("PatientID") or "").strip()
    if number:
        return f"{number}|{dataset.get('IssuerOfPatientID') or ''}"
    return str(dataset.get("PatientName") or dataset.get("StudyInstanceUID") or "")


def _words_of(dataset: Dataset) -> frozenset[str]:
    """The patient's own short words and long numbers, as they stand at the top."""
    found: set[str] = set()
    for keyword in IDENTIFYING:
        value = dataset.get(keyword)
        for text in values.texts_of(value if value is not None else ""):
            found.update(text.upper().replace("^", " ").replace("=", " ").split())
    return frozenset(
        word
        for word in found
        if len(word) >= (_LONG_NUMBER if word.isdigit() else _SHORT)
    )
