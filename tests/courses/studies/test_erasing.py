"""Originals do not outlive their use: decided on, overdue, useless, or left behind."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from courses.studies import intake, tasks
from courses.studies.keeping import erasing, expiry, quarantine, storage, sweeping
from courses.studies.models import Batch, IncomingFile, Instance, Study
from courses.studies.work import cleaning
from portal.audit.models import AuditEvent
from portal.jobs.models import DeadLetter
from portal.jobs.queue import work_through
from portal.lib.refusal import Refused
from portal.notify.models import Message
from tests.dicom_maker import write
from tests.makers.people import make_educator
from tests.makers.studies import (
    make_released,
    make_reviewable,
    make_slices,
    receive,
)

pytestmark = pytest.mark.django_db
OUTCOME = IncomingFile.Outcome


def age(batch: Batch, **by: int) -> None:
    Batch.objects.filter(pk=batch.pk).update(
        received_at=timezone.now() - timedelta(**by)
    )


def originals(batch: Batch) -> list[Path]:
    folder = quarantine.folder_of(batch.token)
    inside = folder.iterdir() if folder.exists() else ()
    return sorted(path for path in inside if not path.suffix)


def make_old(path: Path, hours: int, monkeypatch) -> None:
    """As old as that, for whoever looks at the times of a file."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + hours * 3600)
    os.utime(path)


# --- overdue ------------------------------------------------------------------


def test_a_batch_that_nobody_decides_on_is_refused_by_the_portal(tmp_path, settings):
    settings.QUARANTINE_DAYS = 10
    batch = make_reviewable(tmp_path)
    age(batch, days=10, hours=1)

    tasks.erase_settled()

    batch.refresh_from_db()
    assert batch.state == Batch.State.REFUSED
    assert batch.settled_by is None
    assert batch.reason == (
        "Nobody decided on it within 10 days. Send it again if it is wanted."
    )
    assert batch.erased_at is not None
    assert originals(batch) == []
    assert not Study.objects.exists()
    assert not default_storage.exists(storage.study_folder(batch.study_uid))
    expired = AuditEvent.objects.get(verb="batch.expired")
    assert (expired.actor, expired.detail) == (None, {"days": 10})


def test_a_batch_that_no_worker_gets_through_is_refused_as_well(tmp_path, settings):
    settings.QUARANTINE_DAYS = 10
    batch = receive(tmp_path)
    IncomingFile.objects.update(due_at=None, attempts=8)  # given up
    age(batch, days=11)

    tasks.erase_settled()

    batch.refresh_from_db()
    assert batch.state == Batch.State.REFUSED
    assert "could not be cleaned within 10 days" in batch.reason
    assert originals(batch) == []


def test_a_batch_within_its_time_is_left_alone(tmp_path, settings):
    settings.QUARANTINE_DAYS = 10
    batch = make_reviewable(tmp_path)
    age(batch, days=9)

    tasks.erase_settled()

    batch.refresh_from_db()
    assert batch.state == Batch.State.REVIEW
    assert len(originals(batch)) == 3


def test_reviewers_hear_once_of_a_batch_whose_time_ends(tmp_path, settings):
    settings.QUARANTINE_DAYS, settings.QUARANTINE_WARN_DAYS = 10, 3
    reviewer = make_educator()
    young, old = make_reviewable(tmp_path / "a"), receive(tmp_path / "b", *another())
    age(young, days=6, hours=23)
    age(old, days=7, hours=1)

    tasks.erase_settled()
    tasks.erase_settled()

    told = Message.objects.get(kind="study.expiring", recipient=reviewer)
    assert told.subject == f"{old} will be refused in 3 days"
    assert told.url == f"/studies/intake/{old.pk}/"


def another() -> list:
    uid = "1.2.826.0.1.3680043.10.777.9"
    return make_slices(2, StudyInstanceUID=uid, SeriesInstanceUID=f"{uid}.1")


def test_a_short_limit_still_warns_before_its_end(tmp_path, settings):
    settings.QUARANTINE_DAYS, settings.QUARANTINE_WARN_DAYS = 2, 3
    batch = make_reviewable(tmp_path)

    expiry.warn()
    assert not Message.objects.filter(kind="study.expiring").exists()
    age(batch, hours=25)
    expiry.warn()

    assert Message.objects.filter(kind="study.expiring").exists()


