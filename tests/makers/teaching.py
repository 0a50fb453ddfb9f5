"""Teaching file documents as a PACS sends them (IHE TCE): which images, and why."""

from pydicom import Dataset, Sequence
from pydicom.uid import KeyObjectSelectionDocumentStorage

from tests.dicom_maker import make_ct

TEXT = "Ms Hollyhock (MRN-7734190, born 3 Nov 1958): a 12 mm nodule. See image 2."
NOTE = "Ms [name] ([number], born [date]): a 12 mm nodule. See image 2."


def code(value: str, scheme: str, meaning: str) -> Sequence:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = value, scheme
    item.CodeMeaning = meaning
    return Sequence([item])


def say(concept: Sequence, text: str) -> Dataset:
    item = Dataset()
    item.RelationshipType, item.ValueType = "CONTAINS", "TEXT"
    item.ConceptNameCodeSequence, item.TextValue = concept, text
    return item


def make_report(sop_class: str, title: Sequence, *content: Dataset, **over) -> Dataset:
    made = make_ct(SOPClassUID=sop_class, Modality="SR", SeriesInstanceUID="1.2.3.9")
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored"):
        delattr(made, keyword)
    for keyword in ("HighBit", "PixelRepresentation", "SamplesPerPixel"):
        delattr(made, keyword)
    del made.PhotometricInterpretation
    made.ValueType, made.ConceptNameCodeSequence = "CONTAINER", title
    made.ContentSequence = Sequence(content)
    for keyword, value in over.items():
        setattr(made, keyword, value)
    return made


def make_key_objects(*named: Dataset, title="TCE001", text=TEXT) -> Dataset:
    """“For Teaching File Export”: these images, and why."""
    described = say(code("113012", "DCM", "Key Object Description"), text)
    made = make_report(
        KeyObjectSelectionDocumentStorage,
        code(title, "IHERADTF", "For Teaching File Export"),
        described,
    )
    made.CurrentRequestedProcedureEvidenceSequence = Sequence(evidence(*named))
    return made


def evidence(*named: Dataset) -> list[Dataset]:
    found = []
    for one in named:
        sop, series, study = Dataset(), Dataset(), Dataset()
        sop.ReferencedSOPClassUID = one.SOPClassUID
        sop.ReferencedSOPInstanceUID = one.SOPInstanceUID
        series.SeriesInstanceUID = one.SeriesInstanceUID
        series.ReferencedSOPSequence = Sequence([sop])
        study.StudyInstanceUID = one.StudyInstanceUID
        study.ReferencedSeriesSequence = Sequence([series])
        found.append(study)
    return found
