"""Whole and believable headers for images of nobody: who, when, where and on what.

A phantom opens a `Visit`, says which `Device` and `Series` an image is of, adds the
attributes of its own modality, and lays the pixels in with `pixels`."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

IMPLEMENTATION_UID: Final = "2.25.118302946655391127590342261815026907221"
FIRST_DAY: Final = date(2024, 1, 8)
DAYS: Final = 1000
TREES: Final = (
    "ACACIA ALDER ASH ASPEN BALSA BEECH BIRCH BOX CEDAR CHERRY CYPRESS EBONY ELDER ELM "
    "FIR GINKGO HAWTHORN HAZEL HEMLOCK HICKORY HOLLY HORNBEAM JUNIPER LARCH LAUREL "
    "LINDEN MAGNOLIA MAPLE MULBERRY MYRTLE OAK OLIVE PINE PLANE POPLAR REDWOOD ROWAN "
    "SEQUOIA SORREL SPRUCE SUMAC SYCAMORE TAMARIND TEAK WALNUT WILLOW YEW ZELKOVA"
)


@dataclass(frozen=True, slots=True)
class Device:
    """The machine that an image says it came from; the makers do not exist."""

    station: str
    model: str
    software: str
    maker: str = "Arboretum Imaging"


@dataclass(frozen=True, slots=True)
class Series:
    """`protocol` is what the technologist picked; `laterality` L, R or nothing."""

    number: int
    modality: str
    description: str
    body_part: str
    device: Device
    protocol: str = ""
    laterality: str = ""


@dataclass(frozen=True)
class Visit:
    """One examination of one made patient.

    The patient follows from the seed alone, so that two phantoms of one seed are the
    same person; the study, its date and its UIDs follow from code and options too."""

    code: str
    seed: int
    options: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""

    def uid(self, *place: object) -> str:
        """The UID of a place in the study: `uid("series", 2)`, `uid("image", 2, 1)`."""
        digest = _hash("uid", self._key, *place)
        # A version 8 UUID: "2.25." promises one (PS3.5 B.2).
        return f"2.25.{uuid.UUID(bytes=_versioned(digest)).int}"

    @cached_property
    def _key(self) -> str:
        options = json.dumps(dict(self.options), sort_keys=True, default=str)
        return f"{self.code}/{self.seed}/{options}"

    @cached_property
    def sex(self) -> str:
        return "FM"[_number("sex", self.seed) % 2]

    @cached_property
    def birth_date(self) -> date:
        """Between 20 and 85 years before anything here was scanned."""
        return FIRST_DAY - timedelta(days=7305 + _number("born", self.seed) % 23741)

    @cached_property
    def patient_id(self) -> str:
        return f"TRN-9{_number('patient', self.seed) % 10**7:07}"

    @cached_property
    def patient_name(self) -> str:
        trees = TREES.split()
        return f"TRAINING^{trees[_number('name', self.seed) % len(trees)]}"

    @cached_property
    def accession(self) -> str:
        return f"TRN-A{_number('accession', self._key) % 10**5:05}"

    @cached_property
    def started(self) -> datetime:
        """On a day of the last years, between seven and nineteen o'clock."""
        day = FIRST_DAY + timedelta(days=_number("day", self._key) % DAYS)
        seconds = 7 * 3600 + _number("time", self._key) % (12 * 3600)
        midnight = datetime.fromisoformat(day.isoformat())
        return midnight + timedelta(seconds=seconds)

    @cached_property
    def age(self) -> int:
        day, born = self.started.date(), self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def image(
        self, sop_class: str, series: Series, number: int, *, after: float = 0.0
    ) -> Dataset:
        """All that does not depend on the modality; `after` is when the image was
        taken, in seconds from the start of its series."""
        image = Dataset()
        image.SpecificCharacterSet = "ISO_IR 100"
        image.SOPClassUID = sop_class
        image.SOPInstanceUID = self.uid("image", series.number, number)
        image.InstanceNumber = number
        self._add_patient(image)
        self._add_study(image)
        self._add_series(image, series)
        self._add_times(image, series, after)
        image.BurnedInAnnotation = "NO"
        image.file_meta = _file_meta(image)
        return image

    def next(
        self, image: Dataset, series: Series, number: int, *, after: float
    ) -> Dataset:
        """Another image like one that is whole: much quicker than from the start."""
        other = Dataset({tag: copy(image[tag]) for tag in image.keys()})  # noqa: SIM118
        other.SOPInstanceUID = self.uid("image", series.number, number)
        other.InstanceNumber = number
        self._add_times(other, series, after)
        other.file_meta = _file_meta(other)
        return other

    def _add_patient(self, image: Dataset) -> None:
        image.PatientName = self.patient_name
        image.PatientID = self.patient_id
        image.PatientBirthDate = f"{self.birth_date:%Y%m%d}"
        image.PatientSex = self.sex
        image.PatientAge = f"{self.age:03}Y"
        image.QualityControlSubject = "YES"  # a phantom, and says so (PS3.3 C.7.1.1)

    def _add_study(self, image: Dataset) -> None:
        image.StudyInstanceUID = self.uid("study")
        image.StudyID = self.accession.removeprefix("TRN-A")
        image.AccessionNumber = self.accession
        image.ReferringPhysicianName = ""
        if self.description:
            image.StudyDescription = self.description

    def _add_series(self, image: Dataset, series: Series) -> None:
        device = series.device
        image.Modality = series.modality
        image.SeriesInstanceUID = self.uid("series", series.number)
        image.SeriesNumber = series.number
        image.SeriesDescription = series.description
        image.ProtocolName = series.protocol or series.description
        image.BodyPartExamined = series.body_part
        if series.laterality:
            image.Laterality = series.laterality
        image.Manufacturer = device.maker
        image.ManufacturerModelName = device.model
        image.StationName = device.station
        image.SoftwareVersions = device.software
        image.DeviceSerialNumber = f"{_number('serial', device.station) % 10**6:06}"

    def _add_times(self, image: Dataset, series: Series, after: float) -> None:
        began = self.started + timedelta(minutes=2 * series.number)
        taken = began + timedelta(seconds=after)
        for name, moment in (
            ("Study", self.started),
            ("Series", began),
            ("Acquisition", taken),
            ("Content", taken),
        ):
            setattr(image, f"{name}Date", f"{moment:%Y%m%d}")
            setattr(image, f"{name}Time", f"{moment:%H%M%S.%f}"[:10])


