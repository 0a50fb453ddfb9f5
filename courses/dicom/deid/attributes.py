"""Attribute types (PS3.5 7.4) where the table leaves the choice to them."""

from types import MappingProxyType

# Type 1 somewhere that matters: a dummy is needed where the table says D.
_REQUIRED = """
    AcquisitionDateTime ContainerIdentifier SpecimenIdentifier SpecimenUID
    SegmentLabel StructureSetLabel RTPlanLabel ROIName PersonName
    FrameAcquisitionDateTime FrameReferenceDateTime TextValue
    DecayCorrectionDateTime LabelText UserContentLabel
    """
REQUIRED = frozenset(_REQUIRED.split())

# Type 2: emptied, never deleted (PS3.3 C.7.1.1, C.7.2.1, C.7.3.1, C.7.6).
_EMPTIABLE = """
    PatientName PatientID PatientBirthDate PatientSex StudyDate StudyTime StudyID
    AccessionNumber ReferringPhysicianName SeriesNumber InstanceNumber
    AcquisitionNumber PatientPosition Laterality ContentDate ContentTime
    PositionReferenceIndicator PatientOrientation KVP BodyPartExamined ViewPosition
    SliceThickness ContrastBolusAgent Manufacturer AcquisitionDate AcquisitionTime
    ConsultingPhysicianName ReviewDate ReviewTime ReviewerName ContentCreatorName
    StructureSetDate StructureSetTime RTPlanDate RTPlanTime TreatmentMachineName
    EchoTime RepetitionTime EchoTrainLength ScanOptions OperatorsName
    PlacerOrderNumberImagingServiceRequest FillerOrderNumberImagingServiceRequest
    """
EMPTIABLE = frozenset(_EMPTIABLE.split())

# Type 2 in every composite object: added empty where a file lacks them.
PRESENT = (
    "PatientBirthDate",
    "PatientSex",
    "StudyDate",
    "StudyTime",
    "StudyID",
    "AccessionNumber",
    "ReferringPhysicianName",
)

# Where a value must stand; binary data may be empty.
DUMMIES = MappingProxyType(
    {
        "DA": "19000101",
        "DT": "19000101000000",
        "TM": "000000",
        "AS": "000Y",
        "IS": "0",
        "DS": "0",
        "PN": "Removed",
        **dict.fromkeys(("AE", "CS", "SH", "LO", "ST", "LT", "UT", "UC"), "REMOVED"),
    }
)

# Where a patient's own words and numbers stand, to look for them elsewhere.
IDENTIFYING = (
    "PatientName",
    "PatientID",
    "OtherPatientIDs",
    "OtherPatientNames",
    "PatientBirthName",
    "PatientBirthDate",
    "PatientAddress",
    "PatientTelephoneNumbers",
    "ResponsiblePerson",
    "AdmissionID",
    "PhysiciansOfRecord",
    "PatientMotherBirthName",
    "AccessionNumber",
    "StudyID",
    "ReferringPhysicianName",
    "PerformingPhysicianName",
    "OperatorsName",
    "RequestingPhysician",
    "NameOfPhysiciansReadingStudy",
    "InstitutionName",
    "StationName",
)


def resolved(action: str, keyword: str) -> str:
    """`X/Z/D` and its kin, settled by the attribute's type."""
    if "/" not in action:
        return action
    choices = action.split("/")
    if "U" in choices:
        return "U"
    if "D" in choices and keyword in REQUIRED:
        return "D"
    if "Z" in choices and keyword in EMPTIABLE:
        return "Z"
    return choices[0]


def may_be_empty(keyword: str) -> bool:
    return keyword in EMPTIABLE
