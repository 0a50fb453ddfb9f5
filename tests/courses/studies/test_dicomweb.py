"""DICOMweb: the right bytes to the right reader, and nothing to anyone else."""

import gzip
import json
from datetime import timedelta
from email import message_from_bytes

import imagecodecs
import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from pydicom import dcmread
from pydicom.filebase import DicomBytesIO

from courses.studies import tokens
from courses.studies.dicomweb import access
from courses.studies.models import Study
from portal.accounts.models import Scope
from portal.accounts.tokens import issue as issue_api_token
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from portal.web.errors import server_error
from tests.makers.people import make_user
from tests.makers.studies import make_grant, make_released, make_slices, make_study

pytestmark = pytest.mark.django_db
CORNERSTONE = "multipart/related; type=application/octet-stream; transfer-syntax=*"
OHIF = 'multipart/related; type="application/octet-stream"; transfer-syntax="*"'
EXPLICIT = (
    'multipart/related; type="application/octet-stream"; '
    "transfer-syntax=1.2.840.10008.1.2.1"
)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    tokens._still_stands.cache_clear()
    access._uids_of.cache_clear()


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


def base_of(study: Study) -> str:
    series = study.series.get()
    instance = series.instances.first()
    return f"/dicomweb/studies/{study.uid}/series/{series.uid}/instances/{instance.uid}"


def parts_of(response) -> list:
    head = f"Content-Type: {response['Content-Type']}\r\n\r\n".encode()
    return message_from_bytes(head + response.content).get_payload()


def test_without_a_token_nothing_is_said_but_that_one_is_needed(client: Client):
    response = client.get("/dicomweb/studies")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("accept", [CORNERSTONE, OHIF])
def test_a_viewer_gets_a_frame_as_it_lies_in_the_store(client, tmp_path, accept):
    study = make_released(tmp_path)
    token = tokens.issue(make_user(), study)

    response = client.get(
        f"{base_of(study)}/frames/1", headers={**bearer(token), "accept": accept}
    )

    [part] = parts_of(response)
    assert "1.2.840.10008.1.2.4.201" in part["Content-Type"]
    frame = imagecodecs.htj2k_decode(part.get_payload(decode=True))
    assert np.array_equal(frame.ravel(), np.arange(256))
    assert "max-age" in response["Cache-Control"]
    assert not response.has_header("Content-Encoding")


@pytest.mark.parametrize("accept", [EXPLICIT, 'multipart/related; type="*/*"', ""])
def test_a_client_that_knows_no_htj2k_gets_plain_pixels(client, tmp_path, accept):
    study = make_released(tmp_path)
    token = tokens.issue(make_user(), study)

    response = client.get(
        f"{base_of(study)}/frames/1", headers={**bearer(token), "accept": accept}
    )

    assert np.arange(256, dtype="<u2").tobytes() in response.content
    assert "1.2.840.10008.1.2.1" in response.content.decode("latin-1")


def test_a_frame_already_held_is_not_sent_again(client, tmp_path):
    study = make_released(tmp_path)
    headers = bearer(tokens.issue(make_user(), study))
    first = client.get(f"{base_of(study)}/frames/1", headers=headers)

    again = client.get(
        f"{base_of(study)}/frames/1",
        headers={**headers, "if-none-match": first["ETag"]},
    )

    assert again.status_code == 304


@pytest.mark.parametrize(
    ("method", "path", "accept", "status"),
    [
        ("get", "/frames/1", "image/gif", 406),
        ("get", "/frames/1", "multipart/related; type=image/jls", 406),
        ("get", "/frames/99", "*/*", 404),
        ("get", "/frames/0", "*/*", 404),
        ("get", "/rendered", "text/html", 406),
        ("get", "/metadata", "text/html", 406),
        ("delete", "", "*/*", 405),
        ("post", "/frames/1", "*/*", 405),
    ],
)
def test_what_we_cannot_give_is_refused_by_the_right_number(
    client, tmp_path, method, path, accept, status
):
    study = make_released(tmp_path)
    headers = {**bearer(tokens.issue(make_user(), study)), "accept": accept}

    response = getattr(client, method)(f"{base_of(study)}{path}", headers=headers)

    assert response.status_code == status


