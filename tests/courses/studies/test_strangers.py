"""Files that name another study's series or image: they stay out of it, unseen."""

from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.core.files.storage import default_storage
from django.db import connections
from django.utils import timezone
from pydicom import Dataset

from courses.studies import intake
from courses.studies.models import Batch, IncomingFile, Instance, Series, Study
from courses.studies.work import cleaning
from portal.jobs.queue import work_through
from portal.lib.refusal import Refused
from tests.dicom_maker import STUDY_UID, make_ct
from tests.makers.network import listening, make_node, send
from tests.makers.people import make_educator, make_user
from tests.makers.studies import (
    make_released,
    make_reviewable,
    make_slices,
    make_study,
    receive,
)

pytestmark = pytest.mark.django_db
OUTCOME = IncomingFile.Outcome
OTHER = {
    "StudyInstanceUID": STUDY_UID + "9",
    "PatientName": "Larkspur^Ivy",
    "PatientID": "MRN-5550001",
    "AccessionNumber": "ACC5557777",
}


def of_another(number: int = 2) -> list[Dataset]:
    """Another patient's study under the same SeriesInstanceUID."""
    return make_slices(number, **OTHER)


def what_is_kept() -> tuple[set[str], set[tuple[object, ...]]]:
    """Every file of the store, and every image that has a row."""
    root = Path(default_storage.location)
    files = {str(path) for path in root.rglob("*") if path.is_file()}
    rows = Instance.objects.values_list("uid", "series__uid", "series__study__uid")
    return files, set(rows)


def lines(batch: Batch) -> set[tuple[str, str]]:
    return set(batch.incoming.values_list("outcome", "line"))


def test_a_strangers_file_with_the_series_of_a_released_study_is_seen_by_nobody(
    tmp_path,
):
    study = make_released(tmp_path / "a")
    before = what_is_kept()

    batch = make_reviewable(tmp_path / "b", *of_another())

    assert lines(batch) == {(OUTCOME.ELSEWHERE, "Its series belongs to another study.")}
    assert what_is_kept() == before
    assert batch.study is None
    with pytest.raises(Refused, match="Nothing of this batch"):
        intake.release(batch, by=make_educator(), words=intake.Words(), looked=True)
    study.refresh_from_db()
    assert study.images == Instance.objects.count() == 3
    assert list(Study.objects.visible_to(make_user())) == [study]


@pytest.mark.django_db(transaction=True)
def test_nor_by_the_network_door(tmp_path, settings):
    settings.DICOM_SETTLE_SECONDS = 0
    make_released(tmp_path)
    make_node()
    before = what_is_kept()

    with listening() as listener:
        assert send(listener.port, *of_another()) == [0, 0]
    Batch.objects.open().update(settles_at=None)
    IncomingFile.objects.filter(outcome=OUTCOME.WAITING).update(due_at=timezone.now())
    work_through(IncomingFile, cleaning.clean_one)

    batch = Batch.objects.in_review().get()
    assert {outcome for outcome, _line in lines(batch)} == {OUTCOME.ELSEWHERE}
    assert what_is_kept() == before


def test_an_image_that_is_in_another_study_already(tmp_path):
    [image] = make_slices(1)
    make_reviewable(tmp_path / "a", image)
    copy = make_ct(
        **OTHER,
        SOPInstanceUID=image.SOPInstanceUID,
        SeriesInstanceUID=STUDY_UID + "9.1",
    )
    before = what_is_kept()

    batch = make_reviewable(tmp_path / "b", copy)

    assert lines(batch) == {
        (OUTCOME.ELSEWHERE, "The same image is in another study already.")
    }
    assert what_is_kept() == before


def test_the_rest_of_such_a_batch_goes_on(tmp_path):
    make_released(tmp_path / "a")
    own = make_ct(**OTHER, SeriesInstanceUID=STUDY_UID + "9.1")

    batch = make_reviewable(tmp_path / "b", *of_another(1), own)

    assert intake.outcome_counts(batch) == {OUTCOME.ELSEWHERE: 1, OUTCOME.CLEAN: 1}
    assert batch.study.images == 1
    assert Series.objects.get(study=batch.study).instances.count() == 1


def test_a_study_that_is_released_meanwhile_takes_nothing_more(tmp_path):
    batch = receive(tmp_path)
    study = make_study(uid=batch.study_uid)

    work_through(IncomingFile, cleaning.clean_one)

    batch.refresh_from_db()
    assert lines(batch) == {(OUTCOME.ELSEWHERE, "Its study is in the library already.")}
    assert batch.study is None
    assert not study.series.exists()
    intake.refuse(batch, by=make_educator(), reason="Here already")
    assert Study.objects.released().get() == study


@pytest.mark.django_db(transaction=True)
def test_two_studies_worked_on_at_once_do_not_share_a_series(tmp_path):
    receive(tmp_path / "a", *make_slices(4))
    receive(tmp_path / "b", *of_another(4))
    together = Barrier(2)

    def work() -> None:
        together.wait()
        work_through(IncomingFile, cleaning.clean_one)
        connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    work_through(IncomingFile, cleaning.clean_one)

    [one, two] = Batch.objects.in_review()
    assert sorted([*lines(one), *lines(two)]) == [
        (OUTCOME.CLEAN, ""),
        (OUTCOME.ELSEWHERE, "Its series belongs to another study."),
    ]
    assert Study.objects.count() == Series.objects.count() == 1
    assert Instance.objects.count() == 4
