"""The map, walked by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.makers.inventory import make_interface, make_item, make_item_type
from tests.makers.people import make_facility

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def archive():
    facility = make_facility(name="Alder General")
    kinds = {
        group: make_item_type(name=group.title(), group=group)
        for group in ("modality", "integration", "archive", "workstation")
    }
    ct, router, pacs, reading = (
        make_item(name=name, type=kinds[group], facility=facility)
        for name, group in (
            ("CT 1", "modality"),
            ("Router", "integration"),
            ("PACS", "archive"),
            ("Reading 1", "workstation"),
        )
    )
    make_interface(ct, router)
    make_interface(router, pacs)
    make_interface(pacs, reading, lost="all images")
    return pacs


def test_an_item_is_found_on_the_map_and_what_it_stops_is_read(page, archive):
    page.goto("/inventory/map/")
    expect(page.locator("[data-map][data-state=ready]")).to_be_attached(timeout=30_000)
    expect(page.locator("[data-map-still]")).to_be_hidden()
    keys = page.keyboard

    page.get_by_label("Find on the map").focus()
    keys.type("pacs")
    keys.press("Enter")

    panel = page.get_by_role("complementary", name="What is chosen")
    expect(panel).to_contain_text("Alder General")
    expect(panel.get_by_role("link", name="Open the item")).to_be_focused()

    keys.press("Tab")
    keys.press("Space")

    expect(panel.get_by_role("status")).to_have_text("Hit: 1")

    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")

    expect(page).to_have_url(f"/inventory/{archive.short_id}/if-it-stops/")
    expect(page.get_by_role("heading", name="If PACS stops")).to_be_visible()
    expect(page.locator("main")).to_contain_text("All images")


def test_the_map_moves_and_grows_by_keys(page, archive):
    page.goto("/inventory/map/")
    expect(page.locator("[data-map][data-state=ready]")).to_be_attached(timeout=30_000)
    canvas = page.get_by_role("application")
    before = canvas.screenshot()

    canvas.focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)

    assert canvas.screenshot() != before


def test_on_paper_the_map_is_still(page, archive):
    page.goto("/inventory/map/")
    expect(page.locator("[data-map][data-state=ready]")).to_be_attached(timeout=30_000)

    page.emulate_media(media="print")

    expect(page.locator("[data-map-still]")).to_be_visible()
    expect(page.get_by_role("application")).to_be_hidden()
