"""A CT series of nobody, written as a scanner would, to measure and to try with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, generate_uid

SLICES: Final = 300
SIDE: Final = 512


@contextmanager
def made_series(slices: int = SLICES) -> Iterator[Path]:
    """A CT series of nobody in a folder that goes again."""
    uids, noise = [generate_uid() for _ in range(3)], np.random.default_rng(2)
    with TemporaryDirectory() as folder:
        for number in range(slices):
            made = _slice(uids, number, noise)
            path = Path(folder, f"{number:03}.dcm")
            made.save_as(path, enforce_file_format=True)
        yield Path(folder)


@contextmanager
def made_studies(number: int, side: int = 64) -> Iterator[Path]:
    """So many studies of one small image each."""
    noise = np.random.default_rng(3)
    with TemporaryDirectory() as folder:
        for study in range(number):
            uids = [generate_uid() for _ in range(3)]
            made = _slice(uids, 0, noise, side=side)
            made.PatientID = f"{made.PatientID}-{study}"
            made.save_as(Path(folder, f"{study:06}.dcm"), enforce_file_format=True)
        yield Path(folder)


def _slice(
    uids: list[UID], number: int, noise: np.random.Generator, *, side: int = SIDE
) -> Dataset:
    """A disc in air with the noise of a scanner."""
    rows, columns = np.mgrid[:side, :side] - side // 2
    radius = (200 - number / 4) * side / SIDE
    disc = np.where(rows**2 + columns**2 < radius**2, 1040, 24)
    pixels = disc + noise.normal(0, 12, disc.shape)
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID, made.SOPInstanceUID = CTImageStorage, generate_uid()
    made.StudyInstanceUID, made.SeriesInstanceUID, made.FrameOfReferenceUID = uids
    made.InstanceNumber = number + 1
    made.ImagePositionPatient = [-179.2, -179.2, float(number)]
    for keyword, value in HEADER.items():
        setattr(made, keyword, value)
    made.Rows = made.Columns = side
    made.PixelData = pixels.clip(0, 4095).astype("<i2").tobytes()
    return made


HEADER: Final[dict[str, Any]] = {
    "SpecificCharacterSet": "ISO_IR 100",
    "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
    "Modality": "CT",
    "Manufacturer": "Volume",
    "ManufacturerModelName": "Model 7",
    "InstitutionName": "Volume hospital",
    "StationName": "CT7",
    "StudyDescription": "CT thorax",
    "SeriesDescription": "Thin slices",
    "StudyDate": "20260302",
    "SeriesDate": "20260302",
    "AcquisitionDate": "20260302",
    "ContentDate": "20260302",
    "StudyTime": "101500",
    "SeriesTime": "101600",
    "AcquisitionTime": "101601",
    "ContentTime": "101602",
    "AccessionNumber": "ACC5551234",
    "ReferringPhysicianName": "Foxglove^Ada",
    "OperatorsName": "Sorrel^Bo",
    "PatientName": "Hollyhock^Marigold",
    "PatientID": "MRN-7734190",
    "PatientBirthDate": "19581103",
    "PatientSex": "F",
    "PatientAge": "067Y",
    "PatientWeight": 71,
    "BodyPartExamined": "CHEST",
    "PatientPosition": "HFS",
    "StudyID": "8812",
    "SeriesNumber": 2,
    "AcquisitionNumber": 1,
    "KVP": 120,
    "XRayTubeCurrent": 210,
    "ExposureTime": 500,
    "ConvolutionKernel": "B70f",
    "SliceThickness": 1,
    "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
    "PixelSpacing": [0.7, 0.7],
    "SamplesPerPixel": 1,
    "PhotometricInterpretation": "MONOCHROME2",
    "Rows": SIDE,
    "Columns": SIDE,
    "BitsAllocated": 16,
    "BitsStored": 16,
    "HighBit": 15,
    "PixelRepresentation": 1,
    "RescaleIntercept": -1024,
    "RescaleSlope": 1,
    "WindowCenter": 40,
    "WindowWidth": 400,
}