def pixels(image: Dataset, values: NDArray[Any], *, bits: int = 0) -> Dataset:
    """Lay the pixels in, (rows, columns) or frames of them; colour ends in a third
    axis of 3. `bits` are those stored, all of the array's where nothing is said."""
    colour = values.dtype == np.uint8 and values.ndim > 2 and values.shape[-1] == 3
    frame = values.shape[:-1] if colour else values.shape
    allocated = values.dtype.itemsize * 8
    image.SamplesPerPixel = 3 if colour else 1
    if colour:
        image.PhotometricInterpretation = "RGB"
        image.PlanarConfiguration = 0
    elif "PhotometricInterpretation" not in image:
        image.PhotometricInterpretation = "MONOCHROME2"
    if len(frame) > 2:
        image.NumberOfFrames = frame[0]
    image.Rows, image.Columns = frame[-2:]
    image.BitsAllocated = allocated
    image.BitsStored = bits or allocated
    image.HighBit = image.BitsStored - 1
    image.PixelRepresentation = int(values.dtype.kind == "i")
    _lay_in(image, values)
    return image


def _lay_in(image: Dataset, values: NDArray[Any]) -> None:
    ordered = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
    data = ordered.tobytes()
    wide = values.dtype.itemsize > 1
    image.add_new("PixelData", "OW" if wide else "OB", data + b"\0" * (len(data) % 2))


def window(image: Dataset, *presets: tuple[str, float, float]) -> Dataset:
    """(explanation, centre, width), the first is the one shown."""
    image.WindowCenter = [centre for _, centre, _ in presets]
    image.WindowWidth = [width for _, _, width in presets]
    image.WindowCenterWidthExplanation = [says for says, _, _ in presets]
    return image


def _file_meta(image: Dataset) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = image.SOPClassUID
    meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
    meta.ImplementationVersionName = "READING_ROOM"
    return meta


def _hash(*parts: object) -> bytes:
    said = "\n".join(map(str, parts)).encode()
    return hashlib.blake2b(said, digest_size=16, key=b"phantoms").digest()


def _number(*parts: object) -> int:
    return int.from_bytes(_hash(*parts)[:8], "big")


def _versioned(digest: bytes) -> bytes:
    raw = bytearray(digest)
    raw[6] = 0x80 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return bytes(raw)