def test_the_sender_hears_that_the_portal_refused(tmp_path, settings):
    sender = make_educator()
    batch = receive(tmp_path, by=sender)
    age(batch, days=settings.QUARANTINE_DAYS + 1)

    expiry.refuse_overdue()

    told = Message.objects.get(kind="study.settled", recipient=sender)
    assert told.subject.startswith("Refused")


def test_what_ended_by_its_age_may_be_sent_again(tmp_path, settings):
    batch = make_reviewable(tmp_path / "a")
    age(batch, days=settings.QUARANTINE_DAYS + 1)
    tasks.erase_settled()

    receipt = intake.receive([tmp_path / "a"], by=make_educator())
    work_through(IncomingFile, cleaning.clean_one)

    (again,) = receipt.batches
    again.refresh_from_db()
    assert again != batch
    assert again.state == Batch.State.REVIEW
    assert Instance.objects.count() == 3


def test_the_page_of_an_overdue_batch_says_why(tmp_path, settings, client):
    reader = make_educator()
    batch = make_reviewable(tmp_path)
    age(batch, days=settings.QUARANTINE_DAYS + 1)
    tasks.erase_settled()
    client.force_login(reader)

    page = client.get(f"/studies/intake/{batch.pk}/").content.decode()

    assert "Refused by the portal" in page
    assert "Nobody decided on it within 30 days" in page


# --- of no use ----------------------------------------------------------------


def test_a_damaged_file_is_erased_while_the_rest_waits_for_a_look(tmp_path):
    slices = make_slices(3)
    slices[0].PixelData = slices[0].PixelData[:100]
    batch = make_reviewable(tmp_path, *slices)

    erasing.erase_dead_ends()

    bad = batch.incoming.get(outcome=OUTCOME.UNREADABLE)
    kept = set(batch.incoming.filter(outcome=OUTCOME.CLEAN).values_list("name"))
    assert bad.erased_at is not None
    assert {(path.name,) for path in originals(batch)} == kept
    assert erasing.erase_dead_ends() == 0


def test_a_file_that_still_tells_the_patient_is_erased_at_once(tmp_path, monkeypatch):
    leak_from_cleaning(monkeypatch)
    batch = make_reviewable(tmp_path)

    tasks.erase_settled()

    assert originals(batch) == []
    assert batch.incoming.filter(erased_at=None).count() == 0
    batch.refresh_from_db()
    assert batch.is_open


def leak_from_cleaning(monkeypatch) -> None:
    from pydicom import dcmread

    real = cleaning.clean_file

    def careless(source, target, **options):
        report = real(source, target, **options)
        clean = dcmread(target)
        clean.ImageComments = "Hollyhock was here"
        clean.save_as(target, enforce_file_format=True)
        return report

    monkeypatch.setattr(cleaning, "clean_file", careless)


# --- the disk -----------------------------------------------------------------


