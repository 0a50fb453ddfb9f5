"""One object of each kind that a hospital sends, with words wherever it has any."""

from collections.abc import Callable

import numpy as np
from pydicom import Dataset, Sequence
from pydicom.dataset import FileDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from tests.courses.dicom.planted.marks import Marks
from tests.dicom_maker import give_pixels, make_ct

_ROOT = "1.2.840.10008.5.1.4.1.1."
IMAGES = {
    "CT": ("CT", "2"),
    "enhanced CT": ("CT", "2.1"),
    "MR": ("MR", "4"),
    "enhanced MR": ("MR", "4.1"),
    "US": ("US", "6.1"),
    "US multi-frame": ("US", "3.1"),
    "secondary capture": ("SC", "7"),
    "CR": ("CR", "1"),
    "DX": ("DX", "1.1"),
    "MG": ("MG", "1.2"),
    "tomosynthesis": ("MG", "13.1.3"),
    "XA": ("XA", "12.1"),
    "RF": ("RF", "12.2"),
    "NM": ("NM", "20"),
    "PET": ("PT", "128"),
    "endoscopy": ("ES", "77.1.1"),
    "RT image": ("RTIMAGE", "481.1"),
    "RT dose": ("RTDOSE", "481.2"),
}


def image(kind: str, syntax: str = ExplicitVRLittleEndian) -> FileDataset:
    modality, arc = IMAGES[kind]
    return make_ct(
        SOPClassUID=UID(_ROOT + arc), Modality=modality, transfer_syntax=syntax
    )


def _without_pixels(modality: str, arc: str) -> FileDataset:
    dataset = make_ct(SOPClassUID=UID(_ROOT + arc), Modality=modality)
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored"):
        del dataset[keyword]
    for keyword in ("HighBit", "SamplesPerPixel", "PixelRepresentation"):
        del dataset[keyword]
    del dataset.PhotometricInterpretation
    return dataset


def _code(meaning: str) -> Sequence:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = "121071", "DCM"
    item.CodeMeaning = meaning
    return Sequence([item])


def _items(*made: dict[str, object]) -> Sequence:
    items = []
    for values in made:
        item = Dataset()
        for keyword, value in values.items():
            setattr(item, keyword, value)
        items.append(item)
    return Sequence(items)


def report(marks: Marks) -> FileDataset:
    """A structured report: every value type of its content tree that holds words."""
    dataset = _without_pixels("SR", "88.33")
    leaves = [
        {"ValueType": "TEXT", "TextValue": marks.text("SR text")},
        {"ValueType": "PNAME", "PersonName": marks.text("SR person") + "^M"},
        {"ValueType": "DATE", "Date": marks.day("SR date")},
        {"ValueType": "DATETIME", "DateTime": marks.moment("SR moment")},
        {"ValueType": "UIDREF", "UID": marks.uid("SR UID")},
        {
            "ValueType": "CODE",
            "ConceptCodeSequence": _code(marks.text("SR code's meaning")),
        },
        {
            "ValueType": "IMAGE",
            "ReferencedSOPSequence": _items(
                {"ReferencedSOPInstanceUID": marks.uid("SR image")}
            ),
        },
    ]
    for leaf in leaves:
        leaf["RelationshipType"] = "CONTAINS"
        leaf["ConceptNameCodeSequence"] = _code(marks.text("SR concept's meaning"))
    inner = {"ValueType": "CONTAINER", "ContentSequence": _items(*leaves)}
    dataset.ValueType, dataset.ContinuityOfContent = "CONTAINER", "SEPARATE"
    dataset.ConceptNameCodeSequence = _code(marks.text("SR title"))
    dataset.ContentSequence = _items(*leaves, inner)
    dataset.VerifyingObserverSequence = _items(
        {
            "VerifyingObserverName": marks.text("SR verifier") + "^M",
            "VerifyingOrganization": marks.text("SR organization"),
        }
    )
    return dataset


def document(marks: Marks) -> FileDataset:
    dataset = _without_pixels("DOC", "104.1")
    dataset.DocumentTitle = marks.text("PDF title")
    dataset.MIMETypeOfEncapsulatedDocument = "application/pdf"
    dataset.EncapsulatedDocument = b"%PDF-1.4 " + marks.raw("words of a PDF", 64)
    return dataset


