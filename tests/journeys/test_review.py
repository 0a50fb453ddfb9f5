"""An educator finds a hospital's name in an ultrasound, masks it and releases it; on
the whole site, with its own worker reading the pixels."""

import json
import re
from io import BytesIO
from time import monotonic, sleep

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from portal.phi import pixels
from tests.journeys.site import PHONE, WIDE, somebody

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not pixels.is_available(), reason="the extra `ocr` is missing"),
]
TITLE = "Power Doppler of a lymph node, text in the pixels"
READ_WITHIN = 120


def open_it(page: Page) -> None:
    """The worker may still be at it: the page says so until it is done."""
    end = monotonic() + READ_WITHIN
    while monotonic() < end:
        page.goto("/studies/intake/")
        found = page.get_by_role("link", name=TITLE)
        if found.count():
            found.first.click()
            page.wait_for_url(re.compile(r"/intake/\d+/$"))
            text = " ".join(page.locator("#standing").all_inner_texts())
            if "boxes wait for your word" in text and "still being" not in text:
                return
        sleep(1)
    raise AssertionError("The text was not looked for in time.")


def area_of(page: Page, box: str) -> dict[str, int]:
    rect = page.locator(f"#{box} rect")
    names = ("x", "y", "width", "height")
    return {name: round(float(rect.get_attribute(name) or 0)) for name in names}


def answered(page: Page, what: str):
    return page.expect_response(lambda answer: what in answer.url)


def test_an_educator_masks_a_hospitals_name_and_releases_the_study(browser, site):
    with somebody(browser, site, "educator", PHONE) as educator:
        open_it(educator.page)
        educator.looks()
        educator.page.get_by_role("link", name="Erase and refuse").click()
        educator.looks()

    with somebody(browser, site, "educator", WIDE) as educator:
        page = educator.page
        open_it(page)
        educator.looks()
        first = page.locator("[data-box]").first.get_attribute("id")
        name = page.locator("[data-box]").nth(1).get_attribute("id")
        before, number = area_of(page, first), page.locator("[data-box]").count()
        assert number > 10

        keeps_its_label(page)
        move_by_keys(page, first, before)
        draws_and_removes_by_keys(page)
        draw_one(page, number)
        with answered(page, "/boxes/decide/"):
            page.keyboard.press("m")
        expect(page.locator("#standing")).not_to_contain_text("boxes wait")
        with answered(page, "/look/"):
            page.keyboard.press("l")
        expect(page.locator("#standing")).to_contain_text("You can release it.")
        educator.looks()
        hidden = [area_of(page, box) for box in (first, name)]
        page.get_by_label("I have looked at every image").check()
        page.get_by_label("No text in the pixels tells").check()
        page.get_by_role("button", name="Release", exact=True).click()
        page.wait_for_url(re.compile(r"/studies/\d+/$"))

        picture = rendered(page)
        for area in hidden:
            assert inside(picture, area).max() < 24
        assert picture.max() > 200


def move_by_keys(page: Page, box: str, before: dict[str, int]) -> None:
    page.locator(f"#{box}").focus()
    with answered(page, f"/boxes/{box.removeprefix('box-')}/"):
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Shift+ArrowUp")
        page.keyboard.press("Alt+Shift+ArrowRight")
        page.keyboard.press("Alt+Shift+ArrowDown")
    expect(page.locator(f"#{box}")).to_have_class(re.compile("rr-box-kept"))
    moved = area_of(page, box)
    assert moved["x"] == before["x"] - 2
    assert moved["y"] == max(0, before["y"] - 10)
    assert moved["height"] == before["height"] + 10
    expect(page.locator(f"#{box}")).to_be_focused()


def keeps_its_label(page: Page) -> None:
    """The number of a box is as large on the screen, however large the image is."""
    height = """() => new Promise((done) => {
        const label = document.querySelector("[data-box] text");
        const say = () => done(label.getBoundingClientRect().height);
        requestAnimationFrame(() => requestAnimationFrame(say));
    })"""
    before = page.evaluate(height)
    for _zoomed in range(2):
        page.get_by_role("button", name="Zoom").click()
        assert page.evaluate(height) == pytest.approx(before, abs=2)
    page.get_by_role("button", name="Zoom").click()
    assert 10 < before < 30


def draws_and_removes_by_keys(page: Page) -> None:
    """Whoever works by keys is never sent back to the top of the page."""
    known = ids_of(page)
    page.get_by_role("button", name="Draw a box").focus()
    page.keyboard.press("Enter")
    with answered(page, "/boxes/"):
        page.keyboard.press("Enter")
    expect(page.locator("[data-box]")).to_have_count(len(known) + 1)
    (made,) = set(ids_of(page)) - set(known)
    expect(page.locator(f"#{made}")).to_be_focused()

    with answered(page, "/boxes/"):
        page.keyboard.press("Delete")
    expect(page.locator(f"#{made}")).to_have_count(0)
    expect(page.locator("#frame [data-box]:focus")).to_have_count(1)


def ids_of(page: Page) -> list[str]:
    return page.locator("[data-box]").evaluate_all("all => all.map((one) => one.id)")


def draw_one(page: Page, number: int) -> None:
    page.get_by_role("button", name="Draw a box").click()
    stage = page.locator("[data-stage]").bounding_box()
    assert stage is not None
    page.mouse.move(stage["x"] + 220, stage["y"] + 300)
    page.mouse.down()
    page.mouse.move(stage["x"] + 300, stage["y"] + 330, steps=4)
    with answered(page, "/boxes/"):
        page.mouse.up()
    expect(page.locator("[data-box]")).to_have_count(number + 1)


def rendered(page: Page) -> np.ndarray:
    """As the archive gives it to a viewer."""
    config = json.loads(page.locator("#viewer-config").text_content() or "")
    series = config["series"][0]
    sop = series["instances"][0]["sopUid"]
    answer = page.request.get(
        f"/dicomweb/studies/{config['studyUid']}/series/{series['uid']}"
        f"/instances/{sop}/rendered",
        headers={"Authorization": f"Bearer {config['token']}", "Accept": "image/png"},
    )
    assert answer.status == 200
    return np.asarray(Image.open(BytesIO(answer.body())).convert("L"))


def inside(picture: np.ndarray, area: dict[str, int]) -> np.ndarray:
    x, y = area["x"], area["y"]
    return picture[y : y + area["height"], x : x + area["width"]]
