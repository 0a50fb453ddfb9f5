"""What a named person must have seen before a study is released."""

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from courses.studies import tasks
from courses.studies.dicomweb.bodies import header_of
from courses.studies.models import Batch, Instance, Reading, TextBox
from courses.studies.review import boxes, looking
from courses.studies.review.boxes import Area
from portal.lib.refusal import Refused
from portal.people.models import User
from tests.makers.people import make_educator
from tests.makers.review import frame_of, release
from tests.makers.studies import look_at_all, make_reviewable, make_slices
from tests.makers.ultrasound import make_ultrasound, picture

pytestmark = pytest.mark.django_db
STATE = TextBox.State


def test_release_waits_for_the_machine_then_for_a_word_on_each_box_then_for_eyes(
    tmp_path, machine
):
    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()

    with pytest.raises(Refused, match="still being looked for in 1 image"):
        release(batch, educator)
    tasks.read_text()
    with pytest.raises(Refused, match="2 boxes wait for your word"):
        release(batch, educator)
    boxes.decide(batch, list(TextBox.objects.all()), STATE.DISMISSED, by=educator)
    with pytest.raises(Refused, match="1 image must still be looked at"):
        release(batch, educator)
    look_at_all(batch, educator)

    assert release(batch, educator).released_by == educator
    assert set(TextBox.objects.values_list("state", "by")) == {
        (STATE.DISMISSED, educator.pk)
    }


def test_anothers_look_is_not_mine(tmp_path):
    batch = make_reviewable(tmp_path, make_ultrasound())
    look_at_all(batch, make_educator())

    with pytest.raises(Refused, match="must still be looked at"):
        release(batch, make_educator())


def test_without_the_machine_every_image_must_be_looked_at(tmp_path):
    batch, educator = make_reviewable(tmp_path, *make_slices(5)), make_educator()
    images = looking.standing(batch.study, educator).images

    looking.look(batch, [one.place for one in images[:4]], by=educator)
    with pytest.raises(Refused, match="1 image must still"):
        release(batch, educator)
    client = Client()
    client.force_login(educator)
    page = client.get(reverse("studies:batch", args=[batch.pk])).content

    assert b"No machine looks for text in the pixels here" in page
    assert not Reading.objects.exists()


def seen_of(batch: Batch, educator: User, **posted: object) -> list[int]:
    """The numbers of the images that count as seen after one step."""
    client = Client()
    client.force_login(educator)
    client.post(reverse("studies:look", args=[batch.pk]), posted)
    images = looking.standing(batch.study, educator).images
    return [one.number for one in images if one.seen]


def test_a_film_that_runs_by_is_no_look_at_images_that_may_carry_text(tmp_path):
    film = make_ultrasound(*[picture("HOLLYHOCK")] * 4)
    batch, educator = make_reviewable(tmp_path, film), make_educator()
    pk = Instance.objects.get().pk

    fast = seen_of(batch, educator, frames=f"{pk}:1:83,{pk}:2:83,{pk}:3:399")
    slow = seen_of(batch, educator, frames=f"{pk}:2:400,{pk}:3:9000,{pk}:9:9000")

    assert fast == []
    assert slow == [2, 3]
    assert seen_of(batch, educator, frames=f"{pk}:1", go_on="1") == [1, 2, 3]


def test_slices_of_a_scanner_may_be_scrolled_as_a_film(tmp_path):
    batch, educator = make_reviewable(tmp_path, *make_slices(3)), make_educator()
    one, two, three = looking.standing(batch.study, educator).images
    pk = [one.instance.pk, two.instance.pk, three.instance.pk]
    boxes.add(batch, two.instance, Area(1, 1, 9, 9), by=educator)

    seen = seen_of(batch, educator, frames=f"{pk[0]}:1:60,{pk[1]}:1:60,{pk[2]}:1:20")

    assert seen == [1]


def test_a_word_for_the_whole_sheet_leaves_out_what_must_be_seen_large(tmp_path):
    images = [*make_slices(3), make_ultrasound(picture("NAME"))]
    for image in images:
        image.StudyInstanceUID = images[0].StudyInstanceUID
        image.PatientID = images[0].PatientID
    batch, educator = make_reviewable(tmp_path, *images), make_educator()
    boxes.add(batch, Instance.objects.first(), Area(1, 1, 9, 9), by=educator)

    seen_of(batch, educator, whole_sheet="1")

    left = looking.standing(batch.study, educator).left
    assert sorted(one.instance.series.modality for one in left) == ["CT", "US"]
    assert all(one.is_suspect for one in left)
    page = Client()
    page.force_login(educator)
    shown = page.get(reverse("studies:batch", args=[batch.pk])).content
    assert b"2 images here may carry text" in shown
    assert b"I looked at the others" in shown


def test_a_header_that_warned_says_no_once_a_named_person_has_looked(tmp_path):
    warned = make_ultrasound(BurnedInAnnotation="YES")
    batch, educator = make_reviewable(tmp_path, warned), make_educator()
    look_at_all(batch, educator)

    release(batch, educator)

    header = header_of(Instance.objects.get().folder)
    assert header.BurnedInAnnotation == "NO"
    assert "113101" not in str(header.DeidentificationMethodCodeSequence)
    assert np.array_equal(frame_of(Instance.objects.get()), picture())
