"""Text in the pixels is painted out, and nothing else is touched."""

import numpy as np
import pytest
from django.test import Client

from courses.studies import tasks
from courses.studies.dicomweb.bodies import header_of
from courses.studies.keeping import storage
from courses.studies.models import Instance, Study, TextBox
from courses.studies.review import boxes
from courses.studies.review.boxes import Area
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from tests.dicom_maker import give_pixels
from tests.makers.people import make_educator
from tests.makers.review import frame_of, release
from tests.makers.studies import look_at_all, make_reviewable, make_slices
from tests.makers.ultrasound import make_ultrasound, picture

pytestmark = pytest.mark.django_db
STATE = TextBox.State


def test_masked_boxes_are_black_and_all_else_is_as_it_was_to_the_bit(tmp_path):
    shown = picture("HOLLYHOCK JUNE")
    batch, educator = make_reviewable(tmp_path, make_ultrasound(shown)), make_educator()
    instance = Instance.objects.get()
    small = storage.get(storage.thumbnail_name(instance.folder))
    boxes.add(batch, instance, Area(8, 6, 150, 20), by=educator)
    look_at_all(batch, educator)

    study = release(batch, educator)

    expected = shown.copy()
    expected[6:26, 8:158] = 0
    assert np.array_equal(frame_of(instance), expected)
    header = header_of(instance.folder)
    assert header.BurnedInAnnotation == "NO"
    codes = [item.CodeValue for item in header.DeidentificationMethodCodeSequence]
    assert codes.count("113101") == 1
    assert codes[0] == "113100"
    assert storage.get(storage.thumbnail_name(instance.folder)) != small
    told = Client()
    told.force_login(educator)
    answer = told.get(f"/dicomweb/studies/{study.uid}/metadata").json()[0]
    assert answer["00280301"]["Value"] == ["NO"]
    assert "113101" in str(answer["00120064"])
    assert AuditEvent.objects.get(verb="study.released").detail["redacted"] == 1


KINDS = {
    "16 bit signed": (
        np.arange(-5000, -5000 + 4096, dtype="<i2"),
        "MONOCHROME2",
        -5000,
    ),
    "inverted": (np.arange(4096, dtype="<u2"), "MONOCHROME1", 4095),
    "8 bit": ((np.arange(4096) % 251).astype("u1"), "MONOCHROME2", 0),
}


@pytest.mark.parametrize("kind", KINDS)
def test_grey_of_every_kind_is_painted_with_its_own_black(tmp_path, kind):
    values, meaning, black = KINDS[kind]
    shown = values.reshape(64, 64)
    slices = make_slices(1)

    give_pixels(slices[0], shown)
    slices[0].PhotometricInterpretation = meaning
    batch, educator = make_reviewable(tmp_path, *slices), make_educator()
    instance = Instance.objects.get()
    boxes.add(batch, instance, Area(10, 20, 30, 10), by=educator)
    look_at_all(batch, educator)

    release(batch, educator)

    expected = shown.copy()
    expected[20:30, 10:40] = black
    assert np.array_equal(frame_of(instance), expected)


def test_a_box_of_one_frame_leaves_the_other_frames_alone(tmp_path):
    film = [picture(f"FRAME {number}") for number in range(3)]
    batch, educator = make_reviewable(tmp_path, make_ultrasound(*film)), make_educator()
    instance = Instance.objects.get()
    boxes.add(batch, instance, Area(0, 0, 50, 30), by=educator, frame=2)
    boxes.add(batch, instance, Area(300, 200, 99, 99), by=educator)
    look_at_all(batch, educator)

    release(batch, educator)

    for number, shown in enumerate(film, 1):
        expected = shown.copy()
        expected[200:, 300:] = 0
        if number == 2:
            expected[0:30, 0:50] = 0
        assert np.array_equal(frame_of(instance, number), expected)


def test_a_crash_in_the_middle_of_painting_releases_nothing(tmp_path, monkeypatch):
    film = [picture("HOLLYHOCK")] * 3
    batch, educator = make_reviewable(tmp_path, make_ultrasound(*film)), make_educator()
    instance = Instance.objects.get()
    boxes.add(batch, instance, Area(0, 0, 200, 30), by=educator)
    look_at_all(batch, educator)

    class Killed(BaseException):
        """Like kill -9: no handler of ours runs."""

    def die_at_the_second(name: str, data: bytes) -> None:
        if name.endswith("frame-00002.part"):
            raise Killed
        put(name, data)

    put = storage.put
    with monkeypatch.context() as patch:
        patch.setattr(storage, "put", die_at_the_second)
        with pytest.raises(Killed):
            release(batch, educator)
    assert not Study.objects.released().exists()
    release(batch, educator)

    for number in (1, 2, 3):
        assert not frame_of(instance, number)[0:30, 0:200].any()
        assert np.array_equal(frame_of(instance, number)[30:], film[0][30:])


def test_a_new_box_may_go_on_every_image_of_the_series(tmp_path):
    images = [make_ultrasound(picture("NAME"), InstanceNumber=n) for n in (1, 2, 3)]
    batch, educator = make_reviewable(tmp_path, *images), make_educator()
    first = Instance.objects.order_by("number").first()

    boxes.add(batch, first, Area(0, 0, 80, 30), by=educator, whole_series=True)

    assert TextBox.objects.kept().count() == 3


def test_a_box_outside_the_image_is_refused_and_one_over_its_edge_is_cut(tmp_path):
    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()
    instance = Instance.objects.get()

    with pytest.raises(Refused, match="outside"):
        boxes.add(batch, instance, Area(400, 10, 20, 20), by=educator)
    box = boxes.add(batch, instance, Area(310, -5, 20, 20), by=educator)

    assert (box.x, box.y, box.width, box.height) == (310, 0, 10, 15)


def test_a_machines_box_that_is_removed_is_kept_as_harmless_with_a_name(
    tmp_path, machine
):
    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()
    tasks.read_text()
    found = TextBox.objects.first()

    boxes.remove(batch, found, by=educator)

    found.refresh_from_db()
    assert (found.state, found.by) == (STATE.DISMISSED, educator)
