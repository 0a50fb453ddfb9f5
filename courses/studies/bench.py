"""How fast a series is cleaned, taken in, and handed to a viewer."""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

import numpy as np
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pydicom import Dataset, dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from courses.dicom.folder import clean_folder
from courses.dicom.profile import TEACHING
from courses.studies import cleaning, erasing, intake, tokens
from courses.studies.models import Batch, IncomingFile, Instance, Study
from courses.studies.secret import deid_secret
from portal.home.bench import Row, cpu_seconds, measure, page, timed
from portal.jobs.queue import work_through
from portal.people.models import User

SLICES, SIDE = 300, 512
EDUCATOR: Final = "educator@demo.example"
PEER: Final = "dicognito"
# What our own viewer asks for.
AS_STORED: Final = "multipart/related; type=application/octet-stream; transfer-syntax=*"


@measure(50)
def deidentify(_tickets: int) -> Iterator[Row]:
    """Files in, clean files out, each read a second time; `ms` is processor time
    a file. The peer reads, replaces and writes; it checks nothing."""
    with _series() as source, TemporaryDirectory() as target:
        ours = cpu_seconds(
            lambda: clean_folder(
                source, Path(target), secret=deid_secret(), profile=TEACHING
            )
        )
        peer = _peer(source, Path(target))
        theirs = cpu_seconds(peer) if peer else None
    row = Row("deidentify", SLICES, ms=round(ours * 1000 / SLICES, 2))
    if theirs is not None:
        row.peer, row.ratio = PEER, round(theirs / ours, 2)
    yield row


@measure(51)
def import_series(_tickets: int) -> Iterator[Row]:
    """Cleaned, read again, frames packed, rows written: `ms` a file. Then what a
    viewer asks for; it is shown in a transaction that is rolled back."""
    work_through(IncomingFile, cleaning.clean_one)  # what else waits
    educator = User.objects.get(email=EDUCATOR)
    with _series() as source:
        (batch,) = intake.receive([source], by=educator).batches
        began = perf_counter()
        work_through(IncomingFile, cleaning.clean_one)
        took = perf_counter() - began
    yield Row("import_series", SLICES, ms=round(took * 1000 / SLICES, 2))
    try:
        with transaction.atomic():
            yield from _served(batch, educator)
            transaction.set_rollback(True)
    finally:
        refused = intake.refuse(batch, by=educator, reason="Made for a measure.")
        erasing.erase(refused)


@measure(53)
def study_search(_tickets: int) -> Iterator[Row]:
    """What a program asks: CTs of some years, the newest fifty."""
    url = reverse("dicomweb:studies")
    query = "?ModalitiesInStudy=CT&StudyDate=20160101-20201231&limit=50"
    n = Study.objects.released().count()
    yield page("study_search", n, url + query, email=EDUCATOR)


def _served(batch: Batch, person: User) -> Iterator[Row]:
    study = Study.objects.get(uid=batch.study_uid)
    study.released_at, study.released_by = timezone.now(), person
    study.save()
    token = tokens.issue(person, study)
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    held = Instance.objects.filter(series__study=study).select_related("series")
    uids = [(study.uid, one.series.uid, one.uid) for one in held]
    frame = reverse("dicomweb:frames", args=[*uids[len(uids) // 2], "1"])
    yield _answer("frames", 1, client, frame, AS_STORED)
    metadata = reverse("dicomweb:series_metadata", args=uids[0][:2])
    yield _answer("series_metadata", len(uids), client, metadata, "*/*")


def _answer(name: str, n: int, client: Client, url: str, accept: str) -> Row:
    def ask() -> Any:
        return client.get(url, headers={"accept": accept, "accept-encoding": "gzip"})

    ask()
    with CaptureQueriesContext(connection) as caught:
        response = ask()
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}.")
    size = len(response.content)
    return Row(name, n, queries=len(caught), ms=timed(ask), bytes=size)


def _peer(source: Path, target: Path) -> Callable[[], None] | None:
    """The peer, where it is installed: it is no part of the portal."""
    if importlib.util.find_spec(PEER) is None:
        return None
    anonymizer = importlib.import_module(f"{PEER}.anonymizer").Anonymizer()

    def run() -> None:
        for path in sorted(source.iterdir()):
            dataset = dcmread(path)
            anonymizer.anonymize(dataset)
            dataset.save_as(target / f"peer-{path.name}")

    return run


@contextmanager
def _series() -> Iterator[Path]:
    """A CT series of nobody in a folder that goes again."""
    study, noise = generate_uid(), np.random.default_rng(2)
    with TemporaryDirectory() as folder:
        for number in range(SLICES):
            made = _slice(study, number, noise)
            path = Path(folder, f"{number:03}.dcm")
            made.save_as(path, enforce_file_format=True)
        yield Path(folder)


def _slice(study: str, number: int, noise: np.random.Generator) -> Dataset:
    """A disc in air with the noise of a scanner."""
    rows, columns = np.mgrid[:SIDE, :SIDE] - SIDE // 2
    disc = np.where(rows**2 + columns**2 < (200 - number / 4) ** 2, 1040, 24)
    pixels = disc + noise.normal(0, 12, disc.shape)
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.SOPClassUID, made.SOPInstanceUID = CTImageStorage, generate_uid()
    made.StudyInstanceUID, made.SeriesInstanceUID = study, f"{study}.1"
    made.FrameOfReferenceUID, made.InstanceNumber = f"{study}.2", number + 1
    made.ImagePositionPatient = [-179.2, -179.2, float(number)]
    for keyword, value in HEADER.items():
        setattr(made, keyword, value)
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