def key_objects(marks: Marks) -> FileDataset:
    dataset = _without_pixels("KO", "88.59")
    dataset.ConceptNameCodeSequence = _code(marks.text("key object title"))
    dataset.ContentSequence = _items(
        {"ValueType": "TEXT", "TextValue": marks.text("key object description")}
    )
    dataset.CurrentRequestedProcedureEvidenceSequence = _items(
        {"StudyInstanceUID": marks.uid("key object study")}
    )
    return dataset


def structures(marks: Marks) -> FileDataset:
    dataset = _without_pixels("RTSTRUCT", "481.3")
    dataset.StructureSetLabel = marks.text("structure set label")
    dataset.StructureSetROISequence = _items(
        {"ROIName": marks.text("ROI name"), "ROINumber": 1},
        {"ROIDescription": marks.text("ROI description"), "ROINumber": 2},
    )
    dataset.RTROIObservationsSequence = _items(
        {
            "ROIInterpreter": marks.text("ROI interpreter") + "^M",
            "ROIObservationLabel": marks.text("ROI observation"),
        }
    )
    return dataset


def plan(marks: Marks) -> FileDataset:
    dataset = _without_pixels("RTPLAN", "481.5")
    dataset.RTPlanLabel = marks.text("plan label")
    dataset.RTPlanName = marks.text("plan name")
    dataset.BeamSequence = _items(
        {
            "BeamName": marks.text("beam name"),
            "TreatmentMachineName": marks.text("machine name"),
            "InstitutionName": marks.text("institution of a beam"),
        }
    )
    return dataset


def segmentation(marks: Marks) -> FileDataset:
    dataset = make_ct(SOPClassUID=UID(_ROOT + "66.4"), Modality="SEG")
    dataset.SegmentSequence = _items(
        {
            "SegmentNumber": 1,
            "SegmentLabel": marks.text("segment label"),
            "SegmentDescription": marks.text("segment description"),
            "TrackingID": marks.text("tracking ID"),
            "TrackingUID": marks.uid("tracking UID"),
        }
    )
    return dataset


def presentation(marks: Marks) -> FileDataset:
    dataset = _without_pixels("PR", "11.1")
    dataset.ContentLabel, dataset.ContentCreatorName = "LABEL", "Nobody"
    dataset.GraphicAnnotationSequence = _items(
        {
            "GraphicLayer": marks.text("graphic layer"),
            "TextObjectSequence": _items(
                {"UnformattedTextValue": marks.text("words drawn on an image")}
            ),
        }
    )
    return dataset


def electrocardiogram(marks: Marks) -> FileDataset:
    dataset = _without_pixels("ECG", "9.1.1")
    channel = {"ChannelLabel": marks.text("channel label")}
    dataset.WaveformSequence = _items(
        {
            "NumberOfWaveformChannels": 1,
            "MultiplexGroupLabel": marks.text("multiplex group label"),
            "ChannelDefinitionSequence": _items(channel),
            "WaveformBitsAllocated": 16,
        }
    )
    dataset.WaveformSequence[0].add_new(0x54001010, "OW", marks.raw("a waveform"))
    dataset.WaveformAnnotationSequence = _items(
        {"UnformattedTextValue": marks.text("words on a waveform")}
    )
    return dataset


def slide(marks: Marks) -> FileDataset:
    """A whole slide: its label, its container, its specimen."""
    dataset = make_ct(SOPClassUID=UID(_ROOT + "77.1.6"), Modality="SM")
    give_pixels(dataset, np.zeros((16, 16), np.uint8))
    dataset.ContainerIdentifier = marks.text("container")
    dataset.BarcodeValue = marks.text("barcode")
    dataset.LabelText = marks.text("label text")
    dataset.SpecimenDescriptionSequence = _items(
        {
            "SpecimenIdentifier": marks.text("specimen"),
            "SpecimenUID": marks.uid("specimen UID"),
            "SpecimenShortDescription": marks.text("specimen description"),
        }
    )
    dataset.OpticalPathSequence = _items(
        {"OpticalPathDescription": marks.text("optical path")}
    )
    return dataset


OTHERS: dict[str, Callable[[Marks], FileDataset]] = {
    "structured report": report,
    "PDF": document,
    "key objects": key_objects,
    "RT structures": structures,
    "RT plan": plan,
    "segmentation": segmentation,
    "presentation": presentation,
    "ECG": electrocardiogram,
    "whole slide": slide,
}


def make(kind: str, marks: Marks) -> FileDataset:
    return OTHERS[kind](marks) if kind in OTHERS else image(kind)


KINDS = (*IMAGES, *OTHERS)