def test_a_frame_costs_no_query_once_the_token_was_seen(
    client, tmp_path, django_assert_num_queries
):
    study = make_released(tmp_path)
    headers = {**bearer(tokens.issue(make_user(), study)), "accept": CORNERSTONE}
    url = f"{base_of(study)}/frames/1"
    client.get(url, headers=headers)

    with django_assert_num_queries(0):
        response = client.get(url, headers=headers)

    assert response.status_code == 200


def test_a_token_opens_its_own_study_and_no_other(client, tmp_path):
    mine = make_released(tmp_path / "a")
    slices = make_slices(1, StudyInstanceUID="1.2.3.77", SeriesInstanceUID="1.2.3.78")
    other = make_released(tmp_path / "b", *slices)
    headers = bearer(tokens.issue(make_user(), mine))

    response = client.get(f"{base_of(other)}/frames/1", headers=headers)
    found = client.get("/dicomweb/studies", headers=headers).json()

    assert response.status_code == 404
    assert [one["0020000D"]["Value"] for one in found] == [[mine.uid]]


def test_a_token_ends_with_its_time_and_with_its_person(client, tmp_path):
    study, person = make_released(tmp_path), make_user()
    short = tokens.issue(person, study, lasts=timedelta(seconds=-1))
    whole = tokens.issue(person, study)
    person.is_active, person.deactivated_at = False, timezone.now()
    person.save()

    statuses = [
        client.get(f"{base_of(study)}/frames/1", headers=bearer(token)).status_code
        for token in (short, whole, whole[:-2] + "xx")
    ]

    assert statuses == [401, 401, 401]


def test_a_study_of_an_exercise_is_seen_under_its_grant_alone(client, tmp_path):
    study, learner = make_released(tmp_path, title="Bleed on the left"), make_user()
    Study.objects.update(reserved=True)
    study.refresh_from_db()
    api_token = issue_api_token(learner, name="script", scope=Scope.READ)[1]
    grant = make_grant(learner, study, hidden=["BodyPartExamined", "PatientAge"])

    with pytest.raises(Refused):
        tokens.issue(learner, study)
    by_program = client.get(f"{base_of(study)}/frames/1", headers=bearer(api_token))
    granted = bearer(tokens.issue(learner, study, grant=grant))
    by_viewer = client.get(f"{base_of(study)}/frames/1", headers=granted)
    metadata = client.get(f"{base_of(study)}/metadata", headers=granted).content
    listed = client.get("/dicomweb/studies", headers=granted).content
    whole = client.get(
        base_of(study), headers={**granted, "accept": "application/dicom"}
    )

    assert by_program.status_code == 404
    assert client.get("/dicomweb/studies", headers=bearer(api_token)).json() == []
    assert by_viewer.status_code == 200
    assert b"CHEST" not in metadata
    assert b"067Y" not in metadata
    assert b"Bleed" not in listed
    assert "BodyPartExamined" not in dcmread(DicomBytesIO(whole.content))


def test_a_grant_that_is_over_opens_nothing(client, tmp_path):
    study, learner = make_released(tmp_path), make_user()
    over = make_grant(learner, study, until=timezone.now() - timedelta(minutes=1))

    token = tokens.issue(learner, study, grant=over)

    response = client.get(f"{base_of(study)}/metadata", headers=bearer(token))
    assert response.status_code == 401


def test_somebody_elses_grant_is_no_use(tmp_path):
    study = make_released(tmp_path)
    grant = make_grant(make_user(), study)

    with pytest.raises(Refused):
        tokens.issue(make_user(), study, grant=grant)


def test_what_is_under_review_is_not_found(client):
    study = make_study(released_at=None)
    token = issue_api_token(make_user(), name="script", scope=Scope.READ)[1]

    response = client.get("/dicomweb/studies", headers=bearer(token))
    direct = client.get(
        f"/dicomweb/studies/{study.uid}/metadata", headers=bearer(token)
    )

    assert response.json() == []
    assert direct.status_code == 404


