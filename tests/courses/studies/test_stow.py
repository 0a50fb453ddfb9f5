"""Studies that come by STOW-RS."""

import pytest
from dicomweb_client import DICOMwebClient
from django.test import Client
from pydicom.uid import generate_uid
from requests import Session

from courses.studies.keeping import quarantine
from courses.studies.models import Batch, Delivery, DeliveryLine, IncomingFile
from portal.accounts import tokens
from portal.accounts.models import Scope
from portal.people.models import Role
from tests.dicom_maker import STUDY_UID, as_bytes
from tests.makers.network import MARK, body_of
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_released, make_slices

URL = "/dicomweb/studies"
KIND = f'multipart/related; type="application/dicom"; boundary={MARK}'


def token_of(person, scope=Scope.WRITE):
    _token, text = tokens.issue(person, name="PACS", scope=scope)
    return {"Authorization": f"Bearer {text}"}


@pytest.fixture
def post(db):
    """Send to us as a program does."""
    sender = make_educator()

    def send(body, *, url=URL, kind=KIND, headers=None):
        said = token_of(sender) if headers is None else headers
        return Client(enforce_csrf_checks=True).post(
            url, body, content_type=kind, headers=said
        )

    send.sender = sender
    return send


def test_each_instance_comes_in_and_waits_for_a_look(post):
    slices = make_slices(3)

    answer = post(body_of(*map(as_bytes, slices)))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/dicom+json"
    named = answer.json()["00081199"]["Value"]
    assert [one["00081155"]["Value"][0] for one in named] == [
        one.SOPInstanceUID for one in slices
    ]
    assert "00081190" not in answer.content.decode()
    batch = Batch.objects.get()
    assert (batch.sent_by, batch.incoming.count()) == (post.sender, 3)
    delivery = Delivery.objects.get()
    assert (delivery.door, delivery.lines.count()) == ("web", 3)
    assert delivery.ended_at is not None
    assert not list(quarantine.inner(quarantine.ARRIVING).iterdir())


def test_a_single_instance_needs_no_multipart(post):
    [slice_] = make_slices(1)

    answer = post(as_bytes(slice_), kind="application/dicom")

    assert answer.status_code == 200
    assert IncomingFile.objects.count() == 1


def test_the_same_again_is_stored_once(post):
    [slice_] = make_slices(1)

    said = [post(body_of(as_bytes(slice_))).status_code for _ in range(2)]

    assert said == [200, 200]
    assert IncomingFile.objects.count() == 1


def test_what_cannot_be_stored_is_named_and_the_rest_comes_in(post):
    good, bad = make_slices(2)
    bad.StudyInstanceUID = ""

    answer = post(body_of(as_bytes(good), as_bytes(bad), b"PK\3\4" + bytes(40)))

    assert answer.status_code == 202
    said = answer.json()
    assert len(said["00081199"]["Value"]) == 1
    [failed] = said["00081198"]["Value"]
    assert failed["00081155"]["Value"] == [bad.SOPInstanceUID]
    assert failed["00081197"]["Value"] == [0xC000]
    [nameless] = said["0008119A"]["Value"]
    assert nameless["00081197"]["Value"] == [0xC000]


def test_an_instance_of_another_study_than_the_address_is_refused(post):
    [slice_] = make_slices(1)
    body = body_of(as_bytes(slice_))

    other = post(body, url=f"{URL}/{generate_uid()}")
    same = post(body, url=f"{URL}/{STUDY_UID}")

    assert (other.status_code, same.status_code) == (409, 200)
    [failed] = other.json()["00081198"]["Value"]
    assert failed["00081197"]["Value"] == [0x0110]
    assert DeliveryLine.objects.filter(code="mismatch").count() == 1
    assert IncomingFile.objects.count() == 1


