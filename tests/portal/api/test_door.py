import pytest
from django.core.cache import cache
from django.test import Client

from portal.accounts import tokens
from portal.accounts.models import ApiToken, Scope
from portal.api.urls import api
from portal.people.models import Role, User
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_rates() -> None:
    cache.clear()


def bearer(person: User, scope: Scope = Scope.READ) -> dict[str, str]:
    _token, text = tokens.issue(person, name="Test", scope=scope)
    return {"authorization": f"Bearer {text}"}


def test_a_token_acts_as_its_person(client):
    person = make_user(Role.AGENT)

    answer = client.get("/api/v1/people/me", headers=bearer(person)).json()

    assert answer["email"] == person.email
    assert answer["roles"] == [Role.AGENT]
    assert ApiToken.objects.get().last_used_at is not None


def test_a_signed_in_person_needs_no_token(client):
    client.force_login(make_user())

    assert client.get("/api/v1/people/me").status_code == 200


@pytest.mark.parametrize("sent", [{}, {"authorization": "Bearer rr_wrong"}])
def test_a_stranger_is_told_how_to_come_in_and_nothing_else(client, sent):
    response = client.get("/api/v1/people/me", headers=sent)

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "Send a bearer token of yours, or sign in.",
    }


def test_a_revoked_token_is_no_token(client):
    person = make_user()
    sent = bearer(person)
    tokens.revoke(ApiToken.objects.get(), by=person)

    assert client.get("/api/v1/people/me", headers=sent).status_code == 401


def test_the_text_of_a_token_is_not_kept():
    _token, text = tokens.issue(make_user(), name="Test", scope=Scope.READ)

    assert text.removeprefix("rr_") not in str(ApiToken.objects.values().get())


def test_a_wrong_value_is_named(client):
    sent = bearer(make_user())

    response = client.get("/api/v1/people?limit=9000", headers=sent)

    assert response.status_code == 422
    assert response.json()["errors"][0]["at"].endswith("limit")


def test_people_come_page_by_page(client):
    caller = make_user()
    sent = bearer(caller)
    everybody = {make_user().pk for _ in range(4)} | {caller.pk}

    seen, ask = [], ""
    while True:
        page = client.get(f"/api/v1/people?limit=2{ask}", headers=sent).json()
        seen += [person["id"] for person in page["people"]]
        if page["next"] is None:
            break
        ask = f"&before={page['next']}"

    assert sorted(seen) == sorted(everybody)


def test_who_calls_too_often_is_asked_to_wait(client, monkeypatch):
    monkeypatch.setattr(api.throttle[0], "num_requests", 2)
    sent = bearer(make_user())

    answers = [client.get("/api/v1/people/me", headers=sent) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_a_browser_needs_its_csrf_token_to_write():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user())

    response = browser.post("/api/v1/tickets", data={}, content_type="application/json")

    assert response.status_code == 403


def test_the_description_of_the_api_is_open_and_the_page_about_it_is_not(client):
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Reading Room"
    assert client.get("/api/v1/docs").status_code == 302


def test_the_page_about_the_api_lists_what_can_be_asked(client):
    client.force_login(make_user())

    page = client.get("/api/v1/docs")

    assert "GET /api/v1/people/me" in page.text
    assert "POST /api/v1/tickets" in page.text
