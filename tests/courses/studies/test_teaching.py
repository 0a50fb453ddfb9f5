"""Cases that a PACS hands over with a teaching file document."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pydicom import Dataset
from pydicom.uid import (
    ComprehensiveSRStorage,
    generate_uid,
)

from courses.studies import intake
from courses.studies.keeping import quarantine, storage
from courses.studies.keeping.erasing import erase_dead_ends
from courses.studies.models import Batch, IncomingFile, Instance
from courses.studies.work import cleaning
from portal.jobs.queue import work_through
from tests.dicom_maker import STUDY_UID, write
from tests.makers.people import make_educator
from tests.makers.studies import look_at_all, make_released, make_slices
from tests.makers.teaching import NOTE, code, make_key_objects, make_report, say

pytestmark = pytest.mark.django_db


def send(folder, *datasets: Dataset) -> Batch:
    paths = write(folder / generate_uid(), *datasets)
    receipt = intake.receive(paths, by=make_educator())
    work_through(IncomingFile, cleaning.clean_one)
    return Batch.objects.get(pk=receipt.batches[0].pk)


def outcomes(batch: Batch) -> list[str]:
    return sorted(batch.incoming.values_list("outcome", flat=True))


@pytest.mark.parametrize("title", ["TCE001", "TCE002", "TCE007"])
@pytest.mark.parametrize("first", ["document", "images", "together"])
def test_only_the_images_it_names_become_the_case_in_whatever_order_they_come(
    tmp_path, title, first, django_capture_on_commit_callbacks
):
    slices = make_slices(4)
    document = make_key_objects(*slices[1:3], title=title)
    sendings = {
        "document": [[document], slices],
        "images": [slices, [document]],
        "together": [[slices[0], document, *slices[1:]]],
    }[first]

    with django_capture_on_commit_callbacks(execute=True):
        for one in sendings:
            batch = send(tmp_path, *one)
    erase_dead_ends()

    assert batch.state == Batch.State.REVIEW
    assert outcomes(batch) == ["clean", "clean", "document", "unnamed", "unnamed"]
    assert batch.study.images == 2
    assert batch.note == batch.study.note == NOTE
    held = Instance.objects.filter(series__study=batch.study)
    assert sorted(held.values_list("number", flat=True)) == [2, 3]
    kept = set(batch.incoming.filter(erased_at=None).values_list("name", flat=True))
    lying = {path.name for path in quarantine.folder_of(batch.token).iterdir()}
    assert {name for name in lying if "." not in name} == kept
    assert len(kept) == 2


def test_what_is_taken_out_leaves_no_frame_in_the_store(
    tmp_path, django_capture_on_commit_callbacks
):
    slices = make_slices(2)
    send(tmp_path, *slices)
    away = Instance.objects.get(number=1).folder

    with django_capture_on_commit_callbacks(execute=True):
        send(tmp_path, make_key_objects(slices[1]))

    with pytest.raises(FileNotFoundError):
        storage.get(storage.header_name(away))


def test_the_case_is_released_like_any_other(tmp_path):
    slices = make_slices(3)
    batch = send(tmp_path, *slices, make_key_objects(slices[0]))
    educator = make_educator()

    look_at_all(batch, educator)
    study = intake.release(batch, by=educator, words=intake.Words(), looked=True)

    assert (study.images, study.note) == (1, NOTE)


def test_a_document_sent_again_says_and_selects_nothing_twice(tmp_path):
    slices = make_slices(2)
    document = make_key_objects(slices[0])

    send(tmp_path, *slices, document)
    document.ContentTime = "111213"  # by another export of the same
    batch = send(tmp_path, document)

    assert batch.note == NOTE
    assert batch.study.images == 1


def test_images_that_never_came_are_said_and_come_in_later(tmp_path):
    slices = make_slices(3)

    batch = send(tmp_path, slices[0], make_key_objects(*slices))
    before = batch.incoming.get(outcome="document").line
    send(tmp_path, *slices[1:])
    after = batch.incoming.get(outcome="document").line

    assert before == "Names 3 images of the case. 2 have not come."
    assert after == "Names 3 images of the case."


def test_a_second_document_adds_images_and_what_was_sent_away_comes_in_again(tmp_path):
    slices = make_slices(3)
    send(tmp_path, *slices, make_key_objects(slices[0]))

    batch = send(tmp_path, slices[2], make_key_objects(slices[2], text="And this one."))

    assert batch.study.images == 2
    assert batch.note == f"{NOTE}\n\nAnd this one."


def test_additional_information_is_told_in_the_note_without_its_author(tmp_path):
    more = make_report(
        ComprehensiveSRStorage,
        code("TCE006", "IHERADTF", "Additional Teaching File Information"),
        say(code("TCE101", "IHERADTF", "Author"), "Ada Foxglove"),
        say(code("121060", "DCM", "History"), "Cough; Marigold smokes."),
        say(code("TCE107", "IHERADTF", "Diagnosis"), "Adenocarcinoma"),
    )

    batch = send(tmp_path, *make_slices(1), more)

    assert batch.note == "History: Cough; [name] smokes.\nDiagnosis: Adenocarcinoma"
    assert batch.study.images == 1


def test_other_key_objects_are_no_teaching_file_document(tmp_path):
    slices = make_slices(2)
    note = make_key_objects(slices[0])
    note.ConceptNameCodeSequence = code("113000", "DCM", "Of Interest")

    batch = send(tmp_path, *slices, note)

    assert batch.note == ""
    assert "unnamed" not in outcomes(batch)


def test_a_document_of_another_study_selects_from_the_study_that_it_names(tmp_path):
    slices = make_slices(2)
    images = send(tmp_path, *slices)
    document = make_key_objects(slices[0])
    document.StudyInstanceUID = generate_uid()

    send(tmp_path, document)

    images.refresh_from_db()
    assert images.study.images == 1


def test_refused_nothing_of_its_words_or_its_choice_is_kept(tmp_path):
    slices = make_slices(2)
    batch = send(tmp_path, *slices, make_key_objects(slices[0]))

    batch = intake.refuse(batch, by=make_educator(), reason="Not this one.")

    assert batch.note == ""
    again = send(tmp_path, *make_slices(2))
    assert again.study.images == 2


def test_for_a_study_of_the_library_a_document_comes_too_late(tmp_path):
    [slice_] = make_slices(1)
    study = make_released(tmp_path / "before", slice_)
    assert slice_.StudyInstanceUID == STUDY_UID

    receipt = intake.receive(
        write(tmp_path / "after", make_key_objects()), by=make_educator()
    )

    assert receipt.batches == []
    study.refresh_from_db()
    assert study.note == ""


def test_the_patients_words_stand_in_no_row(tmp_path):
    slices = make_slices(1)

    batch = send(tmp_path, *slices, make_key_objects(slices[0]))

    told = " ".join(
        [batch.note, *batch.incoming.values_list("line", flat=True)]
        + [str(one) for one in batch.incoming.values_list("report", flat=True)]
    )
    assert "Hollyhock" not in told
    assert "7734190" not in told
    assert batch.received_at > timezone.now() - timedelta(minutes=5)
