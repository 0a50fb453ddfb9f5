"""Say that an object was cleaned, how, and write its file meta from nothing."""

from pydicom import Dataset, Sequence
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from courses.dicom.attributes import PRESENT
from courses.dicom.profile import EDITION, Profile

IMPLEMENTATION_UID = "2.25.293839017734839427013911417283913402611"
IMPLEMENTATION_NAME = "READING_ROOM_1"
METHOD = f"Reading Room: {EDITION}"


def sign(clean: Dataset, *, patient: str, profile: Profile) -> None:
    """The patient becomes a training ID; what was done is said in CID 7050."""
    clean.SpecificCharacterSet = "ISO_IR 192"
    for keyword in PRESENT:
        if keyword not in clean:
            setattr(clean, keyword, "")
    clean.PatientName, clean.PatientID = patient, patient
    clean.PatientIdentityRemoved = "YES"
    clean.DeidentificationMethod = METHOD[:64]
    clean.DeidentificationMethodCodeSequence = Sequence(
        [_coded(*method) for method in profile.methods]
    )
    clean.LongitudinalTemporalInformationModified = profile.temporal


def rebuild_meta(clean: Dataset, original: Dataset) -> None:
    """File meta from nothing: only what a reader needs."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = clean.SOPClassUID
    meta.MediaStorageSOPInstanceUID = clean.SOPInstanceUID
    given = getattr(original, "file_meta", Dataset()).get("TransferSyntaxUID")
    compressed = given is not None and given.is_encapsulated
    meta.TransferSyntaxUID = given if compressed else ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
    meta.ImplementationVersionName = IMPLEMENTATION_NAME
    clean.file_meta = meta
    clean.preamble = bytes(128)


def _coded(code: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = code, "DCM"
    item.CodeMeaning = meaning[:64]
    return item
