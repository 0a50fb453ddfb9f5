"""DICOM objects made up for a test: no patient exists."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from pydicom import Dataset, Sequence
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, generate_uid

STUDY_UID = "1.2.826.0.1.3680043.10.777.1"


def make_ct(**over: Any) -> FileDataset:
    """One small CT slice of an invented patient."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = UID(over.pop("transfer_syntax", ExplicitVRLittleEndian))
    syntax = meta.TransferSyntaxUID
    dataset = FileDataset(
        "",
        {},
        file_meta=meta,
        preamble=b"\0" * 128,
        is_implicit_VR=syntax.is_implicit_VR,
        is_little_endian=syntax.is_little_endian,
    )
    values = {
        "SOPClassUID": CTImageStorage,
        "SOPInstanceUID": generate_uid(),
        "StudyInstanceUID": STUDY_UID,
        "SeriesInstanceUID": STUDY_UID + ".1",
        "FrameOfReferenceUID": STUDY_UID + ".2",
        "Modality": "CT",
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
        "PatientName": "Hollyhock^Marigold",
        "PatientID": "MRN-7734190",
        "PatientBirthDate": "19581103",
        "PatientSex": "F",
        "PatientAge": "067Y",
        "StudyDate": "20260302",
        "StudyTime": "101500",
        "ContentDate": "20260303",
        "AccessionNumber": "ACC5551234",
        "ReferringPhysicianName": "Foxglove^Ada",
        "BodyPartExamined": "CHEST",
        "SeriesNumber": 2,
        "InstanceNumber": 1,
        "KVP": 120,
        "ConvolutionKernel": "B70f",
        "PixelSpacing": [0.7, 0.7],
        "SliceThickness": 1,
        "ImagePositionPatient": [-100, -100, 10],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "RescaleIntercept": -1024,
        "RescaleSlope": 1,
        "WindowCenter": 40,
        "WindowWidth": 400,
    }
    for keyword, value in {**values, **over}.items():
        setattr(dataset, keyword, value)
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    if "PixelData" not in dataset:
        give_pixels(dataset)
    return dataset


def give_pixels(dataset: Dataset, pixels: "np.ndarray | None" = None) -> None:
    """A ramp, 16 x 16, unless the test brings its own."""
    if pixels is None:
        pixels = np.arange(256, dtype="<u2").reshape(16, 16)
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    bits = pixels.dtype.itemsize * 8
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = bits, bits, bits - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    dataset.PixelData = pixels.tobytes()
    dataset["PixelData"].VR = "OW"


def as_bytes(dataset: Dataset) -> bytes:
    out = BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()


def write(folder: Path, *datasets: Dataset) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, dataset in enumerate(datasets):
        path = folder / f"image{number:03}.dcm"
        path.write_bytes(as_bytes(dataset))
        paths.append(path)
    return paths


class Planter:
    """Puts an identifying value, never the same twice, where a test asks."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}

    def value(self, where: str, vr: str) -> Any:
        """Something of this VR that can be found again by its bytes."""
        number = len(self.planted) + 1
        mark = f"ZQ{number:05}X"
        if vr == "SQ":
            item = Dataset()
            item.PersonName = self.value(where, "PN")
            return Sequence([item])
        value: Any = mark
        if vr == "PN":
            value = f"{mark}^Marigold"
        elif vr in ("DA", "DT"):
            # All of one year, which no shift of a year or more stays in.
            mark = value = f"{date(1931, 1, 1) + timedelta(number % 365):%Y%m%d}"
        elif vr == "UI":
            mark = value = UID(f"1.2.826.0.1.999.{number:06}.5")
        elif vr in ("OB", "OW", "UN"):
            value = mark.encode() + b"\0"
        self.planted[str(mark)] = where
        return value

    def plant(self, dataset: Dataset, keyword: str, *, where: str = "") -> None:
        vr = dictionary_VR(tag_for_keyword(keyword)).split(" or ")[0]
        setattr(dataset, keyword, self.value(where or keyword, vr))

    def found_in(self, written: bytes) -> list[str]:
        return sorted(
            f"{where}: {mark}"
            for mark, where in self.planted.items()
            if mark.encode() in written
        )
