"""Writing a case beside its images: nothing that a hand has typed goes astray."""

import pytest
from playwright.sync_api import expect

from courses.studies.models import Instance
from tests.makers.cases import make_case, make_mark

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def case(reader, study):
    image = Instance.objects.filter(series__study=study).first()
    assert image is not None
    marks = [make_mark(image, label="", code="") for _ in range(2)]
    return make_case(owner=reader, study=study, findings=marks)


@pytest.fixture
def writing(page, case):
    page.goto(f"/cases/{case.short_id}/edit/")
    expect(page.locator("#viewer[data-state=ready]")).to_be_attached(timeout=30_000)
    return page


def test_findings_are_named_one_after_the_other_by_keyboard_alone(writing, case):
    names = writing.get_by_label("Name of the finding")
    names.first.focus()
    writing.keyboard.type("Nodule")
    for _ in range(3):  # to the next finding: its place, its bin, its name
        writing.keyboard.press("Tab")
    writing.keyboard.type("Hilum")
    writing.keyboard.press("Tab")

    expect(names.nth(0)).to_have_value("Nodule")
    expect(names.nth(1)).to_have_value("Hilum")
    writing.get_by_role("button", name="Keep", exact=True).click()
    expect(writing.get_by_text("Kept.", exact=True)).to_be_visible()
    case.refresh_from_db()
    assert [one["label"] for one in case.findings] == ["Nodule", "Hilum"]


def test_words_that_are_not_kept_are_not_left_without_a_question(writing):
    asked = []
    writing.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    writing.get_by_label("History").fill("Cough")

    writing.get_by_role("link", name="Back to drafts and reviews").click()

    assert asked == ["beforeunload"]
    expect(writing.get_by_label("History")).to_have_value("Cough")
