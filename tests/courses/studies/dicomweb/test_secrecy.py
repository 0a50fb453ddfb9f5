"""A study of an exercise is seen under its attempt's grant, and nowhere else."""

import pytest
from django.urls import reverse

from courses.studies import tokens
from courses.studies.models import Study
from portal.accounts.models import Scope
from portal.accounts.tokens import issue, revoke
from tests.courses.studies.dicomweb.conftest import (
    Program,
    instance_url,
    series_url,
)
from tests.makers.people import make_educator, make_user
from tests.makers.studies import make_grant

pytestmark = pytest.mark.django_db
TITLE = "Zwitterion on the left"


@pytest.fixture
def secret(study) -> Study:
    Study.objects.update(reserved=True, title=TITLE, note=TITLE)
    study.refresh_from_db()
    return study


def dicomweb_of(study: Study) -> list[str]:
    """Every resource that there is of a study."""
    one, series = f"/studies/{study.uid}", series_url(study)
    image = instance_url(study)
    parts = ["", "/metadata", "/rendered", "/thumbnail"]
    return [
        *[f"{one}{part}" for part in [*parts, "/series", "/instances"]],
        *[f"{series}{part}" for part in [*parts, "/instances"]],
        *[f"{image}{part}" for part in [*parts, "/frames", "/frames/1"]],
        *[f"{image}/frames/1{part}" for part in ("/rendered", "/thumbnail")],
        f"{image}/bulkdata/00281201",
    ]


@pytest.mark.parametrize("make", [make_user, make_educator])
def test_no_address_of_dicomweb_gives_it_to_a_program(client, secret, make):
    program = Program(client, issue(make(), name="x", scope=Scope.READ)[1])

    found = {url: program.get(url) for url in dicomweb_of(secret)}
    listed = [
        program.get(url, {"StudyInstanceUID": secret.uid})
        for url in ("/studies", "/series", "/instances")
    ]

    lists = ("/series", "/instances")
    for url, response in found.items():
        assert response.status_code == 404, url
        assert secret.patient_id not in response.content.decode(), url
    assert [one.json() for one in listed] == [[], [], []]
    assert all(any(url.endswith(end) for url in found) for end in lists)


def test_no_page_no_search_and_no_call_gives_it_to_a_person(client, secret):
    learner = make_user()
    client.force_login(learner)
    token = issue(learner, name="x", scope=Scope.READ)[1]
    addresses = [
        reverse("studies:studies"),
        reverse("studies:studies") + "?q=Zwitterion",
        reverse("studies:study", args=[secret.pk]),
        reverse("studies:thumbnail", args=[secret.pk]),
        reverse("search:results") + "?q=Zwitterion",
        reverse("search:results") + f"?q={secret.patient_id}",
        reverse("home:front"),
        *[f"/dicomweb{url}" for url in dicomweb_of(secret)],
    ]

    page = reverse("studies:study", args=[secret.pk])
    seen = {url: client.get(url).content.decode("latin-1") for url in addresses}
    headers = {"authorization": f"Bearer {token}"}
    listed = client.get("/api/v1/studies", headers=headers)
    one = client.get(f"/api/v1/studies/{secret.pk}", headers=headers)

    for url, text in seen.items():
        assert TITLE not in text, url
        assert f'href="{page}"' not in text, url
    assert listed.json()["studies"] == []
    assert one.status_code == 404


def test_its_grant_opens_it_to_its_own_learner_without_what_is_hidden(client, secret):
    learner = make_user()
    hidden = ["BodyPartExamined", "PatientAge"]
    grant = make_grant(learner, secret, hidden=hidden)
    viewer = Program(client, tokens.issue(learner, secret, grant=grant))

    found = {url: viewer.get(url) for url in dicomweb_of(secret)}

    for url, response in found.items():
        body = b"".join(response) if response.streaming else response.content
        expected = 404 if "bulkdata" in url else 200
        assert response.status_code == expected, url
        for answer in (TITLE, "CHEST", "067Y"):
            assert answer.encode() not in body, url


def test_a_token_that_is_revoked_opens_nothing_from_that_moment(client, study):
    person = make_user()
    token, text = issue(person, name="x", scope=Scope.READ)
    program = Program(client, text)
    url = f"{instance_url(study)}/frames/1"

    before = [program.get(url).status_code, program.get("/studies").status_code]
    revoke(token, by=person)
    after = [program.get(url).status_code, program.get("/studies").status_code]

    assert (before, after) == ([200, 200], [401, 401])


def test_a_study_taken_for_an_exercise_is_gone_for_programs_at_once(program, study):
    url = f"{instance_url(study)}/frames/1"
    before = program.get(url).status_code
    Study.objects.update(reserved=True)

    after = [program.get(url).status_code, len(program.get("/studies").json())]

    assert (before, after) == (200, [404, 0])
