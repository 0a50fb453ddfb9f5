"""The three walks, on the whole site, on a desk's screen and on a phone."""

import re

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.journeys.site import PHONE, ROOT, WIDE, somebody

pytestmark = pytest.mark.browser
BOTH_SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "390"])
COURSE = ROOT / "courses/catalog/starter/viewer-craft-for-clinicians"
CHEST = (1841, 1955)  # columns and rows of the exercise's radiograph


def go(place: Locator) -> None:
    """Press what leads to another page, and wait for it."""
    with place.page.expect_navigation():
        place.click()


def press(page: Page, name: str) -> None:
    go(page.get_by_role("button", name=name, exact=True))


def follow(page: Page, name: str) -> None:
    go(page.get_by_role("link", name=name, exact=True).first)


@BOTH_SIZES
def test_a_trainee_learns_practises_and_it_stands_in_the_matrix(browser, site, size):
    with somebody(browser, site, "trainee", size) as trainee:
        page = trainee.page
        trainee.looks()
        page.goto("/courses/")
        trainee.looks()
        follow(page, "Viewer craft for clinicians")
        trainee.looks()
        read_the_lessons(page, trainee.looks)
        take_the_quiz(page, trainee.looks)
        mark_the_opacities(page, trainee.looks)

    with somebody(browser, site, "lead", size) as lead:
        page = lead.page
        page.goto("/competency/")
        lead.looks()
        row = page.get_by_role("row").filter(has_text="T. Rowan")
        row.get_by_role("link", name=re.compile("IM4")).click()
        expect(page.locator("#cell")).to_contain_text("Find and mark: chest")


def read_the_lessons(page: Page, look) -> None:
    begin = page.get_by_role("button", name="Begin", exact=True)
    if begin.count():
        go(begin)
    page.goto("/courses/viewer-craft-for-clinicians/")
    for lesson in ("See it", "Compare it", "Measure it"):
        page.goto("/courses/viewer-craft-for-clinicians/")
        go(page.get_by_role("link", name=re.compile(lesson)).first)
        look()
        done = page.get_by_role("button", name=re.compile("^Done"))
        if done.count():
            go(done)


def take_the_quiz(page: Page, look) -> None:
    """The right answers come from the course's own file."""
    questions = yaml.safe_load((COURSE / "check.yaml").read_text())["questions"]
    page.goto("/courses/viewer-craft-for-clinicians/")
    go(page.get_by_role("link", name="Five questions").first)
    go(page.locator("main form button.btn-primary"))
    look()
    for question in questions:
        ask = re.sub(r"[*`]", "", question["ask"]).strip().split("\n")[0]
        asked = page.get_by_role("group").filter(has_text=ask)
        if "value" in question:
            asked.get_by_role("textbox").fill(str(question["value"]))
        for option in question.get("options", []):
            if option.get("right"):
                text = re.sub(r"[*`]", "", option["text"])
                asked.get_by_label(text, exact=True).check()
    press(page, "Hand in")
    look()
    expect(page.get_by_role("main")).to_contain_text("100 %")


def mark_the_opacities(page: Page, look) -> None:
    key = yaml.safe_load((COURSE / "mark-the-opacities.yaml").read_text())
    page.goto("/courses/viewer-craft-for-clinicians/")
    go(page.get_by_role("link", name="Find and mark: chest").first)
    go(page.locator("main form button.btn-primary"))
    expect(page.locator("#viewer[data-state=ready]")).to_be_visible(timeout=60_000)
    look()
    page.get_by_role("button", name=re.compile("^Mark")).first.click()
    for target in key["targets"]:
        press_on_image(page, *target["pixel"])
    expect(page.locator("[data-viewer-status]")).to_contain_text("Kept")
    page.reload()
    expect(page.locator("[data-viewer-marks] li")).to_have_count(len(key["targets"]))
    press(page, "Submit")
    expect(page.get_by_role("heading", name="Passed")).to_be_visible()
    look()


def press_on_image(page: Page, column: float, row: float) -> None:
    """The whole radiograph stands in the middle of its canvas, undistorted."""
    box = page.locator("[data-viewer-canvas]").bounding_box()
    assert box is not None
    scale = min(box["width"] / CHEST[0], box["height"] / CHEST[1])
    page.mouse.click(
        box["x"] + box["width"] / 2 + (column - CHEST[0] / 2) * scale,
        box["y"] + box["height"] / 2 + (row - CHEST[1] / 2) * scale,
    )


@pytest.mark.parametrize(
    ("reporter", "size"),
    [("clinician", WIDE), ("technologist", PHONE)],
    ids=["1280", "390"],
)
def test_a_ticket_becomes_a_lesson_with_the_course_that_fills_it(
    browser, site, reporter, size
):
    with somebody(browser, site, reporter, size) as clinician:
        reference = report_a_problem(clinician.page, clinician.looks)

    with somebody(browser, site, "agent", size) as agent:
        page = agent.page
        page.goto(f"/tickets/?q={reference}")
        agent.looks()
        go(page.get_by_role("row").nth(1).get_by_role("link").first)
        agent.looks()
        go(page.get_by_role("button", name=re.compile("^Take it")))
        page.get_by_label("Your message").fill("Widen the window: I show you how.")
        press(page, "Send")
        expect(page.get_by_role("main")).to_contain_text("Widen the window")
        resolve_as_training(page, agent.looks)

    with somebody(browser, site, reporter, size) as clinician:
        lesson = clinician.page.get_by_role("region", name="became a lesson")
        expect(lesson).to_contain_text(reference)
        expect(lesson).to_contain_text("Viewer craft for clinicians")
        clinician.looks()


def report_a_problem(page: Page, look) -> str:
    page.goto("/inventory/?q=Web+viewer")
    go(page.get_by_role("row").nth(1).get_by_role("link").first)
    look()
    go(page.get_by_role("link", name=re.compile("Report")).last)
    look()
    page.locator("label.rr-tile").filter(has_text="Image").first.click()
    page.locator("label.rr-tile").filter(has_text="workaround").click()
    page.get_by_label("3. What do you see?").fill("The lungs are all black.")
    press(page, "Send")
    assert page.url.endswith("/sent")
    look()
    found = re.search(r"INC-\d+", page.get_by_role("main").inner_text())
    assert found is not None
    return found[0]


def resolve_as_training(page: Page, look) -> None:
    go(page.get_by_role("link", name=re.compile("^Resolve")).first)
    look()
    page.get_by_label("Did not know how", exact=True).check()
    page.get_by_label("What put it right?").fill("Showed how to set the window.")
    option = page.locator("option").filter(has_text="IM4").first.get_attribute("value")
    page.get_by_label("which competency was lacking").select_option(option)
    go(page.get_by_role("button", name=re.compile("^Resolve")).last)
    expect(page.get_by_role("main")).to_contain_text("Resolved")


@BOTH_SIZES
def test_the_leads_figures_lead_to_the_rows_they_count(browser, site, size):
    with somebody(browser, site, "lead", size) as lead:
        page = lead.page
        lead.looks()
        by_age = page.get_by_role("region", name="Open tickets by age")
        for link in by_age.get_by_role("link").all():
            said = re.search(r"\d+", link.inner_text())
            if said is None:
                continue
            rows = page.context.new_page()
            rows.goto(str(link.get_attribute("href")))
            expect(rows.locator(".rr-foot")).to_contain_text(f"{said[0]} ticket")
            rows.close()
        follow(page, "Whole matrix")
        lead.looks()
        expect(page.get_by_role("row").filter(has_text="T. Rowan")).to_be_visible()
