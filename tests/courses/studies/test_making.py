import numpy as np
import pytest
from django.urls import reverse

from courses.dicom import pixels
from courses.studies import making, tokens
from courses.studies.keeping import storage
from courses.studies.models import Grant, Instance, Study
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_grant, make_slices

pytestmark = pytest.mark.django_db


def made(number: int = 3, **words) -> Study:
    return making.keep(
        make_slices(number), by=make_educator(), title="Made of numbers", **words
    )


def uids_of(study: Study) -> set[str]:
    rows = Instance.objects.filter(series__study=study)
    return {study.uid} | {
        uid for row in rows.values_list("uid", "series__uid") for uid in row
    }


def test_a_made_study_is_in_the_library_at_once_with_all_its_images():
    study = made()

    assert study in Study.objects.visible_to(make_user())
    assert (study.images, study.title) == (3, "Made of numbers")


def test_its_pixels_are_served_as_they_were_drawn():
    slices = make_slices(1)
    drawn = slices[0].pixel_array.copy()
    study = making.keep(slices, by=make_educator(), title="Made of numbers")

    folder = Instance.objects.get(series__study=study).folder
    kept = pixels.from_htj2k(
        storage.unwrapped(storage.get(f"{folder}/frame-00001.part"))
    )

    assert np.array_equal(kept, drawn)


def test_a_copy_shares_no_uid_and_no_patient_with_its_source_or_another_copy():
    study = made()
    one = making.copy(study, by=make_educator(), seed="1")
    other = making.copy(study, by=make_educator(), seed="2")

    every = [uids_of(each) for each in (study, one, other)]
    assert len(set.union(*every)) == sum(map(len, every))
    assert len({each.patient_id for each in (study, one, other)}) == 3
    text = storage.get(
        Instance.objects.filter(series__study=one)[0].folder + "/header.dcm"
    )
    assert not any(uid.encode() in text for uid in every[0])


def test_a_copy_is_seen_under_a_grant_only(client):
    copy = making.copy(made(), by=make_educator(), seed="1")
    learner = make_user()
    url = reverse("dicomweb:study_metadata", kwargs={"study_uid": copy.uid})
    client.force_login(learner)
    assert client.get(url).status_code == 404

    token = tokens.issue(learner, copy, grant=make_grant(learner, copy))

    answer = client.get(url, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert len(answer.json()) == 3


def test_a_change_alters_headers_and_leaves_images_out():
    def change(headers):
        for header in headers:
            header.PatientSex = "O"
        return headers[1:]

    copy = making.copy(made(), by=make_educator(), seed="1", change=change)

    assert (copy.images, copy.patient_sex) == (2, "O")


def test_what_was_made_goes_again_with_its_files(django_capture_on_commit_callbacks):
    copy = making.copy(made(), by=make_educator(), seed="1")
    folder = Instance.objects.filter(series__study=copy)[0].folder
    assert storage.exists(f"{folder}/header.dcm")

    with django_capture_on_commit_callbacks(execute=True):
        making.erase(copy)

    assert not storage.exists(f"{folder}/header.dcm")
    assert not Grant.objects.filter(study_id=copy.pk).exists()
