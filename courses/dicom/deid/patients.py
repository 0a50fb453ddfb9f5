"""What must be known of a patient while cleaning: a number, an offset, some words."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from pydicom.datadict import tag_for_keyword

from courses.dicom.deid import dates, values
from courses.dicom.deid.attributes import IDENTIFYING
from courses.dicom.deid.texts import Codec

_SHORT = 3
_LONG_NUMBER = 5
_NAME, _ID, _ISSUER, _STUDY = 0x00100010, 0x00100020, 0x00100021, 0x0020000D
_TELLING = frozenset(tag for word in IDENTIFYING if (tag := tag_for_keyword(word)))
_INSTITUTION, _STATION = 0x00080080, 0x00081010
_PERSONS = _TELLING - {_INSTITUTION, _STATION}
TELLING = _TELLING | {_ISSUER, _STUDY}


@dataclass(frozen=True, slots=True)
class Patient:
    """What is needed of the patient while cleaning, and forgotten after."""

    training_id: str
    offset: timedelta
    words: frozenset[str]
    persons: frozenset[str]  # without those of devices and places
    place: str

    @classmethod
    def of(cls, told: Mapping[int, bytes], secret: bytes, codec: Codec) -> Self:
        """From the values of the attributes in `TELLING`, as they stand."""
        texts = {tag: codec(value).strip("\0 ") for tag, value in told.items()}
        key = patient_key(texts)
        words = _words(text for tag, text in texts.items() if tag in _TELLING)
        persons = _words(text for tag, text in texts.items() if tag in _PERSONS)
        offset = dates.offset(key, secret)
        place = texts.get(_INSTITUTION, "").upper()
        return cls(training_id(key, secret), offset, words, persons, place)

    def is_told_by(self, text: str) -> bool:
        """Whether a file's name, say, has one of the patient's words in it."""
        return any(word in text.upper() for word in self.words)


def training_id(patient: str, secret: bytes) -> str:
    """The same patient, the same number, wherever the files come from."""
    digest = hmac.new(secret, b"patient|" + patient.encode(), hashlib.sha256).digest()
    return f"TRN-{int.from_bytes(digest[:8], 'big') % 10**8:08d}"


def patient_key(texts: Mapping[int, str]) -> str:
    """Who it is: the ID and its issuer; without an ID the name, at last the study."""
    if number := texts.get(_ID):
        return f"{number}|{texts.get(_ISSUER, '')}"
    return texts.get(_NAME) or texts.get(_STUDY) or ""


def _words(texts: Iterable[str]) -> frozenset[str]:
    """The patient's own short words and long numbers, as they stand at the top."""
    whole = {word for text in texts for word in values.words_of(text)}
    found = whole | {part for word in whole for part in re.split(r"[-.]", word)}
    return frozenset(
        word
        for word in found
        if len(word) >= (_LONG_NUMBER if word.isdigit() else _SHORT)
    )
