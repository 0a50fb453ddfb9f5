"""A study on its way in: nothing identified gets past a named person's look."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from pydicom import dcmread

from courses.studies import intake
from courses.studies.keeping import erasing, quarantine, storage
from courses.studies.models import Batch, IncomingFile, Instance, Study
from courses.studies.work import cleaning
from portal.audit.models import AuditEvent
from portal.jobs.queue import work_through
from portal.lib.refusal import Refused
from tests.dicom_maker import make_ct, write
from tests.makers.people import make_educator, make_user
from tests.makers.studies import (
    make_released,
    make_reviewable,
    make_slices,
    receive,
)
from tests.makers.ultrasound import make_ultrasound

pytestmark = pytest.mark.django_db
OUTCOME = IncomingFile.Outcome


def test_received_files_wait_in_a_closed_folder_under_names_that_say_nothing(tmp_path):
    batch = receive(tmp_path / "Hollyhock")

    folder = quarantine.folder_of(batch.token)
    assert batch.state == Batch.State.RECEIVED
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all("image" not in path.name for path in folder.iterdir())
    assert batch.incoming.filter(outcome=OUTCOME.WAITING).count() == 3
    assert not Study.objects.exists()


def test_what_is_cleaned_waits_for_a_look_and_is_seen_by_nobody(tmp_path):
    batch = make_reviewable(tmp_path)

    assert batch.state == Batch.State.REVIEW
    assert batch.study is not None
    assert batch.study.images == Instance.objects.count() == 3
    assert not Study.objects.visible_to(make_user()).exists()


def test_a_released_study_is_in_the_library_and_says_who_let_it_out(tmp_path):
    study = make_released(tmp_path, title="Round opacity")

    seen = Study.objects.visible_to(make_user()).get()
    assert (seen, seen.title) == (study, "Round opacity")
    assert seen.released_by is not None
    event = AuditEvent.objects.get(verb="study.released")
    assert event.actor == seen.released_by
    assert seen.patient_line.startswith("Training ID TRN-")
    assert seen.patient_line.endswith("67 y F")


def test_nothing_of_the_patient_is_left_anywhere_after_the_release(tmp_path):
    study = make_released(tmp_path / "in")
    batch = Batch.objects.get(study=study)

    erasing.erase_settled()

    batch.refresh_from_db()
    assert batch.erased_at is not None
    assert not quarantine.folder_of(batch.token).exists()
    kept = [
        path for path in Path(default_storage.location).rglob("*") if path.is_file()
    ]
    assert len(kept) > 5
    for secret in (b"Hollyhock", b"MRN-7734190", b"ACC5551234", b"19581103"):
        assert not any(secret in path.read_bytes() for path in kept)
        assert secret.decode() not in _all_rows()


def _all_rows() -> str:
    """Every row of every table of the database, as text."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        rows: list[str] = []
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')  # noqa: S608
            rows.extend(row[0] for row in cursor.fetchall())
    return "\n".join(rows)


def test_a_refused_study_leaves_no_picture_and_no_original(tmp_path):
    batch = make_reviewable(tmp_path)
    folder = storage.study_folder(batch.study_uid)

    intake.refuse(batch, by=make_educator(), reason="Not ours")
    erasing.erase_settled()

    assert not Study.objects.exists()
    assert not default_storage.exists(folder)
    assert not quarantine.folder_of(batch.token).exists()
    assert "batch.refused" in AuditEvent.objects.values_list("verb", flat=True)


def test_an_unsure_file_blocks_the_release_until_somebody_vouches_for_it(tmp_path):
    batch = make_reviewable(tmp_path, make_ultrasound())

    with pytest.raises(Refused, match="pixels"):
        intake.release(batch, by=make_educator(), words=intake.Words(), looked=True)

    assert not Study.objects.released().exists()


def test_nobody_releases_unseen(tmp_path):
    batch = make_reviewable(tmp_path)

    with pytest.raises(Refused, match="Look"):
        intake.release(batch, by=make_educator(), words=intake.Words(), looked=False)


def test_a_learner_takes_nothing_in_and_lets_nothing_out(tmp_path):
    batch = make_reviewable(tmp_path)
    learner = make_user()

    with pytest.raises(PermissionDenied):
        intake.release(batch, by=learner, words=intake.Words(), looked=True)
    with pytest.raises(PermissionDenied):
        intake.receive([tmp_path], by=learner)


def test_a_leak_that_the_second_reader_finds_stops_the_batch(tmp_path, monkeypatch):
    def careless(source, target, **options):
        report = real(source, target, **options)
        clean = dcmread(target)
        clean.ImageComments = "Hollyhock was here"
        clean.save_as(target, enforce_file_format=True)
        return report

    real = cleaning.clean_file
    monkeypatch.setattr(cleaning, "clean_file", careless)

    batch = make_reviewable(tmp_path)

    assert set(batch.incoming.values_list("outcome", flat=True)) == {OUTCOME.LEAK}
    assert not Instance.objects.exists()
    with pytest.raises(Refused, match="second check"):
        intake.release(batch, by=make_educator(), words=intake.Words(), looked=True)
    lines = " ".join(batch.incoming.values_list("line", flat=True))
    assert "PatientName" in lines
    assert "Hollyhock" not in lines


def test_one_damaged_file_costs_one_line_and_the_rest_goes_on(tmp_path):
    slices = make_slices(2)
    slices[0].PixelData = slices[0].PixelData[:100]

    batch = make_reviewable(tmp_path, *slices)

    outcomes = intake.outcome_counts(batch)
    assert outcomes == {OUTCOME.UNREADABLE: 1, OUTCOME.CLEAN: 1}
    assert batch.state == Batch.State.REVIEW


def test_files_that_are_no_dicom_are_named_and_left(tmp_path):
    write(tmp_path, make_ct())
    (tmp_path / "notes.txt").write_text("nothing")

    receipt = intake.receive([tmp_path], by=make_educator())

    assert [path.name for path, _why in receipt.left_out] == ["notes.txt"]
    assert len(receipt.batches) == 1


def test_the_same_file_sent_twice_comes_in_once(tmp_path):
    slices = make_slices(2)
    first = receive(tmp_path / "a", *slices)
    again = receive(tmp_path / "b", *slices)

    assert again == first
    assert first.incoming.count() == 2


def test_a_study_of_the_library_is_not_taken_in_again(tmp_path):
    make_released(tmp_path / "a")

    receipt = intake.receive(write(tmp_path / "b", make_ct()), by=make_educator())

    assert receipt.batches == []
    assert "already" in receipt.left_out[0][1]


def test_a_worker_that_dies_half_way_loses_nothing_and_doubles_nothing(tmp_path):
    batch = receive(tmp_path)

    class Killed(BaseException):
        """Like kill -9: no handler of ours runs."""

    def die(row: IncomingFile) -> None:
        cleaning.clean_one(row)
        raise Killed

    with pytest.raises(Killed):
        work_through(IncomingFile, die)
    assert not Instance.objects.exists()
    work_through(IncomingFile, cleaning.clean_one)

    batch.refresh_from_db()
    assert batch.state == Batch.State.REVIEW
    assert Instance.objects.count() == 3
    series = batch.study.series.get()
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    frames = list(folder.rglob("frame-*.part"))
    assert len(frames) == 3
    assert series.instances.count() == 3
