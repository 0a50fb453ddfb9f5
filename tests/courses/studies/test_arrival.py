"""Files arrive: one line for each, and nothing doubled, whatever happens."""

import errno
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from types import SimpleNamespace

import numpy as np
import pytest
from django.db import connections
from django.utils import timezone
from pydicom.encaps import encapsulate
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    MediaStorageDirectoryStorage,
    RLELossless,
    generate_uid,
)

from courses.studies import intake
from courses.studies.keeping import quarantine, sweeping
from courses.studies.models import Batch, Delivery, DeliveryLine, IncomingFile
from courses.studies.work import cleaning
from portal.audit.models import AuditEvent
from portal.jobs.queue import work_through
from portal.lib.refusal import Refused
from tests.dicom_maker import give_pixels, make_ct, write
from tests.makers.deliveries import codes, make_delivery
from tests.makers.people import make_educator
from tests.makers.studies import make_released, make_reviewable, make_slices

Code = DeliveryLine.Code
pytestmark = pytest.mark.django_db


def one(folder: Path, **over: object) -> Path:
    [path] = write(folder, make_ct(**over))
    return path


def bytes_of_a_ct(folder: Path) -> bytes:
    return one(folder).read_bytes()


def line_for(data: bytes, folder: Path) -> DeliveryLine:
    path = folder / "sent"
    path.write_bytes(data)
    return intake.receive_file(path, delivery=make_delivery(), number=1)


def test_a_file_that_was_taken_in_names_its_batch(tmp_path):
    delivery = make_delivery(words=intake.Words(title="Nodule"))

    line = intake.receive_file(one(tmp_path), delivery=delivery, number=7)

    assert (line.label, line.code, line.reason) == ("7", Code.TAKEN, "")
    assert line.batch == Batch.objects.get()
    assert line.batch.title == "Nodule"
    row = line.batch.incoming.get()
    kept = quarantine.folder_of(line.batch.token) / row.name
    assert kept.stat().st_size == row.size
    assert kept.stat().st_mode & 0o777 == 0o600


def test_an_empty_file(tmp_path):
    assert line_for(b"", tmp_path).code == Code.EMPTY


@pytest.mark.parametrize("junk", [b"hello", b"\xff\xd8\xff\xe0" * 300, b"\0" * 5000])
def test_a_file_that_is_no_dicom(tmp_path, junk):
    assert line_for(junk, tmp_path).code == Code.NOT_DICOM


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.999])
def test_a_file_whose_end_is_missing(tmp_path, share):
    whole = bytes_of_a_ct(tmp_path)

    line = line_for(whole[: int(len(whole) * share)], tmp_path)

    assert line.code in {Code.TRUNCATED, Code.DAMAGED}
    assert not Batch.objects.exists()


def test_a_cut_off_file_of_encapsulated_frames(tmp_path):
    slice_ = make_ct(transfer_syntax=RLELossless)
    slice_.PixelData = encapsulate([b"\1" * 900])
    slice_["PixelData"].is_undefined_length = True
    [path] = write(tmp_path, slice_)
    whole = path.read_bytes()

    assert line_for(whole, tmp_path).code == Code.TAKEN
    assert line_for(whole[:-200], tmp_path).code == Code.TRUNCATED


def test_a_dicomdir(tmp_path):
    listing = make_ct(SOPClassUID=MediaStorageDirectoryStorage)
    [path] = write(tmp_path, listing)

    assert line_for(path.read_bytes(), tmp_path).code == Code.DICOMDIR


def test_an_image_that_names_no_study(tmp_path):
    assert line_for(one(tmp_path, StudyInstanceUID="").read_bytes(), tmp_path).code == (
        Code.NO_STUDY
    )


def test_a_data_set_that_inflates_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("courses.dicom.looking.MOST_INFLATED", 1 << 20)
    black = make_ct(transfer_syntax=DeflatedExplicitVRLittleEndian)
    give_pixels(black, np.zeros((1024, 1024), "<u2"))
    [path] = write(tmp_path, black)
    assert path.stat().st_size < 20_000

    assert line_for(path.read_bytes(), tmp_path).code == Code.BOMB


def test_a_deflated_image_is_taken_in(tmp_path):
    path = one(tmp_path, transfer_syntax=DeflatedExplicitVRLittleEndian)

    assert line_for(path.read_bytes(), tmp_path).code == Code.TAKEN


def test_a_file_larger_than_the_house_takes(tmp_path, settings):
    settings.INTAKE_MAX_BYTES = 100

    assert line_for(bytes_of_a_ct(tmp_path), tmp_path).code == Code.TOO_LARGE


