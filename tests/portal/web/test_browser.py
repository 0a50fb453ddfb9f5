"""In a real browser: keys, drafts, theme and menu work under the strict policy."""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.makers.people import make_user
from tests.portal.web import pages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.portal.web.pages"),
]
PHONE = {"width": 390, "height": 844}


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
def reader():
    return make_user()


@pytest.fixture
def page(browser, live_server, reader) -> Iterator[Page]:
    """A page of somebody signed in; a word of complaint fails the test."""
    client = Client()
    client.force_login(reader)
    context = browser.new_context(base_url=live_server.url)
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
    assert [said for said in complaints if "/nowhere/" not in said] == []


def test_a_list_is_walked_and_opened_by_keys(page):
    page.goto("/list/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.get_by_label("Two").is_checked()
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    page.wait_for_url("**/two/")


def test_a_page_brings_its_own_keys_and_the_sheet_lists_them(page):
    page.goto("/list/")

    page.keyboard.press("?")
    sheet = page.get_by_role("dialog")
    assert "New ticket" in sheet.inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("n")

    page.wait_for_url("**/three/")


def test_letters_rest_while_somebody_types(page):
    page.goto("/write/")

    page.get_by_label("Reply").press_sequentially("jk?/x")

    assert page.get_by_label("Reply").input_value() == "jk?/x"
    assert not page.get_by_role("dialog").is_visible()


def test_who_wants_no_single_keys_has_none(page, reader):
    reader.single_key_shortcuts = False
    reader.save()
    page.goto("/list/")

    page.keyboard.press("n")
    page.keyboard.press("?")

    assert page.url.endswith("/list/")
    assert not page.get_by_role("dialog").is_visible()


def test_a_matrix_is_one_stop_and_arrows_move_inside(page):
    page.goto("/matrix/")
    page.locator("#a1").focus()

    seen = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.id"))

    assert seen == ["a3", "b3", "b2", "b1", "b3"]
    assert page.locator(".rr-cell[tabindex='0']").count() == 1


def test_a_draft_outlives_a_reload_and_goes_when_it_is_sent(page):
    pages.sent.clear()
    page.goto("/write/")
    page.get_by_label("Reply").fill("The split study is whole again.")

    page.reload()
    assert "whole again" in page.get_by_label("Reply").input_value()
    page.get_by_role("button", name="Send").dblclick()
    page.wait_for_url("**/list/")

    assert page.get_by_role("status").inner_text().strip() == "Sent."
    assert pages.sent == ["send"]
    page.goto("/write/")
    assert page.get_by_label("Reply").input_value() == ""


def test_what_was_written_outlives_signing_in_again(page, reader):
    page.goto("/write/")
    page.get_by_label("Reply").fill("The split study is whole again.")
    page.get_by_label("The desk").check()

    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Send").click()
    assert "kept on this device" in page.get_by_role("status").inner_text()
    page.get_by_label("E-mail").fill(reader.email)
    page.get_by_label("Password").fill("a-password-for-tests")
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/write/")
    assert "whole again" in page.get_by_label("Reply").input_value()
    assert page.get_by_label("The desk").is_checked()
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/list/")
    page.goto("/write/")
    assert page.get_by_label("Reply").input_value() == ""
    assert page.get_by_label("Everybody").is_checked()


def test_a_draft_is_its_writers_alone(page, live_server):
    page.goto("/write/")
    page.get_by_label("Reply").fill("The split study is whole again.")

    other = Client()
    other.force_login(make_user())
    morsel = other.cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": morsel, "url": live_server.url}]
    )
    page.goto("/write/")

    assert page.get_by_label("Reply").input_value() == ""


def test_what_is_wrong_is_where_the_reader_lands(page):
    page.goto("/write/")
    page.get_by_label("Reply").fill("no")

    page.get_by_role("button", name="Send").click()

    assert page.get_by_label("Reply").input_value() == "no"
    assert page.evaluate("document.activeElement.matches('[data-form-errors]')")
    page.get_by_role("link", name="Reply").click()
    assert page.evaluate("document.activeElement.id") == "id_reply"


def test_the_theme_changes_at_once_and_stays(page, reader):
    page.goto("/list/")
    page.locator("summary.rr-who").click()

    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()

    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    reader.refresh_from_db()
    assert reader.theme == "dark"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_menu_of_a_phone_opens_without_faults(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    page.goto("/write/")

    page.get_by_role("button", name="Menu").click()
    page.locator("summary.rr-who").click()

    assert page.get_by_role("button", name="Sign out").is_visible()
    assert Axe().run(page).response["violations"] == []


DOORS = ["login/", "password/reset/", "signup/", "logout/", "2fa/", "sessions/"]
DOORS += ["reauthenticate/", "email/", "password/change/", "inactive/", "nowhere/"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("door", DOORS)
def test_the_doors_are_sound(page, door, width):
    page.set_viewport_size({"width": width, "height": 860})
    if door in ("login/", "password/reset/", "signup/"):
        page.context.clear_cookies()

    page.goto(f"/accounts/{door}")

    assert Axe().run(page).response["violations"] == []
    wider = "document.documentElement.scrollWidth > innerWidth"
    assert not page.evaluate(wider)
