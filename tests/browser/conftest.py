"""One browser for all, and for each test a study whose every pixel is known."""

import os
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from courses.studies.models import Study
from portal.people.models import Role, User
from tests import chromium
from tests.browser import viewer_pages
from tests.browser.looking import Looking, ramp
from tests.makers.people import make_user


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=str(chromium.find()), args=list(chromium.QUIET)
        )
        yield found
        found.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def reader() -> User:
    return make_user(Role.EDUCATOR)


@pytest.fixture
def study(reader) -> Study:
    return ramp(reader)


@pytest.fixture
def page(browser, live_server, reader) -> Iterator[Page]:
    """A page of somebody signed in; a word of complaint fails the test."""
    client = Client()
    client.force_login(reader)
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 800}
    )
    context.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": live_server.url}
            for name, morsel in client.cookies.items()
        ]
    )
    opened, complaints = context.new_page(), []
    opened.on("console", lambda said: complaints.append(f"{said.text} {said.location}"))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [said for said in complaints if "GPU stall" not in said] == []


@pytest.fixture
def looking(page, study) -> Iterator[Looking]:
    yield Looking(page, study)
    viewer_pages.more.clear()