def test_the_same_file_again_is_a_line_and_no_second_row(tmp_path):
    path, delivery = one(tmp_path), make_delivery()

    intake.receive_file(path, delivery=delivery, number=1)
    again = intake.receive_file(path, delivery=delivery, number=2)

    assert again.code == Code.BEFORE
    assert again.batch == Batch.objects.get()
    assert IncomingFile.objects.count() == 1


def test_a_number_that_was_taken_in_already_stays_as_it_is(tmp_path):
    path, delivery = one(tmp_path), make_delivery()

    first = intake.receive_file(path, delivery=delivery, number=1)
    again = intake.receive_file(path, delivery=delivery, number=1)

    assert (again, again.code) == (first, Code.TAKEN)


def test_each_study_has_a_batch_of_its_own(tmp_path):
    delivery = make_delivery()
    other = make_ct(StudyInstanceUID=generate_uid(), SeriesInstanceUID=generate_uid())
    for number, path in enumerate(write(tmp_path, make_ct(), other), 1):
        intake.receive_file(path, delivery=delivery, number=number)

    assert Batch.objects.count() == 2
    assert codes(delivery) == {"1": Code.TAKEN, "2": Code.TAKEN}


def test_a_study_of_the_library_has_its_line(tmp_path):
    make_released(tmp_path / "a")

    assert line_for(bytes_of_a_ct(tmp_path), tmp_path).code == Code.LIBRARY


def test_a_file_that_was_refused_comes_in_only_when_that_is_said(tmp_path):
    path = one(tmp_path)
    line = intake.receive_file(path, delivery=make_delivery(), number=1)
    intake.refuse(line.batch, by=make_educator(), reason="A name is burned in")

    again = intake.receive_file(path, delivery=make_delivery(), number=1)
    meant = make_delivery(takes_refused=True)
    asked = intake.receive_file(path, delivery=meant, number=1)

    assert again.code == Code.REFUSED
    assert asked.code == Code.TAKEN


def test_a_file_for_a_batch_under_review_is_cleaned_before_the_release(tmp_path):
    first, second = make_slices(2)
    batch = make_reviewable(tmp_path / "a", first)
    [path] = write(tmp_path / "b", second)

    intake.receive_file(path, delivery=make_delivery(), number=1)

    batch.refresh_from_db()
    assert batch.state == Batch.State.DEIDENTIFYING
    with pytest.raises(Refused):
        intake.release(batch, by=make_educator(), words=intake.Words(), looked=True)
    work_through(IncomingFile, cleaning.clean_one)
    batch.refresh_from_db()
    assert (batch.state, batch.study.images) == (Batch.State.REVIEW, 2)


def test_a_batch_waits_until_nothing_new_came_for_a_while(tmp_path):
    delivery = make_delivery(door=Delivery.Door.NETWORK)
    for number, path in enumerate(write(tmp_path, *make_slices(2)), 1):
        intake.receive_file(
            path, delivery=delivery, number=number, settle=timedelta(minutes=1)
        )
    batch = Batch.objects.get()

    IncomingFile.objects.update(due_at=timezone.now())
    assert work_through(IncomingFile, cleaning.clean_one) == 2
    assert set(intake.outcome_counts(batch)) == {IncomingFile.Outcome.WAITING}
    intake.close_delivery(delivery)
    work_through(IncomingFile, cleaning.clean_one)

    batch.refresh_from_db()
    assert batch.state == Batch.State.REVIEW


def test_what_a_browser_still_sends_holds_the_release_back(tmp_path):
    batch = make_reviewable(tmp_path / "a", make_ct())
    delivery = make_delivery()
    intake.receive_file(one(tmp_path), delivery=delivery, number=1)
    work_through(IncomingFile, cleaning.clean_one)
    batch.refresh_from_db()

    assert "on its way" in intake.why_not(batch, looked=True, pixels_clear=True)
    intake.close_delivery(delivery)
    assert intake.why_not(batch, looked=True, pixels_clear=True) == ""


def test_nobody_signs_for_what_another_sent(tmp_path):
    mine, theirs = write(tmp_path, *make_slices(2))
    me = make_educator()
    receipt = intake.receive([mine], by=me, vouch=intake.Vouch())
    [batch] = receipt.batches
    assert batch.incoming.count() == 1

    intake.receive([theirs], by=make_educator())
    work_through(IncomingFile, cleaning.clean_one)

    batch.refresh_from_db()
    assert batch.vouched_by is None
    assert batch.state == Batch.State.REVIEW


def test_no_file_name_reaches_the_tables(tmp_path):
    path = one(tmp_path)
    telling = path.rename(path.with_name("Hollyhock_Marigold.dcm"))
    delivery = make_delivery()

    intake.receive_file(telling, delivery=delivery, number=1)
    intake.close_delivery(delivery)

    said = [str(DeliveryLine.objects.values().get()), str(Delivery.objects.values())]
    said += [str(one) for one in AuditEvent.objects.values()]
    assert not any("Hollyhock" in text for text in said)


