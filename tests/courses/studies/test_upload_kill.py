"""The web server and the worker are killed while a browser sends: each file arrives
once and whole, and nothing of it lies about afterwards."""

from pathlib import Path

import pytest
from django.utils import timezone

from courses.studies.keeping import quarantine
from courses.studies.models import Batch, Delivery, DeliveryLine, IncomingFile, Upload
from tests.courses.studies.test_kill import Drill, drill
from tests.dicom_maker import write
from tests.makers.deliveries import make_delivery, make_zip
from tests.makers.studies import make_slices

__all__ = ["drill"]
pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]
SENDING = [
    "courses.studies.doors.uploads:begin:after:1",
    "courses.studies.doors.pieces:_append:after:2",
    "courses.studies.doors.pieces:_keep_count:after:2",
    "courses.studies.doors.pieces:write:after:3",
    "courses.studies.keeping.quarantine:stage:after:1",
    "courses.studies.keeping.quarantine:settle_in:after:2",
    "courses.studies.doors.uploads:take_in:after:2",
    "courses.studies.doors.uploads:take_in_now:after:1",
]
UNPACKING = [
    "courses.studies.doors.unpacking:_written:after:2",
    "courses.studies.keeping.quarantine:settle_in:after:3",
    "courses.studies.doors.uploads:take_in:after:1",
]


def test_a_folder_survives_a_server_that_is_killed_at_each_step(drill: Drill):
    sent = drill.folder / "sent"
    write(sent, *make_slices(12))
    delivery = make_delivery()

    for step in SENDING:
        drill.dies(step, "upload", str(sent), delivery.key)
    drill.does("upload", str(sent), delivery.key)
    Upload.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    drill.does("unpack")

    everything_came_once(delivery, 12)


def test_a_zip_survives_a_worker_that_is_killed_at_each_step(drill: Drill):
    images = write(drill.folder / "images", *make_slices(8))
    sent = drill.folder / "sent"
    sent.mkdir()
    make_zip(sent / "a.zip", {path.name: path.read_bytes() for path in images})
    delivery = make_delivery()
    drill.does("upload", str(sent), delivery.key)

    for step in UNPACKING:
        drill.dies(step, "unpack")
    drill.does("unpack")

    everything_came_once(delivery, 8)


def everything_came_once(delivery: Delivery, number: int) -> None:
    delivery.refresh_from_db()
    assert delivery.ended_at is not None
    codes = list(delivery.lines.values_list("code", flat=True))
    assert codes == [DeliveryLine.Code.TAKEN] * number
    batch = Batch.objects.get()
    kept = set(IncomingFile.objects.values_list("name", flat=True))
    assert len(kept) == number
    folder = quarantine.folder_of(batch.token)
    assert kept <= {path.name for path in folder.iterdir()}
    assert left_in(quarantine.inner(quarantine.UPLOADS)) == []


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