def test_metadata_is_packed_beforehand_and_unpacked_for_who_asks(client, tmp_path):
    study = make_released(tmp_path)
    headers = bearer(tokens.issue(make_user(), study))
    series = study.series.get()
    url = f"/dicomweb/studies/{study.uid}/series/{series.uid}/metadata"

    plain = client.get(url, headers=headers)
    packed = client.get(url, headers={**headers, "accept-encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    models = json.loads(plain.content)
    places = [model["00200032"]["Value"][2] for model in models]
    assert places == [0, 1, 2]
    assert models[0]["7FE00010"]["BulkDataURI"].endswith("/frames")
    assert "Hollyhock" not in plain.content.decode()


def test_a_whole_instance_reads_as_the_original_did(client, tmp_path):
    study = make_released(tmp_path)
    headers = bearer(tokens.issue(make_user(), study))

    plain = client.get(
        base_of(study), headers={**headers, "accept": "application/dicom"}
    )
    stored = client.get(
        base_of(study),
        headers={
            **headers,
            "accept": "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.201",
        },
    )

    dataset = dcmread(DicomBytesIO(plain.content))
    assert np.array_equal(dataset.pixel_array.ravel(), np.arange(256))
    coded = dcmread(DicomBytesIO(stored.content))
    assert coded.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.201"


def test_a_whole_series_comes_file_by_file(client, tmp_path):
    study = make_released(tmp_path)
    headers = bearer(tokens.issue(make_user(), study))

    response = client.get(f"/dicomweb/studies/{study.uid}", headers=headers)

    body = b"".join(response.streaming_content)
    assert body.count(b"DICM") == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"PatientID": "TRN-1*"}, 1),
        ({"00100020": "TRN-2"}, 1),
        ({"PatientID": "TRN-3"}, 0),
        ({"ModalitiesInStudy": "MR"}, 0),
        ({"StudyDate": "20200101-20201231"}, 1),
        ({"StudyDate": "-20191231"}, 1),
        ({"StudyDate": "20200505"}, 1),
        ({"limit": "1"}, 1),
        ({"offset": "1"}, 1),
        ({"AccessionNumber": "A1"}, 0),
        ({"StudyDescription": "*bleed*"}, 1),
    ],
)
def test_studies_are_found_by_what_is_asked(client, query, found):
    make_study(patient_id="TRN-1", study_date="2020-05-05", title="A bleed")
    make_study(patient_id="TRN-2", study_date="2019-05-05", title="Healthy")
    token = issue_api_token(make_user(), name="script", scope=Scope.READ)[1]

    response = client.get("/dicomweb/studies", query, headers=bearer(token))

    assert len(response.json()) == found


@pytest.mark.parametrize(
    "query",
    [
        {"PatientName": "\0"},
        {"StudyInstanceUID": "\0"},
        {"ModalitiesInStudy": "CT\0"},
        {"StudyDescription": "a\nb"},
        {"StudyDescription": "a" * 5000},
        {"limit": "-1"},
        {"limit": "ten"},
        {"limit": "1.5"},
        {"offset": "-1"},
        {"offset": "²"},
        {"offset": "1e3"},
        {"StudyDate": "nonsense"},
        {"StudyDate": "20200230"},
        {"StudyDate": "2020-05-05"},
        {"fuzzymatching": "perhaps"},
        {"NoSuchAttribute": "1"},
        {"includefield": "NoSuchAttribute"},
        {"PatientID": ["TRN-1", "TRN-2"]},
    ],
)
def test_a_question_that_cannot_be_read_is_answered_with_400_and_why(client, query):
    make_study()
    token = issue_api_token(make_user(), name="script", scope=Scope.READ)[1]

    response = client.get("/dicomweb/studies", query, headers=bearer(token))

    assert response.status_code == 400
    assert response.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        {"offset": "9" * 20},
        {"offset": "9" * 6000},
        {"InstanceNumber": "9" * 20},
        {"InstanceNumber": "²"},
        {"StudyInstanceUID": "1.2.3*"},
        {"StudyDescription": "*(["},
    ],
)
def test_what_no_row_can_match_finds_nothing(client, tmp_path, query):
    make_released(tmp_path)
    token = issue_api_token(make_user(), name="script", scope=Scope.READ)[1]

    response = client.get("/dicomweb/instances", query, headers=bearer(token))

    assert (response.status_code, response.json()) == (200, [])


