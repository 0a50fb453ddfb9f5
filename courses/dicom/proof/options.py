"""What an option of the profile leaves in a file, by its code in CID 7050."""

import re
from collections.abc import Mapping

from courses.dicom.proof.needles import Needle, tags

BASIC = b"113100"
PIXELS, DESCRIPTORS, FULL_DATES, MODIFIED_DATES = (
    b"113101",
    b"113105",
    b"113106",
    b"113107",
)
UIDS, SAFE_PRIVATE = b"113110", b"113111"
_TEXTS = frozenset({b"LO", b"SH", b"ST", b"LT", b"UT", b"UC"})
_NUMBERED = re.compile(rb"\d{4}")
RETAINED: Mapping[bytes, frozenset[int]] = {
    b"113108": tags("""PatientSex PatientAge PatientSize PatientWeight EthnicGroup
        SmokingStatus PregnancyStatus Allergies PatientState PatientSexNeutered
        PreMedication SpecialNeeds MedicalAlerts"""),
    b"113109": tags("""StationName DeviceSerialNumber DeviceUID PlateID DetectorID
        GantryID GeneratorID CassetteID ScheduledStationName PerformedStationName
        ScheduledStationAETitle PerformedStationAETitle StationAETitle NetworkID
        SoftwareVersions ManufacturerModelName Manufacturer DeviceDescription
        LensSpecification LensMake LensModel LensSerialNumber RetrieveAETitle
        UniqueDeviceIdentifier UDISequence ManufacturerDeviceClassUID
        TransducerIdentificationSequence XRaySourceID XRayDetectorID XRayDetectorLabel
        ModifyingDeviceID ModifyingSystem ScheduledStudyLocation ProductLotIdentifier
        ScheduledStudyLocationAETitle ScheduledProcedureStepLocation SourceSerialNumber
        TreatmentMachineName SourceManufacturer GeneralAccessoryID DeviceLabel
        ManufacturerDeviceIdentifier DetectorManufacturerName
        DetectorManufacturerModelName SecondaryCaptureDeviceManufacturer
        SecondaryCaptureDeviceManufacturerModelName
        SecondaryCaptureDeviceSoftwareVersions"""),
    b"113112": tags("""InstitutionName InstitutionAddress InstitutionalDepartmentName
        InstitutionCodeSequence InstitutionalDepartmentTypeCodeSequence
        ClinicalTrialSiteID ClinicalTrialSiteName SourceOfPreviousValues
        ClinicalTrialCoordinatingCenterName
        ClinicalTrialProtocolEthicsCommitteeName"""),
}


def keeps(methods: frozenset[bytes], tag: int) -> bool:
    """Whether an option lets this attribute stand as it was."""
    return any(tag in RETAINED.get(code, ()) for code in methods)


def is_retained(
    needle: Needle, tag: int, kind: bytes, methods: frozenset[bytes]
) -> bool:
    """Whether an option that the file names explains that the value is there."""
    if tag >> 16 & 1:
        return SAFE_PRIVATE in methods and not needle.who
    if needle.kind == "date" and FULL_DATES in methods:
        return needle.name != "PatientBirthDate"
    if UIDS in methods and (needle.kind == "uid" or kind == b"UI"):
        return needle.kind == "uid" or not needle.who  # days are often part of one
    if (needle.tag == tag or not needle.who) and keeps(methods, tag):
        return True
    if needle.who or DESCRIPTORS not in methods or kind not in _TEXTS:
        return False
    return not _NUMBERED.search(needle.low)
