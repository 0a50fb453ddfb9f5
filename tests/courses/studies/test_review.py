"""Text in the pixels: found, judged by a named person, painted out, and seen."""

import re

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.dicom import pixels
from courses.studies import intake, tasks
from courses.studies.dicomweb.bodies import header_of
from courses.studies.keeping import erasing, storage
from courses.studies.models import (
    Batch,
    IncomingFile,
    Instance,
    Look,
    Reading,
    Study,
    TextBox,
)
from courses.studies.review import boxes, looking, texts
from courses.studies.review.boxes import Area
from courses.studies.work import cleaning
from portal.audit.models import AuditEvent
from portal.jobs.models import DeadLetter
from portal.jobs.queue import work_through
from portal.lib.refusal import Refused
from portal.people.models import User
from portal.phi import pixels as phi
from tests.dicom_maker import give_pixels
from tests.makers.people import make_educator
from tests.makers.studies import (
    look_at_all,
    make_profile,
    make_reviewable,
    make_slices,
    receive,
)
from tests.makers.ultrasound import make_ultrasound, picture

pytestmark = pytest.mark.django_db
WORDS = intake.Words(title="Kidney")
STATE = TextBox.State


@pytest.fixture
def machine(settings, monkeypatch):
    """A machine that finds the same two lines wherever it looks, and counts."""
    looked: list[tuple[int, ...]] = []

    def find(image: np.ndarray) -> list[phi.Box]:
        looked.append(image.shape)
        return [phi.Box(8, 6, 100, 18, 0.9), phi.Box(8, 46, 60, 18, 0.8)]

    settings.OCR = True
    monkeypatch.setattr(phi, "is_available", lambda: True)
    monkeypatch.setattr(phi, "find_text", find)
    return looked


def release(batch: Batch, by: User) -> Study:
    return intake.release(batch, by=by, words=WORDS, looked=True, pixels_clear=True)


def frame_of(instance: Instance, number: int = 1) -> np.ndarray:
    part = storage.get(storage.frame_name(instance.folder, number))
    return pixels.from_htj2k(storage.unwrapped(part))


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


def test_of_a_clean_series_that_was_read_one_image_must_be_seen(
    tmp_path, machine, monkeypatch
):
    monkeypatch.setattr(phi, "find_text", lambda image: [])
    batch, educator = make_reviewable(tmp_path, *make_slices(9)), make_educator()
    tasks.read_text()

    standing = looking.standing(batch.study, educator)

    assert len(standing.left) == 1
    looking.look(batch, [standing.images[4].place], by=educator)
    assert looking.standing(batch.study, educator).why_not() == ""


def test_where_a_sample_shows_text_the_whole_series_is_read(tmp_path, machine):
    make_reviewable(tmp_path, *make_slices(9))

    tasks.read_text()
    tasks.read_text()

    assert len(machine) == 9
    assert Reading.objects.filter(read_at=None).count() == 0
    assert TextBox.objects.values("instance").distinct().count() == 9


def test_of_a_film_some_frames_are_read_and_the_boxes_hold_for_all(tmp_path, machine):
    make_reviewable(tmp_path, make_ultrasound(*[picture()] * 20))

    tasks.read_text()

    assert len(machine) == 8
    assert list(TextBox.objects.values_list("frame", "x", "y", "width")) == [
        (None, 8, 6, 100),
        (None, 8, 46, 60),
    ]


def test_a_worker_that_dies_while_reading_doubles_no_box(tmp_path, machine):
    class Killed(BaseException):
        """Like kill -9: no handler of ours runs."""

    def die(row: Reading) -> None:
        texts.read_one(row)
        raise Killed

    make_reviewable(tmp_path, make_ultrasound())
    with pytest.raises(Killed):
        work_through(Reading, die)
    assert not TextBox.objects.exists()
    tasks.read_text()
    Reading.objects.update(due_at=timezone.now())
    tasks.read_text()

    assert TextBox.objects.count() == 2


def test_an_image_that_the_machine_gives_up_is_left_to_the_eyes(
    tmp_path, machine, monkeypatch
):
    def fail(image: np.ndarray) -> list[phi.Box]:
        raise RuntimeError("MRN-7734190")

    monkeypatch.setattr(phi, "find_text", fail)
    batch, educator = make_reviewable(tmp_path, *make_slices(3)), make_educator()
    for _try in range(8):
        Reading.objects.exclude(due_at=None).update(due_at=timezone.now())
        tasks.read_text()

    standing = looking.standing(batch.study, educator)
    assert (standing.reading, len(standing.left)) == (0, 3)
    assert DeadLetter.objects.count() == 3
    assert "7734190" not in str(list(DeadLetter.objects.values()))


def test_where_the_machine_was_taken_away_what_waits_is_left_to_the_eyes(
    tmp_path, machine, settings
):
    batch = make_reviewable(tmp_path, make_ultrasound())
    settings.OCR = False

    tasks.read_text()

    standing = looking.standing(batch.study, make_educator())
    assert (standing.reading, len(standing.left)) == (0, 1)


def test_what_was_read_is_written_nowhere(tmp_path, machine):
    make_reviewable(tmp_path, make_ultrasound(picture("HOLLYHOCK")))
    tasks.read_text()

    names = {field.name for field in TextBox._meta.get_fields()}
    assert not names & {"text", "words", "value", "content"}


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


