"""The worker, a person's release, or the database is killed at each step of a study's
way in: nothing may be lost, doubled, shown too early, or left lying about."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings as django_settings

from courses.dicom import pixels
from courses.studies.keeping import archive, quarantine, storage, sweeping
from courses.studies.models import (
    Batch,
    IncomingFile,
    Instance,
    Proof,
    Reading,
    Series,
    Sighting,
    Study,
    TextBox,
)
from courses.studies.review import boxes
from portal.audit.models import AuditEvent
from portal.jobs.models import DeadLetter
from portal.notify.models import Message
from portal.people.models import User
from tests.courses.studies.killing.reader import BOX
from tests.dicom_maker import write
from tests.makers.people import make_educator
from tests.makers.studies import look_at_all, make_slices
from tests.portal.jobs.test_kill import database_url

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[3]
FILES = 40
KILLED = -signal.SIGKILL

KEY = "a key for the drill"
WORKER, STORAGE = "courses.studies.work.cleaning", "courses.studies.keeping.storage"
# In the order in which a file comes by: one worker after the other dies here.
CLEANING = [
    f"{WORKER}:clean_file:half:2",
    f"{WORKER}:clean_file:after:4",
    "courses.dicom.proof.verify:check:after:4",
    "courses.studies.work.proving:_put:after:4",
    f"{STORAGE}:put:before:14",
    "courses.studies.keeping.places:_write:after:14",
    f"{STORAGE}:put:after:15",
    "courses.studies.work.preparing:prepare:after:4",
    f"{WORKER}:_place:after:4",
    f"{WORKER}:_move_on:before:4",
    f"{WORKER}:_move_on:after:4",
    "courses.studies.work.preparing:gather_metadata:before:1",
    "courses.studies.work.preparing:gather_metadata:after:1",
    "courses.studies.work.proving:prove:after:1",
    f"{WORKER}:_ready:after:1",
]
READING = [
    "courses.studies.review.texts:_text_on:after:2",
    "courses.studies.review.texts:read_one:after:5",
]
RELEASING = [
    "courses.studies.review.redacting:_write:half:5",
    "courses.studies.review.redacting:_write:after:9",
    f"{STORAGE}:put:after:30",
    "courses.studies.keeping.places:_write:after:41",
    "courses.studies.work.preparing:gather_metadata:after:1",
    "courses.studies.intake.decision:_settle:after:1",
]
ERASING = [
    "courses.studies.keeping.quarantine:erase:before:1",
    "courses.studies.keeping.quarantine:erase:after:1",
    "courses.studies.keeping.erasing:_erase_rest:after:1",
]


class Drill:
    """A house of processes, and the folders that they share with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "processes.log"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.courses.studies.killing.settings",
            "DATABASE_URL": database_url(),
            "PORTAL_DATA": str(folder / "data"),
            "DEID_KEY": KEY,
        }
        with self.log.open("ab") as log:
            self.nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.courses.studies.killing.nursery"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def end(self, deed: str, *words: object, kill_at: str = "") -> int:
        """How a process ended that was told to do this, and perhaps to die of it."""
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        told = {"deed": deed, "words": words, "kill_at": kill_at}
        self.nursery.stdin.write(json.dumps(told) + "\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def does(self, deed: str, *words: object) -> None:
        assert self.end(deed, *words) == 0, self.log.read_text()[-4000:]

    def dies(self, step: str, deed: str, *words: object) -> None:
        code = self.end(deed, *words, kill_at=step)
        assert code == KILLED, f"{step}\n{self.log.read_text()[-4000:]}"

    def close(self) -> None:
        self.nursery.kill()
        self.nursery.communicate()


@pytest.fixture
def drill(tmp_path, settings) -> Iterator[Drill]:
    """The test looks into the very folders in which the processes work."""
    data = tmp_path / "data"
    settings.QUARANTINE = data / "quarantine"
    settings.DEID_KEY = KEY
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": data / "files"},
        },
    }
    found = Drill(tmp_path)
    yield found
    found.close()


def test_whoever_dies_at_any_step_leaves_nothing_lost_doubled_or_shown(
    drill, monkeypatch
):
    person = make_educator()
    sent = drill.folder / "sent"
    write(sent, *make_slices(FILES, StationName="CT02", SoftwareVersions="VA44A"))

    arrive(drill, sent, person)
    batch = Batch.objects.get()
    clean(drill, batch)
    read(drill, batch)
    release(drill, batch, person)
    erase(drill, batch)

    everything_is_as_if_nobody_had_died(batch)
    no_stray_outlives_the_sweep(monkeypatch)