def test_what_is_in_the_library_is_a_success_and_what_is_new_to_it_is_not(
    post, tmp_path
):
    held, new = make_slices(2)
    make_released(tmp_path, held)

    answers = [post(body_of(as_bytes(one))) for one in (held, new)]

    assert [one.status_code for one in answers] == [200, 409]
    [failed] = answers[1].json()["00081198"]["Value"]
    assert failed["00081197"]["Value"] == [0x0124]


def test_a_full_disk_is_said(post, settings):
    settings.DISK_RESERVE = 1 << 60

    answer = post(body_of(as_bytes(make_slices(1)[0])))

    assert answer.status_code == 409
    [failed] = answer.json()["00081198"]["Value"]
    assert failed["00081197"]["Value"] == [0xA700]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 415),
        ("multipart/form-data; boundary=x", 415),
        ('multipart/related; type="application/dicom+json"; boundary=x', 415),
        ('multipart/related; type="application/dicom"', 400),
        (f"multipart/related; type=application/dicom; boundary={MARK}x", 400),
    ],
)
def test_what_is_posted_in_another_way_gets_a_sentence(post, kind, status):
    answer = post(body_of(as_bytes(make_slices(1)[0])), kind=kind)

    assert answer.status_code == status
    assert answer.json()["detail"]
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    "body", [b"\r\n", body_of(), body_of(b"x", end=""), b"nonsense"]
)
def test_a_broken_multipart_is_no_request(post, body):
    answer = post(body)

    assert answer.status_code == 400
    assert not list(quarantine.inner(quarantine.ARRIVING).iterdir())


def test_what_came_before_the_body_broke_off_stays_and_is_completed(post):
    one, two = (as_bytes(slice_) for slice_ in make_slices(2))
    whole = body_of(one, two)

    broken = post(whole[: -len(two) // 2])
    again = post(whole)

    assert (broken.status_code, again.status_code) == (400, 200)
    assert IncomingFile.objects.count() == 2


def test_an_instance_that_is_too_large_ends_the_request(post, settings):
    settings.INTAKE_MAX_BYTES = 500

    answer = post(body_of(as_bytes(make_slices(1)[0])))

    assert answer.status_code == 413
    assert not list(quarantine.inner(quarantine.ARRIVING).iterdir())


def test_a_request_that_is_too_large_is_not_begun(post, settings):
    settings.UPLOAD_MAX_BYTES = 500

    answer = post(body_of(as_bytes(make_slices(1)[0])))

    assert answer.status_code == 413


def test_only_a_token_that_may_write_of_somebody_who_may_send_lets_in(post):
    body = body_of(as_bytes(make_slices(1)[0]))
    tried = [
        {},
        {"Authorization": "Bearer nonsense"},
        token_of(make_educator(), Scope.READ),
        token_of(make_user(Role.AGENT)),
    ]

    answers = [post(body, headers=headers) for headers in tried]

    assert [one.status_code for one in answers] == [401, 401, 403, 403]
    assert answers[0]["WWW-Authenticate"] == "Bearer"
    assert not Batch.objects.exists()


def test_a_session_sends_with_its_csrf_token_only(db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_educator())
    body = body_of(as_bytes(make_slices(1)[0]))
    secret = "a" * 32
    client.cookies["csrftoken"] = secret

    without = client.post(URL, body, content_type=KIND)
    within = client.post(URL, body, content_type=KIND, headers={"X-CSRFToken": secret})

    assert (without.status_code, within.status_code) == (403, 200)


def test_reading_and_deleting_at_the_same_address_are_what_they_were(post, client):
    client.force_login(post.sender)

    assert client.get(URL).status_code == 200
    assert client.delete(URL).status_code == 405
    assert client.put(f"{URL}/1.2.3").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_dicomweb_client_stores_instances(live_server):
    session = Session()
    session.headers.update(token_of(make_educator()))
    peer = DICOMwebClient(f"{live_server.url}/dicomweb", session=session)

    said = peer.store_instances(make_slices(3))

    assert len(said.ReferencedSOPSequence) == 3
    assert "FailedSOPSequence" not in said
    assert IncomingFile.objects.count() == 3