def test_a_full_disk_is_no_damage_and_the_file_is_tried_again(tmp_path, monkeypatch):
    batch = receive(tmp_path)

    def full(*_words, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(cleaning, "clean_file", full)
        work_through(IncomingFile, cleaning.clean_one)

    assert batch.incoming.filter(outcome=OUTCOME.WAITING).count() == 3
    assert batch.incoming.filter(due_at=None).count() == 0
    assert len(originals(batch)) == 3
    IncomingFile.objects.update(due_at=timezone.now())
    work_through(IncomingFile, cleaning.clean_one)
    batch.refresh_from_db()
    assert batch.state == Batch.State.REVIEW


def test_what_cannot_be_erased_is_not_said_to_be(tmp_path, monkeypatch, caplog):
    first = make_reviewable(tmp_path / "a")
    second = make_reviewable(tmp_path / "b", *another())
    for batch in (first, second):
        intake.refuse(batch, by=make_educator(), reason="Not ours")
    real = quarantine.erase

    def stuck(token: str) -> None:
        if token == first.token:
            raise PermissionError(13, "Permission denied")
        real(token)

    with monkeypatch.context() as patched:
        patched.setattr(quarantine, "erase", stuck)
        erasing.erase_settled()

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.erased_at is None
    assert second.erased_at is not None
    assert "cannot be erased" in caplog.text
    erasing.erase_settled()
    first.refresh_from_db()
    assert first.erased_at is not None


def test_a_file_whose_original_is_gone_costs_one_line(tmp_path):
    batch = receive(tmp_path)
    lost = batch.incoming.first()
    (quarantine.folder_of(batch.token) / lost.name).unlink()

    work_through(IncomingFile, cleaning.clean_one)

    lost.refresh_from_db()
    batch.refresh_from_db()
    assert lost.outcome == OUTCOME.UNREADABLE
    assert "send it again" in lost.line
    assert batch.state == Batch.State.REVIEW


# --- left behind --------------------------------------------------------------


def test_a_killed_workers_draft_goes_and_originals_stay(tmp_path, monkeypatch):
    batch = receive(tmp_path)
    row = batch.incoming.first()
    draft = quarantine.clean_copy(batch.token, row.name)
    draft.write_bytes(b"half")
    sweeping.sweep_quarantine()
    assert draft.exists()

    make_old(draft.parent, 7, monkeypatch)
    sweeping.sweep_quarantine()

    assert not draft.exists()
    assert len(originals(batch)) == 3


def test_what_the_second_reader_noted_stays_until_the_batch_ends(tmp_path, monkeypatch):
    batch = make_reviewable(tmp_path)
    folder = quarantine.folder_of(batch.token)
    noted = sorted(path.name for path in folder.iterdir())

    make_old(folder, 48, monkeypatch)
    sweeping.sweep_quarantine()

    assert sorted(path.name for path in folder.iterdir()) == noted
    assert any(name.endswith(".facts") for name in noted)


def test_whatever_lies_in_quarantine_without_a_batch_goes_after_a_day(
    tmp_path, monkeypatch
):
    batch = receive(tmp_path)
    root = quarantine.root()
    strays = [root / "listening" / "association" / "part", root / "loose"]
    for path in strays:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"Hollyhock^Marigold")
    sweeping.sweep_quarantine()
    assert all(path.exists() for path in strays)

    make_old(root, 25, monkeypatch)
    sweeping.sweep_quarantine()

    assert not any(path.exists() for path in strays)
    assert len(originals(batch)) == 3


def test_a_study_folder_that_no_row_names_is_erased_from_the_store(tmp_path):
    study = make_released(tmp_path / "a")
    coming = make_reviewable(tmp_path / "b", *another())
    default_storage.save("studies/2.25.1/2.25.2/frame-00001.part", ContentFile(b"x"))

    assert sweeping.sweep_store() == 1

    assert not default_storage.exists("studies/2.25.1")
    assert default_storage.exists(storage.study_folder(study.uid))
    assert default_storage.exists(storage.study_folder(coming.study_uid))


def test_a_dead_letter_of_a_refused_batch_is_harmless(tmp_path, settings):
    batch = receive(tmp_path)
    row = batch.incoming.first()
    DeadLetter.objects.create(
        queue=IncomingFile._meta.label, row=row.pk, attempts=8, title="A file"
    )
    age(batch, days=settings.QUARANTINE_DAYS + 1)
    tasks.erase_settled()

    IncomingFile.objects.filter(pk=row.pk).update(due_at=timezone.now())
    work_through(IncomingFile, cleaning.clean_one)

    row.refresh_from_db()
    assert row.due_at is None
    assert not Instance.objects.exists()


def test_the_portal_refuses_nothing_that_a_person_has_just_released(tmp_path):
    study = make_released(tmp_path)
    batch = Batch.objects.get(study=study)

    with pytest.raises(Refused, match="settled already"):
        expiry.decision.let_lapse(batch, reason="Too old")

    assert Study.objects.released().count() == 1


def test_the_second_sending_of_a_refused_study_is_not_erased_with_the_first(tmp_path):
    first = make_reviewable(tmp_path / "a")
    intake.refuse(first, by=make_educator(), reason="Sent by mistake")
    paths = write(tmp_path / "b", *make_slices(2))
    second = intake.receive(paths, by=make_educator()).batches[0]
    work_through(IncomingFile, cleaning.clean_one)

    erasing.erase_settled()

    second.refresh_from_db()
    assert second.state == Batch.State.REVIEW
    assert default_storage.exists(storage.study_folder(second.study_uid))
    assert Instance.objects.count() == 2
