"""Uploads as tus 1.0 tells them, and what may go wrong on the way."""

import base64
import errno
import hashlib
import os
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.studies.doors import pieces, uploads
from courses.studies.keeping import quarantine
from courses.studies.models import (
    Batch,
    Delivery,
    DeliveryLine,
    IncomingFile,
    Upload,
)
from courses.studies.tasks import prepare_waiting, unpack_uploads
from portal.people.models import Role
from tests.dicom_maker import make_ct, write
from tests.makers.deliveries import PIECE, TusClient, codes, make_delivery, make_zip
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_slices

Code = DeliveryLine.Code
pytestmark = pytest.mark.django_db


@pytest.fixture
def image(tmp_path) -> bytes:
    [path] = write(tmp_path / "in", make_ct())
    return path.read_bytes()


@pytest.fixture
def delivery() -> Delivery:
    return make_delivery()


@pytest.fixture
def tus(delivery) -> TusClient:
    return TusClient(delivery.sent_by)


def left_in_uploads() -> list[str]:
    return [one.name for one in quarantine.inner(quarantine.UPLOADS).iterdir()]


def test_a_small_file_comes_in_one_request(
    tus, delivery, image, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = tus.create(delivery, "a", len(image), image)

    assert answer.status_code == 201
    assert answer["Upload-Offset"] == str(len(image))
    assert answer["Upload-Number"] == "1"
    assert answer["Tus-Resumable"] == "1.0.0"
    assert codes(delivery) == {"1": Code.TAKEN}
    assert left_in_uploads() == []


@pytest.mark.django_db(transaction=True)
def test_a_piece_after_a_while_is_a_sign_of_life(tus, delivery, image):
    url = tus.create(delivery, "a", len(image))["Location"]
    Delivery.objects.update(heard_at=timezone.now() - timedelta(minutes=5))

    assert tus.patch(url, 0, image).status_code == 204

    delivery.refresh_from_db()
    assert timezone.now() - delivery.heard_at < timedelta(minutes=1)
    assert codes(delivery) == {"1": Code.TAKEN}


def test_a_large_file_comes_in_pieces_and_goes_on_where_it_stopped(
    tus, delivery, image
):
    url = tus.create(delivery, "a", len(image))["Location"]
    half = len(image) // 2

    first = tus.patch(url, 0, image[:half])
    where = tus.head(url)
    again = tus.patch(url, 0, image[:half])
    last = tus.patch(url, half, image[half:])

    assert (first.status_code, first["Upload-Offset"]) == (204, str(half))
    assert where["Upload-Offset"] == str(half)
    assert where["Upload-Length"] == str(len(image))
    assert where["Cache-Control"] == "no-store"
    assert again.status_code == 409
    assert last.status_code == 204
    assert codes(delivery) == {"1": Code.TAKEN}


def test_a_lost_answer_makes_no_second_place(tus, delivery, image):
    first = tus.create(delivery, "a", len(image), image)
    again = tus.create(delivery, "a", len(image), image)

    assert again["Location"] == first["Location"]
    assert again["Upload-Offset"] == str(len(image))
    assert Upload.objects.count() == IncomingFile.objects.count() == 1
    assert tus.create(delivery, "a", 5).status_code == 409


def test_what_came_before_the_line_broke_is_kept(tus, delivery, image):
    class BrokenLine:
        pieces = [image[:300], image[300:500]]

        def read(self, _size: int) -> bytes:
            if not self.pieces:
                raise OSError(errno.ECONNRESET, "gone")
            return self.pieces.pop(0)

    tus.create(delivery, "a", len(image))
    upload = Upload.objects.get()

    pieces.write(upload, offset=0, body=BrokenLine(), length=len(image))

    upload.refresh_from_db()
    assert upload.offset == 500
    rest = tus.patch(f"/studies/intake/uploads/{upload.key}/", 500, image[500:])
    assert rest.status_code == 204
    assert codes(delivery) == {"1": Code.TAKEN}


def test_bytes_behind_what_is_certain_are_written_again(tus, delivery, image):
    """A server died after writing, before its row was kept."""
    url = tus.create(delivery, "a", len(image))["Location"]
    pieces.path_of(Upload.objects.get()).write_bytes(b"\xff" * 900)

    tus.patch(url, 0, image)

    assert codes(delivery) == {"1": Code.TAKEN}
    assert IncomingFile.objects.get().sha256 == hashlib.sha256(image).hexdigest()


def test_a_checksum_is_held_against_the_bytes(tus, delivery, image):
    url = tus.create(delivery, "a", len(image))["Location"]
    right = base64.b64encode(hashlib.sha256(image).digest()).decode()

    wrong = tus.patch(
        url, 0, image[:-1] + b"x", **{"Upload-Checksum": f"sha256 {right}"}
    )
    unknown = tus.patch(url, 0, image, **{"Upload-Checksum": f"md4 {right}"})
    held = tus.patch(url, 0, image, **{"Upload-Checksum": f"sha256 {right}"})

    assert [wrong.status_code, unknown.status_code] == [460, 400]
    assert held.status_code == 204


def test_the_protocol_is_asked_for_and_described(tus, delivery, image):
    url = tus.create(delivery, "a", len(image))["Location"]

    described = tus.client.options("/studies/intake/uploads/")
    other = tus.client.patch(url, image, content_type=PIECE)
    form = tus.client.patch(
        url, image, content_type="text/plain", headers={"Tus-Resumable": "1.0.0"}
    )

    assert described.status_code == 204
    assert "creation-with-upload" in described["Tus-Extension"]
    assert (other.status_code, other["Tus-Version"]) == (412, "1.0.0")
    assert form.status_code == 415


def test_more_than_was_promised_is_not_taken(tus, delivery, image):
    url = tus.create(delivery, "a", 10)["Location"]

    assert tus.patch(url, 0, image).status_code == 413
    assert tus.head(url)["Upload-Offset"] == "0"


def test_what_is_too_large_or_finds_no_room_is_not_begun(tus, delivery, settings):
    settings.INTAKE_MAX_BYTES = settings.UPLOAD_MAX_BYTES = 1000
    assert tus.create(delivery, "a", 1001).status_code == 413
    settings.DISK_RESERVE = 1 << 60

    answer = tus.create(delivery, "b", 999)

    assert answer.status_code == 507
    assert b"full" in answer.content
    assert not Upload.objects.exists()


def test_a_quarantine_that_cannot_be_written_to_says_so(
    tus, delivery, settings, tmp_path
):
    settings.QUARANTINE = tmp_path / "no folder"
    settings.QUARANTINE.write_text("A file stands in its place.")

    answer = tus.create(delivery, "a", 100)

    assert answer.status_code == 507
    assert b"cannot write" in answer.content


def test_a_disk_that_fills_up_half_way_says_so_and_loses_nothing(
    tus, delivery, image, monkeypatch
):
    url = tus.create(delivery, "a", len(image))["Location"]
    tus.patch(url, 0, image[:100])

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(pieces.os, "fsync", full)
        answer = tus.patch(url, 100, image[100:])

    assert answer.status_code == 507
    assert tus.head(url)["Upload-Offset"] == "100"
    assert tus.patch(url, 100, image[100:]).status_code == 204


def test_an_unfinished_upload_is_taken_back(tus, delivery, image):
    url = tus.create(delivery, "a", len(image), image[:50])["Location"]

    assert tus.delete(url).status_code == 204
    assert tus.head(url).status_code == 404
    assert left_in_uploads() == []


def test_an_empty_file_is_a_line(tus, delivery):
    assert tus.create(delivery, "a", 0).status_code == 201
    assert codes(delivery) == {"1": Code.EMPTY}


def test_two_requests_do_not_write_to_one_upload_at_once(tus, delivery, image):
    url = tus.create(delivery, "a", len(image))["Location"]
    with pieces.locked(Upload.objects.get()):
        assert tus.patch(url, 0, image).status_code == 423


def test_an_upload_is_its_senders_alone(tus, delivery, image):
    url = tus.create(delivery, "a", len(image))["Location"]
    another = TusClient(make_educator())

    assert another.head(url).status_code == 404
    assert another.patch(url, 0, image).status_code == 404
    assert another.create(delivery, "b", 10).status_code == 404


def test_whoever_may_send_no_more_sends_no_more(tus, delivery):
    url = tus.create(delivery, "a", 10)["Location"]
    delivery.sent_by.roles = []
    delivery.sent_by.save()

    assert tus.create(delivery, "b", 10).status_code == 403
    assert tus.patch(url, 0, b"0123456789").status_code == 403


def test_an_upload_needs_the_token_of_the_page(delivery, image):
    client = Client(enforce_csrf_checks=True)
    client.force_login(delivery.sent_by)

    answer = client.post(
        "/studies/intake/uploads/",
        image,
        content_type=PIECE,
        headers={"Tus-Resumable": "1.0.0", "Upload-Length": "10"},
    )

    assert answer.status_code == 403


def test_a_zip_is_unpacked_by_the_worker_and_then_the_delivery_ends(
    tus, delivery, tmp_path, django_capture_on_commit_callbacks
):
    images = {
        path.name: path.read_bytes() for path in write(tmp_path / "in", *make_slices(3))
    }
    data = make_zip(tmp_path / "a.zip", images).read_bytes()
    tus.create(delivery, "a", len(data), data)

    uploads.finish(delivery, by=delivery.sent_by)
    delivery.refresh_from_db()
    assert (delivery.ended_at, codes(delivery)) == (None, {})
    with django_capture_on_commit_callbacks(execute=True):
        unpack_uploads()

    delivery.refresh_from_db()
    assert delivery.ended_at is not None
    assert codes(delivery) == {f"1.{n}": Code.TAKEN for n in (1, 2, 3)}
    assert Batch.objects.get().incoming.count() == 3
    assert left_in_uploads() == []


def test_a_worker_that_dies_while_unpacking_doubles_nothing(
    tus, delivery, tmp_path, monkeypatch
):
    class Killed(BaseException):
        """Like kill -9: no handler of ours runs."""

    images = {
        path.name: path.read_bytes() for path in write(tmp_path / "in", *make_slices(3))
    }
    data = make_zip(tmp_path / "a.zip", images).read_bytes()
    tus.create(delivery, "a", len(data), data)

    def dies(*args, **kwargs):
        real(*args, **kwargs)
        if kwargs.get("member") == 2:
            raise Killed

    real = uploads.intake.receive_file
    with monkeypatch.context() as half_way:
        half_way.setattr(uploads.intake, "receive_file", dies)
        with pytest.raises(Killed):
            unpack_uploads()
    unpack_uploads()

    assert IncomingFile.objects.count() == 3
    assert set(codes(delivery).values()) == {Code.TAKEN}


def test_a_request_that_died_before_the_file_was_taken_in_is_made_good(
    tus, delivery, image, monkeypatch
):
    with monkeypatch.context() as died:
        died.setattr(uploads, "take_in_now", lambda _upload: None)
        tus.create(delivery, "a", len(image), image)
    assert codes(delivery) == {}

    Upload.objects.update(due_at=timezone.now())
    unpack_uploads()

    assert codes(delivery) == {"1": Code.TAKEN}


def test_what_nobody_goes_on_with_is_erased_after_a_day(tus, delivery, image):
    tus.create(delivery, "a", len(image), image)
    tus.create(delivery, "b", len(image), image[:50])
    long_ago = timezone.now() - timedelta(days=2)
    Delivery.objects.update(heard_at=long_ago)

    unpack_uploads()

    delivery.refresh_from_db()
    assert delivery.ended_at is not None
    assert codes(delivery) == {"1": Code.TAKEN, "2": Code.UNFINISHED}
    assert Upload.objects.under_way().count() == 0
    assert left_in_uploads() == []


def test_an_unfinished_file_is_given_up_only_by_who_was_told_and_leaves_a_line(
    tus, delivery, image
):
    tus.create(delivery, "a", len(image), image)
    tus.create(delivery, "b", len(image), image[:50])
    address = f"/studies/intake/deliveries/{delivery.key}/end/"

    page = tus.client.get(f"/studies/intake/deliveries/{delivery.key}/")
    asked = tus.client.post(address)
    delivery.refresh_from_db()
    was_open = delivery.is_open
    tus.client.post(address, {"sure": "1"})

    for told in (page, asked, tus.client.get(address)):
        assert told.status_code == 200
    assert "1 file is not here to its end" in page.content.decode()
    assert "1 file is not here to its end" in asked.content.decode()
    assert was_open
    delivery.refresh_from_db()
    assert delivery.ended_at is not None
    assert codes(delivery) == {"1": Code.TAKEN, "2": Code.UNFINISHED}


def test_the_panel_goes_on_asking_while_its_batch_is_cleaned(tus, delivery, image):
    tus.create(delivery, "a", len(image), image)
    tus.client.post(f"/studies/intake/deliveries/{delivery.key}/end/")
    progress = f"/studies/intake/deliveries/{delivery.key}/progress/"

    while_cleaned = tus.client.get(progress).content
    prepare_waiting()
    afterwards = tus.client.get(progress).content

    assert (b"Ended" in while_cleaned, b"hx-get" in while_cleaned) == (True, True)
    assert (b"Ended" in afterwards, b"hx-get" in afterwards) == (True, False)


def test_a_closed_delivery_takes_no_more(tus, delivery, image):
    tus.client.post(f"/studies/intake/deliveries/{delivery.key}/end/")

    assert tus.create(delivery, "a", len(image), image).status_code == 409


@pytest.mark.parametrize("name", ["send", "delivery", "progress"])
def test_sending_is_for_educators_and_administrators(delivery, name):
    address = {
        "send": "/studies/intake/send/",
        "delivery": f"/studies/intake/deliveries/{delivery.key}/",
        "progress": f"/studies/intake/deliveries/{delivery.key}/progress/",
    }[name]

    for person, status in (
        (make_user(), 403),
        (make_user(Role.AGENT), 403),
        (make_educator(), 200),
        (make_user(Role.ADMINISTRATOR), 200),
    ):
        client = Client()
        client.force_login(person)
        assert client.get(address).status_code == status


def test_a_file_keeps_the_number_that_its_sender_sees(tus, delivery):
    """Four at a time, the third may begin before the second."""
    asked = ["3", "1", "3", "0", "two", ""]

    given = [
        tus.create(delivery, f"{at}", 5, number=number)["Upload-Number"]
        for at, number in enumerate(asked)
    ]

    assert given == ["3", "1", "4", "5", "6", "7"]


def test_a_file_that_was_refused_before_says_what_helps(tus, delivery, image):
    tus.create(delivery, "a", len(image), image)
    delivery.lines.update(code=Code.REFUSED, batch=None)

    for page in ("", "progress/"):
        address = f"/studies/intake/deliveries/{delivery.key}/{page}"
        said = tus.client.get(address).content.decode()
        assert "tick “Take in again what was refused before”" in said


def test_the_words_go_for_every_study_of_the_delivery(image):
    sender = make_educator()
    tus = TusClient(sender)
    sent = tus.client.post(
        "/studies/intake/send/",
        {"title": "Nodule", "source": "Own archive", "profile": "teaching"},
    )
    delivery = Delivery.objects.get()
    assert sent.url == f"/studies/intake/deliveries/{delivery.key}/"

    tus.create(delivery, "a", len(image), image)

    assert (Batch.objects.get().title, Batch.objects.get().source) == (
        "Nodule",
        "Own archive",
    )


def test_the_browser_is_told_what_it_need_not_send_again(tus, delivery, image):
    tus.create(delivery, "a", len(image), image)
    tus.create(delivery, "b", len(image), image[:50])

    told = tus.client.get(f"/studies/intake/deliveries/{delivery.key}/uploads/").json()

    offsets = {token.strip("x"): one["offset"] for token, one in told.items()}
    assert offsets == {"a": len(image), "b": 50}


def test_the_page_costs_the_same_for_three_files_and_for_thirty(
    tus, delivery, tmp_path, django_assert_max_num_queries
):
    paths = write(tmp_path / "in", *make_slices(30))
    for number, path in enumerate(paths):
        data = path.read_bytes() if number % 2 else b"junk"
        tus.create(delivery, f"{number}", len(data), data)

    with django_assert_max_num_queries(15):
        page = tus.client.get(f"/studies/intake/deliveries/{delivery.key}/")

    assert page.status_code == 200
    assert "15 files taken in" in page.content.decode()
