"""The second reader's report is kept with the study, and a fault stops a release."""

import json

import pytest
from django.urls import reverse
from pydicom import Dataset, Sequence, dcmread

from courses.dicom.proof import validator
from courses.studies import intake
from courses.studies.keeping import quarantine
from courses.studies.models import Batch, IncomingFile, Proof, Study
from courses.studies.work import cleaning
from portal.jobs.queue import work_through
from portal.lib.refusal import Refused
from tests.makers.people import make_educator, make_user
from tests.makers.studies import (
    make_released,
    make_reviewable,
    make_slices,
    receive,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def careless(monkeypatch):
    """An engine that is as careful as ours, but for what a test adds."""

    def with_flaw(flaw) -> None:
        def clean_file(source, target, **options):
            report = real(source, target, **options)
            clean = dcmread(target)
            flaw(clean)
            clean.save_as(target, enforce_file_format=True)
            return report

        monkeypatch.setattr(cleaning, "clean_file", clean_file)

    real = cleaning.clean_file
    return with_flaw


def test_each_batch_that_is_cleaned_has_a_report_of_names_and_counts(tmp_path):
    batch = make_reviewable(tmp_path)

    proof = Proof.objects.of(batch)

    assert (proof.passed, proof.files, proof.study) == (True, 3, batch.study)
    assert proof.searched > 100
    assert proof.counts["files"] == 3
    assert proof.counts["uids"] == 6
    assert proof.counts["dates"] == 6
    assert proof.counts["retained"] > 60
    whole = json.dumps(proof.as_dict())
    for value in ("Hollyhock", "7734190", "19581103", "ACC555", "1.2.826"):
        assert value not in whole


@pytest.mark.skipif(validator.program() is None, reason="dciodvfy is not installed")
def test_the_validator_is_asked_once_for_each_series(tmp_path, monkeypatch):
    asked = []
    real = validator.opinion
    monkeypatch.setattr(
        validator, "opinion", lambda *paths: asked.append(paths) or real(*paths)
    )

    batch = make_reviewable(tmp_path)

    assert len(asked) == 1
    assert Proof.objects.of(batch).validated == Proof.Validated.PASSED


def test_without_the_validator_the_report_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(validator, "program", lambda: None)

    batch = make_reviewable(tmp_path)

    assert Proof.objects.of(batch).validated == Proof.Validated.ABSENT
    assert Proof.objects.of(batch).passed


def test_a_fault_in_one_file_stands_against_the_release_by_name(tmp_path, careless):
    def flaw(clean: Dataset) -> None:
        if clean.InstanceNumber == 2:
            clean.PixelSpacing = [0.9, 0.9]

    careless(flaw)
    batch = make_reviewable(tmp_path)

    proof = Proof.objects.of(batch)
    assert proof.faults == {"PixelSpacing has changed.": 1}
    assert not proof.passed
    assert batch.incoming.filter(outcome=IncomingFile.Outcome.LEAK).count() == 1
    with pytest.raises(Refused, match="second check"):
        intake.release(batch, by=make_educator(), words=intake.Words(), looked=True)


def test_files_that_only_together_are_wrong_stop_the_batch(tmp_path, careless):
    """Each by itself is clean; between them the days moved apart."""

    def flaw(clean: Dataset) -> None:
        if clean.InstanceNumber == 2:
            clean.StudyDate = clean.ContentDate = ""
            clean.StudyDate = "20110101"

    careless(flaw)
    batch = make_reviewable(tmp_path)

    proof = Proof.objects.of(batch)
    assert proof.faults == {"The days of two files were not moved alike.": 1}
    assert not batch.incoming.filter(outcome=IncomingFile.Outcome.LEAK).exists()
    with pytest.raises(Refused, match="days of two files"):
        intake.release(batch, by=make_educator(), words=intake.Words(), looked=True)
    assert not Study.objects.released().exists()


def test_references_between_images_are_counted_and_hold(tmp_path):
    slices = make_slices(3)
    for one in slices[1:]:
        reference = Dataset()
        reference.ReferencedSOPClassUID = slices[0].SOPClassUID
        reference.ReferencedSOPInstanceUID = slices[0].SOPInstanceUID
        one.ReferencedImageSequence = Sequence([reference])

    batch = make_reviewable(tmp_path, *slices)

    assert Proof.objects.of(batch).counts["references"] == 1
    assert Proof.objects.of(batch).passed


def test_a_batch_without_a_report_is_not_released(tmp_path):
    batch = make_reviewable(tmp_path)
    Proof.objects.all().delete()

    with pytest.raises(Refused, match="no report"):
        intake.release(batch, by=make_educator(), words=intake.Words(), looked=True)


def test_what_the_files_agreed_on_goes_with_their_originals(tmp_path):
    batch = receive(tmp_path)
    work_through(IncomingFile, cleaning.clean_one)
    folder = quarantine.folder_of(batch.token)
    assert len(list(folder.glob("*.facts"))) == 3

    quarantine.erase(batch.token)

    assert not folder.exists()
    assert Proof.objects.of(batch).passed


def test_a_lost_file_of_facts_is_a_fault_not_a_pass(tmp_path, monkeypatch):
    batch = receive(tmp_path)
    monkeypatch.setattr("courses.studies.work.proving._facts", lambda *_where: "")

    work_through(IncomingFile, cleaning.clean_one)

    assert "lost" in next(iter(Proof.objects.of(batch).faults))


def test_reviewers_read_the_report_and_take_it_away_as_a_file(tmp_path, client):
    study = make_released(tmp_path)
    batch = Batch.objects.get(study=study)
    client.force_login(make_educator())

    page = client.get(reverse("studies:study", args=[study.pk])).content.decode()
    review = client.get(reverse("studies:batch", args=[batch.pk])).content.decode()
    of_batch = client.get(reverse("studies:proof", args=[batch.pk]))
    of_study = client.get(reverse("studies:study_proof", args=[study.pk]))

    assert "What a second check of every file found" in page
    assert "Every file, checked a second time" in review
    assert of_batch.json() == of_study.json()
    assert of_batch.json()["passed"] is True
    assert "attachment" in of_batch["Content-Disposition"]


def test_a_learner_sees_nothing_of_the_report(tmp_path, client):
    study = make_released(tmp_path)
    batch = Batch.objects.get(study=study)
    client.force_login(make_user())

    page = client.get(reverse("studies:study", args=[study.pk])).content.decode()

    assert "second check" not in page
    for name, pk in (("study_proof", study.pk), ("proof", batch.pk)):
        assert client.get(reverse(f"studies:{name}", args=[pk])).status_code == 403
