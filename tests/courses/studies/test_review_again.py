"""A released study is looked at again, withdrawn, erased."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.studies import intake
from courses.studies.keeping import erasing, storage
from courses.studies.models import Batch, Instance, Look, Study, TextBox
from courses.studies.review import boxes
from courses.studies.review.boxes import Area
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from tests.makers.people import make_educator
from tests.makers.review import frame_of, release
from tests.makers.studies import look_at_all, make_reviewable
from tests.makers.ultrasound import make_ultrasound

pytestmark = pytest.mark.django_db


def test_a_released_study_is_taken_back_at_once_for_a_new_look(
    tmp_path, client, django_capture_on_commit_callbacks
):
    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()
    look_at_all(batch, educator)
    study = release(batch, educator)
    client.force_login(educator)
    page = client.get(reverse("studies:study", args=[study.pk]))
    token = page.context["viewer"]["token"]
    address = f"/dicomweb/studies/{study.uid}/metadata"
    bearer = {"Authorization": f"Bearer {token}"}
    reader = Client()
    assert reader.get(address, headers=bearer).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("studies:withdraw", args=[study.pk]),
            {"reason": "A name stands there", "then": "look"},
        )

    batch.refresh_from_db()
    assert (batch.state, batch.reason) == (Batch.State.REVIEW, "A name stands there")
    assert not Study.objects.released().exists()
    assert reader.get(address, headers=bearer).status_code in (401, 404)
    assert not Look.objects.exists()
    with pytest.raises(Refused, match="looked at"):
        release(batch, educator)
    boxes.add(batch, Instance.objects.get(), Area(0, 0, 50, 30), by=educator)
    look_at_all(batch, educator)
    assert release(batch, educator) == study
    assert not frame_of(Instance.objects.get())[0:30, 0:50].any()
    assert AuditEvent.objects.filter(verb="study.withdrawn").count() == 1


def test_a_withdrawn_study_may_be_erased_with_its_frames(tmp_path, client):

    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()
    look_at_all(batch, educator)
    study = release(batch, educator)
    erasing.erase_settled()
    folder = storage.study_folder(study.uid)
    assert storage.exists(folder)

    intake.withdraw(study, by=educator, reason="A name", erase=True)
    erasing.erase_settled()

    assert not Study.objects.exists()
    assert not storage.exists(folder)
    batch.refresh_from_db()
    assert batch.state == Batch.State.REFUSED


def test_a_study_in_review_again_says_what_is_painted_and_what_is_gone(
    tmp_path, client
):
    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()
    painted = boxes.add(batch, Instance.objects.get(), Area(0, 0, 50, 30), by=educator)
    look_at_all(batch, educator)
    client.force_login(educator)
    url = reverse("studies:batch", args=[batch.pk])
    before = client.get(url).content.decode()
    study = release(batch, educator)
    erasing.erase_settled()

    batch = intake.withdraw(study, by=educator, reason="A name", erase=False)
    new = boxes.add(batch, Instance.objects.get(), Area(90, 90, 50, 30), by=educator)
    page = client.get(url).content.decode()

    assert "The originals are erased on release or refusal." in before
    assert "The originals are erased." in page
    assert "taken out of the library" in page
    assert "sent by" not in page
    assert "Painted over at its release" in page
    assert f'data-box-form="{new.pk}"' in page
    assert f'data-box-form="{painted.pk}"' not in page
    for verb in ("remove", "suggested"):
        change = reverse("studies:box", args=[batch.pk, painted.pk])
        assert client.post(change, {"do": verb}).status_code == 409
    with pytest.raises(Refused, match="painted over"):
        boxes.move(batch, painted, Area(1, 1, 9, 9), by=educator)
    boxes.remove(batch, new, by=educator)
    assert list(TextBox.objects.all()) == [painted]


def test_a_withdrawn_studys_small_picture_goes_from_browsers_too(tmp_path, client):
    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()
    look_at_all(batch, educator)
    study = release(batch, educator)
    client.force_login(educator)
    url = reverse("studies:thumbnail", args=[study.pk])

    first = client.get(url)
    known = {"If-None-Match": first["ETag"]}
    again = client.get(url, headers=known)
    intake.withdraw(study, by=educator, reason="A name", erase=False)

    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url, headers=known).status_code == 404
