"""What a device says of itself in the header of an image: for the inventory, and
nothing else. Values that are not of the form such names have, or that are a word of
the patient's, are left out."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from pydicom import Dataset, dcmread

from courses.dicom.deid.values import texts_of
from courses.dicom.reading import DAMAGE

# A name that devices go by is one word (AE and SH: 16 characters, PS3.5 6.2); model,
# maker and version are written in ASCII, and a long number in them is no version.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,15}")
_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,&+()/_:\-]{0,63}")
_SERIAL = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9 ./_\-]{0,63}")
_LONG_NUMBER = re.compile(r"[0-9]{7}")
_WORD = re.compile(r"[^\W_]+")
_SHORT, _LONG = 3, 5

_FORMS: Mapping[str, tuple[tuple[str, ...], re.Pattern[str]]] = MappingProxyType(
    {
        "station_name": (("StationName", "PerformedStationName"), _NAME),
        "ae_title": (("StationAETitle", "PerformedStationAETitle"), _NAME),
        "manufacturer": (("Manufacturer",), _WORDS),
        "model": (("ManufacturerModelName",), _WORDS),
        "software_version": (("SoftwareVersions",), _WORDS),
        "serial": (("DeviceSerialNumber",), _SERIAL),
    }
)
_OF_THE_PATIENT = """PatientID OtherPatientIDs IssuerOfPatientID PatientBirthDate
    AccessionNumber StudyID AdmissionID PatientAddress PatientTelephoneNumbers
    MedicalRecordLocator MilitaryRank PatientComments"""
_OF_PEOPLE = """PatientName OtherPatientNames PatientBirthName ResponsiblePerson
    PatientMotherBirthName ReferringPhysicianName PerformingPhysicianName
    OperatorsName RequestingPhysician NameOfPhysiciansReadingStudy
    PhysiciansOfRecord ConsultingPhysicianName"""
_PERSONAL = tuple(f"{_OF_THE_PATIENT} {_OF_PEOPLE}".split())
_READ = [*_PERSONAL, *(word for words, _form in _FORMS.values() for word in words)]


def device_of(path: Path) -> dict[str, str]:
    """By the names of `Sighting`'s fields; empty when nothing may be said."""
    try:
        header = dcmread(
            path, stop_before_pixels=True, force=True, specific_tags=list(_READ)
        )
        personal = set(_words(header, _PERSONAL))
        found = {
            name: _said(header, words, form, personal)
            for name, (words, form) in _FORMS.items()
        }
    except DAMAGE:
        return {}
    return found if any(found.values()) else {}


def _said(
    header: Dataset,
    keywords: tuple[str, ...],
    form: re.Pattern[str],
    personal: set[str],
) -> str:
    """The first of these attributes that holds something fit to be kept."""
    for keyword in keywords:
        value = header.get(keyword)
        text = " / ".join(part.strip("\0 ") for part in texts_of(value)).strip("/ ")
        if form.fullmatch(text) and not _is_personal(text, form, personal):
            return text
    return ""


def _is_personal(text: str, form: re.Pattern[str], personal: set[str]) -> bool:
    """A word of a person's, or one that holds such a word: HOLLYHOCK2."""
    if form is _WORDS and _LONG_NUMBER.search(text):
        return True
    words = {word.upper() for word in _WORD.findall(text)}
    whole = "".join(_WORD.findall(text.upper()))
    return bool(words & personal) or any(
        word in whole for word in personal if len(word) >= _LONG
    )


def _words(header: Dataset, keywords: tuple[str, ...]) -> Iterator[str]:
    """Their words and numbers, and each value with its marks left out."""
    for keyword in keywords:
        for text in texts_of(header.get(keyword)):
            parts = [word.upper() for word in _WORD.findall(text)]
            for word in (*parts, "".join(parts)):
                if len(word) >= _SHORT:
                    yield word
