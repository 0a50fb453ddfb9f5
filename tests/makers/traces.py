"""An original that says who it is in many ways, and a search for what is left of it:
in the database, in every file, in what was logged, printed and mailed."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import connection
from pydicom import Dataset, Sequence
from pydicom.dataset import FileDataset

from courses.dicom import pixels
from courses.studies.keeping import storage
from tests.dicom_maker import as_bytes, make_ct

STUDY = "1.2.826.0.1.3680043.10.777.4711"
NAME = "Quillfeather^Zephyrine^Xanthe"


def make_told(number: int = 1, **over: object) -> FileDataset:
    """One slice of a study whose every value can be found again."""
    told = make_ct(
        StudyInstanceUID=STUDY,
        SeriesInstanceUID=f"{STUDY}.8151",
        SOPInstanceUID=f"{STUDY}.8151.{number:05}",
        FrameOfReferenceUID=f"{STUDY}.6623",
        PatientName=NAME,
        PatientID="QX-9930017",
        PatientBirthDate="19370419",
        StudyDate="20190923",
        ContentDate="20190924",
        AccessionNumber="AQX7720931",
        ReferringPhysicianName="Umberholt^Ottoline",
        InstanceNumber=number,
    )
    told.PatientAddress = "17 Brambleknoll Lane"
    told.OtherPatientIDs = "QXOLD4471"
    told.StudyID = "SQX55120"
    told.PatientComments = "Zephyrine asks for a call at 0171-9930017"
    told.ImageComments = "seen by Umberholt"
    told.InstitutionName = "Saint Wulfrida Infirmary"
    told.StudyDescription = "CT of Quillfeather"
    item = Dataset()
    item.PersonName = "Vandermolen^Ignatia"
    told.RequestAttributesSequence = Sequence([Dataset()])
    told.RequestAttributesSequence[0].ScheduledProcedureStepID = "SPSQX0093"
    told.PerformedProtocolCodeSequence = Sequence([item])
    told.private_block(0x0029, "QUILL HEADER", create=True).add_new(
        1, "LO", "private of Quillfeather"
    )
    for keyword, value in over.items():
        setattr(told, keyword, value)
    return told


MARKS = (
    *("Quillfeather", "Zephyrine", "Xanthe", "Umberholt", "Ottoline", "Vandermolen"),
    *("QX-9930017", "QXOLD4471", "AQX7720931", "SQX55120", "SPSQX0093"),
    *("19370419", "20190923", "20190924", "1937-04-19", "2019-09-23", "2019-09-24"),
    *("Brambleknoll", "Wulfrida", "QUILL HEADER", "0171-9930017"),
    *(STUDY, "Preambled Zephyr", "Trailing Zephyr"),
)
FOLDER, FILE = "Quillfeather_Z_1937", "Zephyrine scan %d.dcm"


def write_told(folder: Path, *datasets: Dataset) -> list[Path]:
    """Under names that tell as well, with words before the first element and after
    the last."""
    place = folder / FOLDER
    place.mkdir(parents=True)
    paths = []
    for number, told in enumerate(datasets, 1):
        data = b"Preambled Zephyr".ljust(128, b"\0") + as_bytes(told)[128:]
        path = place / (FILE % number)
        path.write_bytes(data + b"Trailing Zephyr" * 3)
        paths.append(path)
    return paths


def traces(
    *folders: Path, said: str = "", mails: Iterable[EmailMessage] = ()
) -> list[str]:
    """Where one of the marks still stands."""
    found = []
    for place, data in _everything(folders):
        low = data.lower()
        found.extend(
            f"{mark} in {place}"
            for mark in MARKS
            if any(form in low for form in _forms(mark.lower()))
        )
    for place, text in (("what was said", said), *_mailed(mails)):
        found.extend(f"{mark} in {place}" for mark in MARKS if mark in text)
    return found


def _forms(mark: str) -> tuple[bytes, ...]:
    """As it stands, as UTF-16, and as PostgreSQL writes bytes down."""
    plain = mark.encode()
    return plain, mark.encode("utf-16-le"), plain.hex().encode()


def _everything(folders: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    yield from _rows()
    for folder in folders:
        for path in folder.rglob("*"):
            yield f"the name of {path}", str(path.relative_to(folder)).encode()
            if path.is_file() and not path.is_symlink():
                data = path.read_bytes()
                yield str(path), data
                yield from _unpacked(path, data)


def _unpacked(path: Path, data: bytes) -> Iterator[tuple[str, bytes]]:
    """What lies inside of packed files."""
    if path.suffix == ".gz":
        yield f"{path}, unpacked", gzip.decompress(data)
    if path.suffix == ".part" and data.startswith(b"--" + storage.BOUNDARY.encode()):
        frame = pixels.from_htj2k(storage.unwrapped(data))
        yield f"{path}, decoded", np.ascontiguousarray(frame).tobytes()


def _rows() -> Iterator[tuple[str, bytes]]:
    """Every column of every row of every table, whatever app it belongs to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            rows = f"COPY (SELECT t::text FROM {table} t) TO STDOUT"  # noqa: S608 - from the catalog
            with cursor.copy(rows) as out:
                yield table, b"".join(bytes(piece) for piece in out)
    for session in Session.objects.all():
        yield "a session", str(session.get_decoded()).encode()


def _mailed(mails: Iterable[EmailMessage]) -> Iterator[tuple[str, str]]:
    for mail in mails:
        yield "a mail", f"{mail.subject}\n{mail.body}\n{mail.message()}"
