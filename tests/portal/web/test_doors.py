"""What went wrong is a page that says what to do next."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.lib.refusal import Refused
from tests.makers.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.forbidden"
handler404 = "portal.web.errors.not_found"
handler500 = "portal.web.errors.server_error"


def refuse(request):
    raise Refused("INC-4196 was resolved a minute ago.")


def deny(request):
    raise PermissionDenied


@login_not_required
def stumble(request):
    raise ZeroDivisionError


@require_POST
def say(request):
    raise Refused("Said before.")


def zone(request):
    return HttpResponse(timezone.get_current_timezone_name())


urlpatterns = [
    path("refuse/", refuse),
    path("deny/", deny),
    path("stumble/", stumble),
    path("zone/", zone),
    path("look/", require_safe(zone)),
    path("zone/say", say),
    path("", include("portal.web.urls")),
    path("accounts/", include("allauth.urls")),
]


def signed_in(**over):
    client = Client()
    client.raise_request_exception = False
    client.force_login(make_user(**over))
    return client


def test_a_refused_step_says_why_and_gives_back_what_was_written():
    written = "The split study is whole again."
    answer = signed_in().post(
        "/refuse/",
        {"reply": written, "password": "a long secret, kept"},
        headers={"referer": "http://testserver/zone/?at=night"},
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "INC-4196 was resolved a minute ago." in page
    assert written in page
    assert "a long secret" not in page
    assert 'href="/zone/?at=night"' in page


def test_a_refusal_leads_to_no_other_site():
    answer = signed_in().get("/refuse/", headers={"referer": "https://evil.example/x"})

    assert "evil" not in answer.content.decode()


WRITTEN = {"reply": "The split study is whole again."}
HTML = {"accept": "text/html,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("", "/zone/"),
        ("http://testserver/zone/?at=night", "/zone/?at=night"),
        ("http://testserver/zone/say", "/zone/"),
        ("https://evil.example/zone/", "/zone/"),
    ],
)
def test_who_signs_in_after_sending_comes_back_to_the_form(came_from, leads_to):
    client = Client()

    sent = client.post("/zone/say", WRITTEN, headers={"referer": came_from})
    opened = client.get("/zone/say", headers={"referer": came_from})

    for answer in (sent, opened):
        address = urlsplit(answer.url)
        assert address.path == "/accounts/login/"
        assert parse_qs(address.query) == {"next": [leads_to]}


def test_a_part_of_a_page_never_becomes_the_sign_in_page():
    answer = Client().get("/zone/", headers={"hx-request": "true"})

    assert (answer.status_code, answer.content) == (401, b"")


def test_an_address_that_only_takes_a_form_says_where_to_go():
    answer = signed_in().get("/zone/say", headers=HTML)

    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "only takes what a form sends" in page
    assert 'href="/zone/"' in page


def test_a_form_sent_to_the_wrong_address_gives_back_what_was_written():
    answer = signed_in().post("/look/", WRITTEN, headers=HTML)

    assert answer.status_code == 405
    assert WRITTEN["reply"] in answer.content.decode()


def test_a_program_that_asks_the_wrong_way_gets_no_page():
    answer = signed_in().get("/zone/say", headers={"accept": "application/json"})

    assert (answer.status_code, answer.content) == (405, b"")


def test_what_one_may_not_do_says_who_can_help():
    answer = signed_in().get("/deny/")

    assert answer.status_code == 403
    assert "Your lead or an administrator" in answer.content.decode()


@pytest.mark.parametrize("is_inside", [True, False])
def test_no_such_page_for_anybody(is_inside):
    client = signed_in() if is_inside else Client()

    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert ('class="rr-rail"' in answer.content.decode()) == is_inside


def test_the_page_of_a_crash_needs_no_database(
    django_assert_num_queries, caplog, settings
):
    client = Client()
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        answer = client.get("/stumble/")

    page = answer.content.decode()
    reference = page.split('rr-id">')[1].split("<")[0]
    assert answer.status_code == 500
    assert f"tel:{settings.SERVICE_DESK_PHONE}" in page
    assert reference in caplog.text


def test_a_form_without_its_token_says_what_to_do():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())

    answer = client.post("/theme/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "This page was open too long" in answer.content.decode()


def test_each_reader_has_their_own_clock():
    answer = signed_in(time_zone="Europe/Vienna").get("/zone/")

    assert answer.content == b"Europe/Vienna"
    assert signed_in().get("/zone/").content == b"UTC"


@pytest.mark.parametrize(
    ("chosen", "kept"), [("dark", "dark"), ("", ""), ("pink", "light")]
)
def test_the_theme_stays_with_the_person(chosen, kept):
    client = signed_in(theme="light")

    client.post("/theme/", {"theme": chosen, "next": "https://evil.example/"})

    page = client.get("/nowhere/").content.decode()
    assert ("data-bs-theme" in page) == bool(kept)
    assert f'data-bs-theme="{kept}"' in page or not kept


def test_choosing_a_theme_leads_back_to_this_site_only():
    client = signed_in()

    away = client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})
    back = client.post("/theme/", {"theme": "dark", "next": "/accounts/email/"})

    assert (away.url, back.url) == ("/", "/accounts/email/")
