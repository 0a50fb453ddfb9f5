"""IHE Teaching File and Clinical Trial Export (RAD TF): a Key Object Selection says
which images are meant and why; a structured report may say more of the case."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydicom import Dataset, dcmread
from pydicom.uid import KeyObjectSelectionDocumentStorage

from courses.dicom.deid.attributes import IDENTIFYING
from courses.dicom.deid.values import texts_of
from courses.dicom.reading import DAMAGE

# For teaching file, clinical trial, research and publication export.
_TITLES = {"TCE001", "TCE002", "TCE007", "TCE008"}
_INFORMATION = "TCE006"  # Additional Teaching File Information
_SCHEME = "IHERADTF"
_DESCRIPTION = ("113012", "DCM")  # Key Object Description, PS3.16 TID 2010
# What a case is told by; its author's name and contact (TCE101 to 103) are not.
_SAID = {
    ("121060", "DCM"): "History",
    ("121071", "DCM"): "Finding",
    ("111023", "DCM"): "Differential diagnosis",
    ("TCE104", _SCHEME): "Abstract",
    ("TCE105", _SCHEME): "Keywords",
    ("TCE106", _SCHEME): "Discussion",
    ("TCE107", _SCHEME): "Diagnosis",
}
_TELLING = (
    *IDENTIFYING,
    "PatientBirthDate",
    "PatientAddress",
    "PatientTelephoneNumbers",
    "MilitaryRank",
    "EthnicGroup",
    "Occupation",
    "InstitutionAddress",
    "InstitutionalDepartmentName",
    "AdmissionID",
    "RequestedProcedureID",
)
_STRUCTURED_REPORTS = "1.2.840.10008.5.1.4.1.1.88."


@dataclass(frozen=True, slots=True)
class Document:
    """What a teaching file document says. UIDs and text are still the sender's."""

    sop_uid: str
    study_uid: str
    named: dict[str, frozenset[str]]  # instances by study; empty: it names none
    text: str
    known: frozenset[str]  # of the patient and of people: for the guard

    @property
    def selects(self) -> bool:
        return bool(self.named)


def read(path: Path) -> Document | None:
    """None: a file like any other."""
    try:
        kind = dcmread(path, specific_tags=["SOPClassUID"], force=True)
        if not str(kind.get("SOPClassUID") or "").startswith(_STRUCTURED_REPORTS):
            return None
        return _document(dcmread(path, force=True))
    except DAMAGE:
        return None  # cleaning will say what is wrong with it


def _document(dataset: Dataset) -> Document | None:
    code, scheme = _code(dataset, "ConceptNameCodeSequence")
    is_key = dataset.SOPClassUID == KeyObjectSelectionDocumentStorage
    if scheme != _SCHEME or code not in (_TITLES if is_key else {_INFORMATION}):
        return None
    return Document(
        sop_uid=str(dataset.SOPInstanceUID),
        study_uid=str(dataset.StudyInstanceUID),
        named=_named(dataset) if is_key else {},
        text="\n".join(_described(dataset) if is_key else _told(dataset)),
        known=frozenset(_known(dataset)),
    )


def _named(dataset: Dataset) -> dict[str, frozenset[str]]:
    """By the Current Requested Procedure Evidence Sequence, which PS3.3 C.17.6.2
    wants to list every instance that the content refers to."""
    found: dict[str, set[str]] = {}
    for study in dataset.get("CurrentRequestedProcedureEvidenceSequence") or ():
        uids = found.setdefault(str(study.get("StudyInstanceUID") or ""), set())
        for series in study.get("ReferencedSeriesSequence") or ():
            for one in series.get("ReferencedSOPSequence") or ():
                uids.add(str(one.get("ReferencedSOPInstanceUID") or ""))
    return {study: frozenset(uids) for study, uids in found.items() if study}


def _described(dataset: Dataset) -> Iterator[str]:
    for item in dataset.get("ContentSequence") or ():
        if _code(item, "ConceptNameCodeSequence") == _DESCRIPTION:
            yield _text(item)


def _told(dataset: Dataset) -> Iterator[str]:
    for item in dataset.get("ContentSequence") or ():
        label = _SAID.get(_code(item, "ConceptNameCodeSequence"))
        words = _text(item)
        if label and words:
            yield f"{label}: {words}"


def _text(item: Dataset) -> str:
    coded = item.get("ConceptCodeSequence") or ()
    meanings = ", ".join(str(one.get("CodeMeaning") or "") for one in coded)
    return str(item.get("TextValue") or meanings).strip()


def _code(dataset: Dataset, keyword: str) -> tuple[str, str]:
    for one in dataset.get(keyword) or ():
        value, scheme = one.get("CodeValue"), one.get("CodingSchemeDesignator")
        return str(value or "").strip(), str(scheme or "").strip()
    return "", ""


def _known(dataset: Dataset) -> Iterator[str]:
    """Identifying values at the top, and every person's name at any depth."""
    for keyword in _TELLING:
        value = dataset.get(keyword)
        yield from texts_of(value if value is not None else "")
    for element in dataset.iterall():
        if element.VR == "PN":
            yield from texts_of(element.value)