def test_the_page_works_by_forms_alone(tmp_path, machine):
    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()
    tasks.read_text()
    client = Client(enforce_csrf_checks=True)
    client.force_login(educator)
    page = client.get(reverse("studies:batch", args=[batch.pk])).content.decode()
    forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
    assert len(forms) > 6
    assert all("csrfmiddlewaretoken" in form for form in forms)
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    def post(name: str, *args: int, **fields: object) -> None:
        url = reverse(f"studies:{name}", args=[batch.pk, *args])
        answer = client.post(url, {"image": 1, **token, **fields})
        assert answer.url == f"/studies/intake/{batch.pk}/?image=1#frame"

    one, two = TextBox.objects.all()
    post("box", one.pk, do="move", x=4, y=4, width=120, height=24)
    post("box", two.pk, do="dismissed")
    instance = Instance.objects.get()
    post("boxes", instance=instance.pk, x=200, y=100, width=40, height=20)
    post("look", frames=f"{instance.pk}:1", go_on="1")
    done = client.post(
        reverse("studies:batch", args=[batch.pk]),
        {"title": "Kidney", "looked": "on", "pixels_clear": "on", **token},
    )

    assert done.url == reverse("studies:study", args=[Study.objects.get().pk])
    assert not frame_of(instance)[4:28, 4:124].any()
    assert not frame_of(instance)[100:120, 200:240].any()
    assert TextBox.objects.get(pk=two.pk).state == STATE.DISMISSED


def test_all_boxes_are_judged_with_one_word(tmp_path, machine):
    images = [make_ultrasound(picture("NAME"), InstanceNumber=n) for n in (1, 2)]
    batch, educator = make_reviewable(tmp_path, *images), make_educator()
    tasks.read_text()
    client = Client()
    client.force_login(educator)
    url = reverse("studies:decide_boxes", args=[batch.pk])

    client.post(url, {"image": 2, "do": "dismissed"})
    assert TextBox.objects.undecided().count() == 2
    client.post(url, {"image": 2, "do": "kept", "everywhere": "on"})

    assert TextBox.objects.kept().count() == 2
    assert client.post(url, {"image": 1, "do": "nonsense"}).status_code == 404


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


def test_a_header_that_warned_says_no_once_a_named_person_has_looked(tmp_path):
    warned = make_ultrasound(BurnedInAnnotation="YES")
    batch, educator = make_reviewable(tmp_path, warned), make_educator()
    look_at_all(batch, educator)

    release(batch, educator)

    header = header_of(Instance.objects.get().folder)
    assert header.BurnedInAnnotation == "NO"
    assert "113101" not in str(header.DeidentificationMethodCodeSequence)
    assert np.array_equal(frame_of(Instance.objects.get()), picture())


def test_the_list_says_where_text_may_stand(tmp_path, machine, client):
    batch = make_reviewable(tmp_path, make_ultrasound())
    client.force_login(make_educator())
    url = reverse("studies:progress", args=[batch.pk])

    under_way = client.get(url).content
    tasks.read_text()
    found = client.get(url).content
    TextBox.objects.all().delete()

    assert b"looked for in 1 image" in under_way
    assert b"hx-get" in under_way
    assert b"2 boxes to judge" in found
    assert b"hx-get" not in found
    assert b"likely in 1 image" in client.get(url).content


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


def test_a_refused_batch_claims_nothing_of_its_header_or_pixels(tmp_path, client):
    batch, educator = make_reviewable(tmp_path, make_ultrasound()), make_educator()
    client.force_login(educator)
    url = reverse("studies:batch", args=[batch.pk])
    before = client.get(url).content

    intake.refuse(batch, by=educator, reason="Not what was agreed")
    page = client.get(url).content

    assert b"The header, de-identified" in before
    assert b"The pixels have not been checked" in before
    assert b"The header, de-identified" not in page
    assert b"The pixels have not been checked" not in page


def test_an_image_under_review_is_kept_by_no_browser(tmp_path, client):
    batch = make_reviewable(tmp_path, make_ultrasound())
    client.force_login(make_educator())
    url = reverse("studies:image", args=[batch.pk, Instance.objects.get().pk, 1])

    for address in (url, f"{url}?small=1", f"{url}?window=all"):
        assert client.get(address)["Cache-Control"] == "no-store"


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


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("teaching", "dates are moved."),
        ("basic", "dates are removed."),
        ("own", "dates are kept as they were."),
    ],
)
def test_a_studys_page_says_what_became_of_its_dates(tmp_path, client, profile, words):
    make_profile(name="own", options=["full_dates"])
    educator = make_educator()
    batch = receive(tmp_path, make_ultrasound())
    Batch.objects.update(profile=profile)
    work_through(IncomingFile, cleaning.clean_one)
    batch.refresh_from_db()
    look_at_all(batch, educator)
    study = release(batch, educator)
    client.force_login(educator)

    page = client.get(reverse("studies:study", args=[study.pk])).content.decode()

    assert f"De-identified by PS3.15; {words}" in page
    assert page.count("dates are") == 1