class Full:
    """A disk that is full from a given write on."""

    def __init__(self, monkeypatch, number: int = errno.ENOSPC) -> None:
        self.number = number
        monkeypatch.setattr(quarantine.os, "fsync", self.fsync)

    def fsync(self, _file: int) -> None:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, Code.DISK_FULL), (errno.EROFS, Code.NO_WRITE)],
)
def test_a_disk_that_takes_no_more_costs_one_line(tmp_path, monkeypatch, number, code):
    path, delivery = one(tmp_path), make_delivery()
    with monkeypatch.context() as full:
        Full(full, number)
        line = intake.receive_file(path, delivery=delivery, number=1)

    assert line.code == code
    assert not IncomingFile.objects.exists()
    assert list(quarantine.inner(quarantine.ARRIVING).iterdir()) == []
    assert intake.receive_file(path, delivery=delivery, number=1).code == Code.TAKEN


def test_a_quarantine_that_cannot_be_written_to_is_one_line(tmp_path, settings):
    settings.QUARANTINE = tmp_path / "no folder"
    settings.QUARANTINE.write_text("A file stands in its place.")

    assert line_for(bytes_of_a_ct(tmp_path), tmp_path).code == Code.NO_WRITE


def test_a_file_for_which_there_is_no_room_is_not_begun(tmp_path, settings):
    settings.DISK_RESERVE = 1 << 60

    line = line_for(bytes_of_a_ct(tmp_path), tmp_path)

    assert line.code == Code.DISK_FULL
    assert "full" in line.reason


def test_a_real_limit_of_the_system_is_one_line_too(tmp_path):
    """A process that may write no file longer than 64 kB: no fake, no mock."""
    large = make_ct()
    give_pixels(large, np.ones((512, 512), "<u2"))
    [path] = write(tmp_path, large)
    program = (
        "import resource, signal, sys, django; django.setup();"
        "from pathlib import Path; from courses.studies import intake;"
        "from courses.studies.keeping import quarantine;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "try: quarantine.stage(Path(sys.argv[1]))\n"
        "except OSError as error: sys.stdout.write(intake.code_of(error))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PORTAL_DATA": str(tmp_path / "data"),
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == Code.DISK_FULL
    assert list((tmp_path / "data/quarantine/arriving").iterdir()) == []


def test_a_stray_that_a_dead_process_left_is_erased(tmp_path, monkeypatch):
    kept = quarantine.stage(one(tmp_path))
    stray = quarantine.inner(quarantine.ARRIVING) / kept.name

    sweeping.sweep_quarantine()
    assert stray.exists(), "somebody may still be at work on it"
    in_three_days = SimpleNamespace(time=lambda: time.time() + 3 * 24 * 3600)
    monkeypatch.setattr(sweeping, "time", in_three_days)
    sweeping.sweep_quarantine()

    assert not stray.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_send_the_same_study_at_once_make_one_batch(tmp_path):
    paths = write(tmp_path, *make_slices(6))
    deliveries = [make_delivery(), make_delivery()]
    together = Barrier(2)

    def send(delivery: Delivery) -> None:
        together.wait()
        for number, path in enumerate(paths, 1):
            intake.receive_file(path, delivery=delivery, number=number)
        connections.close_all()

    threads = [Thread(target=send, args=[one]) for one in deliveries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Batch.objects.count() == 1
    assert IncomingFile.objects.count() == 6
    came = list(DeliveryLine.objects.values_list("code", flat=True))
    assert sorted(came) == sorted([Code.TAKEN] * 6 + [Code.BEFORE] * 6)
    folder = quarantine.folder_of(Batch.objects.get().token)
    assert len(list(folder.iterdir())) == 6


def test_a_file_sent_by_another_profile_than_its_open_study_has_its_line(tmp_path):
    first, second = write(tmp_path, *make_slices(2))
    open_one = intake.receive_file(first, delivery=make_delivery(), number=1).batch
    stricter = make_delivery(profile="basic")

    new = intake.receive_file(second, delivery=stricter, number=1)
    same = intake.receive_file(first, delivery=stricter, number=2)

    assert new.code == same.code == Code.PROFILE
    assert open_one.reference in new.reason
    assert "open under another profile, Teaching" in new.reason
    assert open_one.incoming.count() == 1
    assert len(list(quarantine.folder_of(open_one.token).iterdir())) == 1
    intake.refuse(open_one, by=make_educator(), reason="To be cleaned by Basic")
    again = intake.receive_file(second, delivery=stricter, number=1)
    assert (again.code, again.batch.profile) == (Code.TAKEN, "basic")
