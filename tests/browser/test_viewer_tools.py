"""The viewer's tools, by pointer and by keys: what they say is what numpy says."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.looking import ACROSS, COLUMNS, DOWN, ROWS, SLICES, other, values

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.browser.viewer_pages"),
]
ALL = ("point", "box", "length", "angle", "cobb", "ellipse", "rectangle")
ALL += ("freehand", "probe", "arrow", "key")


def axe_finds_nothing(page: Page) -> None:
    """Once what opens has opened: half faded in, no colour is what it is."""
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_each_measure_drawn_with_the_pointer_says_what_numpy_says(looking):
    looking.opens("#i=4", **looking.may_keep(*ALL))
    image = values(4)

    looking.press("m")
    looking.clicks((10, 12))
    looking.press("b")
    looking.drags((20, 6), (32, 16))
    looking.press("l")
    looking.drags((8, 24), (38, 34))
    looking.press("a")
    looking.clicks((44, 6), (50, 20), (60, 6))
    looking.press("c")
    looking.drags((64, 6), (84, 10))
    looking.drags((64, 24), (84, 18))
    looking.press("j")
    looking.drags((10, 42), (30, 56))
    looking.press("q")
    looking.clicks((12, 70))

    point, box, length, angle, cobb, region, probe = looking.marks
    kinds = ["point", "box", "length", "angle", "cobb", "rectangle", "probe"]
    assert [mark["kind"] for mark in looking.marks] == kinds
    assert point["pixels"][0] == pytest.approx([10, 12], abs=0.2)
    assert box["pixels"][1] == pytest.approx([32, 16], abs=0.2)
    assert point["points"][0] == pytest.approx([-36 + 7.5, -30 + 9, 6], abs=0.2)
    ends = np.array(length["pixels"]) * (ACROSS, DOWN)
    expected = float(np.hypot(*(ends[1] - ends[0])))
    assert looking.numbers("3 · ")[0] == pytest.approx(expected, abs=0.06)
    assert looking.numbers("4 · ")[0] == pytest.approx(corner(angle), abs=0.06)
    assert looking.numbers("Cobb")[0] == pytest.approx(cobb_of(cobb), abs=0.06)
    (left, top), (right, bottom) = region["pixels"]
    inside = image[
        int(np.ceil(top)) : int(bottom) + 1, int(np.ceil(left)) : int(right) + 1
    ]
    assert looking.numbers("Mean")[0] == pytest.approx(inside.mean(), abs=0.06)
    assert looking.numbers("SD")[0] == pytest.approx(inside.std(), abs=0.06)
    assert looking.numbers("Range") == [inside.min(), inside.max()]
    column, row = np.round(probe["pixels"][0]).astype(int)
    assert looking.numbers("7 · ")[0] == image[row, column]


def corner(mark) -> float:
    end, vertex, far = np.array(mark["pixels"]) * (ACROSS, DOWN)
    return between(end - vertex, far - vertex)


def cobb_of(mark) -> float:
    a, b, c, d = np.array(mark["pixels"]) * (ACROSS, DOWN)
    angle = between(b - a, d - c)
    return min(angle, 180 - angle)


def between(one: np.ndarray, two: np.ndarray) -> float:
    cosine = one @ two / np.linalg.norm(one) / np.linalg.norm(two)
    return float(np.degrees(np.arccos(cosine)))


def test_outlines_and_notes_are_drawn_moved_and_taken_back(looking):
    looking.opens(**looking.may_keep("ellipse", "freehand", "arrow"))
    rows, columns = np.mgrid[:ROWS, :COLUMNS]

    looking.press("h")
    looking.drags((20, 20), (44, 36))
    ellipse = looking.marks[0]
    (left, top), (right, bottom) = ellipse["pixels"]
    x = (columns - (left + right) / 2) / ((right - left) / 2)
    y = (rows - (top + bottom) / 2) / ((bottom - top) / 2)
    inside = values(1)[x**2 + y**2 <= 1]
    assert looking.numbers("Mean")[0] == pytest.approx(inside.mean(), abs=0.06)
    assert looking.numbers("SD")[0] == pytest.approx(inside.std(), abs=0.06)

    looking.drags((44, 36), (50, 44))
    assert looking.marks[0]["pixels"][1] == pytest.approx([50, 44], abs=0.3)

    looking.press("d")
    looking.drags((60, 20), (80, 20), (80, 40), (60, 40), (60, 22))
    outline = np.array(looking.marks[1]["pixels"])
    shifted = np.roll(outline, -1, axis=0)
    twice = outline[:, 0] @ shifted[:, 1] - outline[:, 1] @ shifted[:, 0]
    area = abs(float(twice)) / 2 * ACROSS * DOWN

    assert looking.numbers(f"{area:.1f}".rstrip("0").rstrip(".")) is not None

    looking.press("n")
    looking.drags((30, 60), (40, 68))
    looking.page.keyboard.type("Here")
    looking.press("Enter")
    assert looking.marks[2]["label"] == "Here"
    looking.press("u", "u")
    assert [mark["kind"] for mark in looking.marks] == ["ellipse", "freehand"]
    looking.press("e", "Delete")
    assert [mark["kind"] for mark in looking.marks] == ["freehand"]


def test_everything_can_be_drawn_and_set_by_keys_alone(looking):
    looking.opens(**looking.may_keep("length", "cobb", "freehand", "key"))

    looking.press("l", "Enter", "Enter")
    for _ in range(6):
        looking.press("Shift+ArrowRight")
    looking.press("Enter")
    (from_x, from_y), (to_x, to_y) = looking.marks[0]["pixels"]
    assert (from_x, from_y) == pytest.approx(
        ((COLUMNS - 1) / 2, (ROWS - 1) / 2), abs=0.1
    )
    assert to_y == pytest.approx(from_y, abs=0.1)
    assert to_x > from_x + 3

    looking.press("k", "End", "k")
    kept = [mark["kind"] for mark in looking.marks]
    assert kept == ["length", "key", "key"]
    expect(looking.page.locator("#viewer")).to_have_attribute("data-image", str(SLICES))
    looking.press("Shift+K")
    expect(looking.page.locator("#viewer")).to_have_attribute("data-image", "1")

    looking.press("1")
    expect(looking.page.locator('[data-viewer-corner="window"]')).to_contain_text(
        "W 1500 L -500"
    )
    assert looking.field("window") == {"lower": -1250, "upper": 249}
    looking.press("9", "]", "i", "r", "x")
    expect(looking.page.locator('[data-viewer-corner="window"]')).to_contain_text(
        re.compile(r"inverted[\s\S]*90°[\s\S]*flipped")
    )
    looking.press("0")
    expect(looking.page.locator('[data-viewer-corner="window"]')).to_have_text(
        "W 400 L 40\nZoom 1.0"
    )
    looking.press("Space")
    looking.waits("document.querySelector('#viewer').dataset.image > 3")
    looking.press("Space", "?")
    expect(looking.page.get_by_role("dialog")).to_contain_text("Cobb")


def test_the_address_opens_the_same_view_and_a_link_in_a_text_sets_it(looking):
    looking.opens()
    looking.press("1", "i", "r", "x", "ArrowDown", "+", "+", "p", "Shift+ArrowLeft")
    address = looking.hash_holds("i=2", "w=1500", "c=-500", "n=1", "r=90", "f=h")
    seen = looking.corner("window")

    looking.page.goto("about:blank")
    looking.opens(address)
    expect(looking.page.locator('[data-viewer-corner="window"]')).to_have_text(seen)
    assert looking.hash_holds("i=2", "r=90") == address

    looking.page.locator("#see").click()
    looking.hash_holds("i=3", "w=900", "c=100")
    expect(looking.page.locator("#viewer")).to_have_attribute("data-image", "3")
    uid = looking.study.series.all()[0].instances.all()[2].uid
    assert looking.field("place") == {"sop_uid": uid, "frame": 1}


def test_two_series_scroll_together_by_their_place_in_the_patient(looking):
    looking.opens()

    looking.press("v")
    second = looking.page.locator("[data-viewer-image]").nth(1)
    expect(second).to_have_attribute("data-state", "ready")
    looking.press("End")
    expect(second).to_have_attribute("data-image", "6")
    looking.press("Shift+V", "Home")
    expect(looking.page.locator("#viewer")).to_have_attribute("data-image", "1")
    assert second.get_attribute("data-image") == "6"
    address = looking.hash_holds("v=two", "t=2", "u=6")

    looking.page.goto("about:blank")
    looking.opens(address)
    expect(second).to_have_attribute("data-image", "6")


def test_the_prior_hangs_beside_with_a_token_of_its_own(looking, reader):
    before = other(reader)
    first = looking.study.series.first().uid
    prior = before.series.first().uid
    rule = {"layout": "two", "series": [first, prior]}

    looking.opens(
        hanging={**rule, "window": {"width": 900, "centre": 90}}, prior_pk=before.pk
    )

    second = looking.page.locator("[data-viewer-image]").nth(1)
    expect(second).to_have_attribute("data-state", "ready")
    assert "The year before" in looking.corner("series", 1)
    assert "W 900 L 90" in looking.corner("window")
    looking.press("ArrowDown", "ArrowDown")
    expect(second).to_have_attribute("data-image", "3")
    axe_finds_nothing(looking.page)


def test_three_planes_meet_where_one_presses(looking):
    looking.opens("#v=mpr")
    planes = looking.page.locator(".rr-plane")
    expect(planes).to_have_count(3)
    expect(planes.first).to_have_attribute("data-state", "ready", timeout=30_000)

    looking.press("g")
    box = planes.first.locator("[data-viewer-canvas]").bounding_box()
    looking.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    middle = [-36 + (COLUMNS - 1) / 2 * ACROSS, -30 + (ROWS - 1) / 2 * DOWN]
    for plane, expected in ((1, middle[0]), (2, middle[1])):
        said = planes.nth(plane).locator('[data-viewer-corner="image"]').text_content()
        assert float(said.split()[1]) == pytest.approx(expected, abs=1)

    looking.press("ArrowDown")
    looking.waits("/p=[^&]+/.test(location.hash)")
    looking.press("o")
    expect(planes).to_have_count(0)
    expect(looking.page.locator("[data-viewer-image]").first).to_be_visible()


def test_the_header_is_searched_and_shows_what_the_server_sent(looking):
    looking.opens()

    looking.press("t")
    sheet = looking.page.get_by_role("dialog")
    expect(sheet).to_contain_text("ConvolutionKernel")
    sheet.get_by_role("searchbox").fill("pixel spacing")
    rows = sheet.locator("[data-header-rows] tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text(f"{DOWN} \\ {ACROSS}")
    sheet.get_by_role("searchbox").fill("(0018,0060)")
    expect(rows.first).to_contain_text("120")
    axe_finds_nothing(looking.page)


def test_on_a_phone_the_menus_are_within_reach_and_nothing_sticks_out(looking):
    looking.page.set_viewport_size({"width": 390, "height": 844})
    looking.opens(**looking.may_keep("point"))
    page = looking.page

    for menu in ("Measure", "Presets", "Turn", "Layout", "More"):
        page.get_by_role("button", name=menu, exact=True).click()
        opened = page.locator("[popover]:popover-open")
        box = opened.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        axe_finds_nothing(page)
        page.keyboard.press("Escape")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    bar = page.get_by_role("toolbar").bounding_box()
    canvas = page.locator("[data-viewer-canvas]").bounding_box()
    assert bar["y"] >= canvas["y"] + canvas["height"] - 1