@pytest.mark.parametrize(
    "path",
    ["", "/metadata", "/frames", "/frames/1", "/rendered", "/thumbnail"],
)
def test_an_instance_is_found_in_its_own_series_only(client, tmp_path, path):
    study = make_released(tmp_path)
    headers = bearer(tokens.issue(make_user(), study))
    true, other = base_of(study), study.series.get()
    false = true.replace(f"series/{other.uid}", "series/1.2.3")

    assert client.get(true + path, headers=headers).status_code == 200
    response = client.get(false + path, headers=headers)
    assert response.status_code == 404
    assert response.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        {"window": "nan,1,linear"},
        {"window": "1,inf,linear"},
        {"window": "1e999,1,linear"},
        {"window": "a,b,linear"},
        {"window": "1,0,linear"},
        {"window": "1"},
        {"window": "1,2"},
        {"window": "1,2,round"},
        {"viewport": "0,10"},
        {"viewport": "10"},
        {"viewport": "99999,10"},
        {"viewport": "10,10,900,900,5,5"},
        {"viewport": "10,10,-1,0,5,5"},
        {"quality": "0"},
        {"quality": "101"},
        {"quality": "best"},
    ],
)
def test_a_look_that_cannot_be_drawn_is_answered_with_400_and_why(
    client, tmp_path, query
):
    study = make_released(tmp_path)
    headers = bearer(tokens.issue(make_user(), study))

    response = client.get(f"{base_of(study)}/rendered", query, headers=headers)

    assert response.status_code == 400
    assert response.json()["detail"]


def test_an_address_that_is_none_is_answered_without_a_page(client):
    client.force_login(make_user())

    response = client.get("/dicomweb/nonsense")

    assert (response.status_code, response["Content-Type"]) == (404, "application/json")


def test_what_breaks_is_told_to_a_program_without_a_page(rf):
    response = server_error(rf.get("/dicomweb/studies"))

    assert response.status_code == 500
    assert "Reference" in json.loads(response.content)["detail"]


def test_series_and_instances_are_listed_below_their_study(client, tmp_path):
    study = make_released(tmp_path)
    headers = bearer(tokens.issue(make_user(), study))
    series = client.get(f"/dicomweb/studies/{study.uid}/series", headers=headers)
    uid = series.json()[0]["0020000E"]["Value"][0]

    instances = client.get(
        f"/dicomweb/studies/{study.uid}/series/{uid}/instances",
        {"InstanceNumber": "2"},
        headers=headers,
    )

    assert series.json()[0]["00201209"]["Value"] == [3]
    assert [one["00200013"]["Value"] for one in instances.json()] == [[2]]


def test_pictures_are_drawn_for_pages(client, tmp_path):
    study = make_released(tmp_path)
    headers = bearer(tokens.issue(make_user(), study))

    rendered = client.get(
        f"{base_of(study)}/rendered",
        {"window": "100,200,linear"},
        headers={**headers, "accept": "image/png"},
    )
    small = client.get(f"/dicomweb/studies/{study.uid}/thumbnail", headers=headers)

    assert rendered.content.startswith(b"\x89PNG")
    assert small.content.startswith(b"\xff\xd8")


def test_reading_is_audited_once_for_a_token_and_hourly_for_a_program(client, tmp_path):
    study, person = make_released(tmp_path), make_user()
    tokens.issue(person, study)
    program = bearer(issue_api_token(person, name="script", scope=Scope.READ)[1])

    for _again in range(3):
        client.get(f"{base_of(study)}/frames/1", headers=program)

    verbs = list(AuditEvent.objects.filter(actor=person).values_list("verb", flat=True))
    assert verbs.count("study.opened") == 1
    assert verbs.count("study.read") == 1


def test_an_address_is_no_way_out_of_the_store(client, tmp_path):
    study = make_released(tmp_path)
    headers = bearer(tokens.issue(make_user(), study))
    series = study.series.get().uid

    for uid in ("..", "%2e%2e", "../../deid"):
        url = f"/dicomweb/studies/{study.uid}/series/{series}/instances/{uid}/metadata"
        assert client.get(url, headers=headers).status_code == 404