def arrive(drill: Drill, sent: Path, person: User) -> None:
    """Killed between a file's move and its row; then sent again, as people do."""
    words = (str(sent), person.email)
    drill.dies(
        "courses.studies.keeping.quarantine:settle_in:after:10", "receive", *words
    )
    drill.dies("courses.studies.keeping.quarantine:stage:after:20", "receive", *words)
    drill.does("receive", *words)

    assert Batch.objects.get().incoming.count() == FILES


def clean(drill: Drill, batch: Batch) -> None:
    done = [0]
    for step in CLEANING:
        drill.dies(step, "work")
        done.append(batch.incoming.filter(outcome="clean").count())
        nothing_is_shown()
        what_is_done_is_whole(batch)
    assert sorted(done) == done, "What was done once stays done."
    assert done[-1] == FILES - 1, "The last file hands the batch over, or is redone."


def read(drill: Drill, batch: Batch) -> None:
    for step in READING:
        drill.dies(step, "work")
        nothing_is_shown()
    drill.does("work")

    batch.refresh_from_db()
    assert batch.state == Batch.State.REVIEW
    assert Reading.objects.exclude(read_at=None).count() == FILES
    assert TextBox.objects.count() == FILES, "One box an image, however often read."


def release(drill: Drill, batch: Batch, person: User) -> None:
    """Every box is to be painted out; the person clicks until it works."""
    boxes.decide(batch, TextBox.objects.all(), TextBox.State.KEPT, by=person)
    look_at_all(batch, person)
    for step in RELEASING:
        drill.dies(step, "release", batch.pk, person.email)
        nothing_is_shown()
    drill.does("release", batch.pk, person.email)

    assert Study.objects.released().count() == 1


def erase(drill: Drill, batch: Batch) -> None:
    for step in ERASING:
        drill.dies(step, "work")
    drill.does("work")

    assert Batch.objects.filter(erased_at=None).count() == 0


def nothing_is_shown() -> None:
    assert not Study.objects.released().exists()


def what_is_done_is_whole(batch: Batch) -> None:
    """A row that says clean has an instance, and that instance all its files."""
    clean_files = batch.incoming.filter(outcome=IncomingFile.Outcome.CLEAN)
    assert Instance.objects.count() == clean_files.count()
    for row in clean_files.select_related("instance"):
        assert row.instance is not None
        for name in (
            storage.header_name(row.instance.folder),
            storage.metadata_name(row.instance.folder),
            storage.frame_name(row.instance.folder, 1),
        ):
            assert storage.get(name)


def everything_is_as_if_nobody_had_died(batch: Batch) -> None:
    study = Study.objects.get()
    assert study.images == Instance.objects.count() == FILES
    assert Series.objects.count() == 1
    assert set(batch.incoming.values_list("outcome", flat=True)) == {"clean"}
    assert batch.incoming.filter(due_at__isnull=False).count() == 0
    assert not DeadLetter.objects.exists()

    tally = archive.Tally()
    assert list(archive.flaws(tally, decode=True)) == []
    assert (tally.studies, tally.instances) == (1, FILES)
    every_box_is_painted_and_all_else_is_as_it_was()

    told = Counter(AuditEvent.objects.values_list("verb", flat=True))
    once = ("batch.received", "batch.cleaned", "study.released")
    assert [told[verb] for verb in (*once, "batch.originals_erased")] == [1] * 4
    assert Message.objects.filter(kind="study.waiting").count() == User.objects.count()
    assert Sighting.objects.get().count == 1
    assert Proof.objects.get().passed
    assert not quarantine.folder_of(batch.token).exists()


def every_box_is_painted_and_all_else_is_as_it_was() -> None:
    wanted = np.arange(256, dtype="<u2").reshape(16, 16)
    wanted[BOX.y : BOX.y + BOX.height, BOX.x : BOX.x + BOX.width] = 0
    for instance in Instance.objects.all():
        part = storage.get(storage.frame_name(instance.folder, 1))
        assert np.array_equal(pixels.from_htj2k(storage.unwrapped(part)), wanted)


def no_stray_outlives_the_sweep(monkeypatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 25 * 3600)
    sweeping.sweep_quarantine()
    sweeping.sweep_store()

    left = [path for path in quarantine.root().rglob("*") if path.is_file()]
    assert left == []
    kept = Path(django_settings.STORAGES["default"]["OPTIONS"]["location"])
    assert not [path for path in kept.rglob("*") if path.name.startswith(".")]
