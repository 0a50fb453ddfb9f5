"""An educator sends studies from the browser, on a line that breaks."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pydicom.uid import generate_uid

from tests.dicom_maker import make_ct, write
from tests.journeys.site import PHONE, WIDE, Person, somebody
from tests.makers.deliveries import make_zip

pytestmark = pytest.mark.browser
SLICES = 40
LONG = 90_000  # milliseconds, for a worker that has other things to do


def make_folder(folder: Path) -> Path:
    """A study of forty slices, and what lies about in such folders."""
    study, series = generate_uid(), generate_uid()
    slices = [
        make_ct(
            StudyInstanceUID=study,
            SeriesInstanceUID=series,
            InstanceNumber=number,
            ImagePositionPatient=[-100, -100, number],
        )
        for number in range(SLICES)
    ]
    paths = write(folder / "Hollyhock", *slices)
    (folder / "readme.txt").write_text("No image.")
    (folder / "cut.dcm").write_bytes(paths[0].read_bytes()[:900])
    return folder


def status_of(page: Page):
    return page.locator("[data-sender] [role=status]")


class Line:
    """So slow a line that it can be cut while something is on its way."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.works()

    def works(self, *, cut: bool = False) -> None:
        self.session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": cut,
                "latency": 150,
                "downloadThroughput": -1,
                "uploadThroughput": 60_000,
            },
        )


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "390"])
def test_a_folder_arrives_once_over_a_line_that_breaks(browser, site, size, tmp_path):
    folder = make_folder(tmp_path / "case")
    with somebody(browser, site, "educator", size) as educator:
        page = educator.page
        page.goto("/studies/intake/")
        educator.looks()
        page.get_by_role("link", name="Send studies").click()
        educator.looks()
        page.get_by_label("Title").fill("Forty slices")
        page.set_input_files("[data-input=folder]", folder)
        expect(page.get_by_text("42 files chosen")).to_be_visible()
        rows = page.locator("[data-files] li")
        expect(rows.first).to_contain_text("1")
        cut = rows.filter(has_text="cut.dcm").locator(".rr-mono").inner_text()
        educator.looks()

        line = Line(page)
        page.get_by_role("button", name="Send", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Pause")).to_be_focused()
        expect(page.locator(".rr-file-sent").first).to_be_attached(timeout=LONG)
        line.works(cut=True)
        expect(status_of(page)).to_contain_text("No connection", timeout=LONG)
        assert page.locator(".rr-file-sent").count() < SLICES
        line.works()

        expect(status_of(page)).to_contain_text("All is sent", timeout=LONG)
        panel = page.locator("#panel")
        expect(panel).to_contain_text("40 files taken in, 2 left out", timeout=LONG)
        expect(panel.locator("li:has-text('case/cut.dcm')")).to_contain_text(cut)
        expect(panel).to_contain_text("case/cut.dcm Cut off")
        expect(panel).to_contain_text("case/readme.txt Not a DICOM file")
        expect(panel.get_by_role("listitem").first).to_contain_text("of 40 files")
        expect(panel).to_contain_text("Ended", timeout=LONG)
        educator.looks()
        lost_line(educator)

        page.reload()
        expect(page.locator("#panel")).not_to_contain_text("cut.dcm")
        expect(panel.locator("li", has_text="Cut off")).to_contain_text(cut)
        educator.looks()
        send_again(page, folder)
        educator.looks()


def test_what_cannot_be_sent_is_said_at_once(browser, site, tmp_path):
    """A folder without files, and one that this computer does not let be read."""
    drop = """names => {
        const reader = (name) => ({
            readEntries: (done, fail) => name === "locked" ? fail() : done([]) });
        const entry = (name) => ({
            fullPath: "/" + name, createReader: () => reader(name) });
        const items = names.map((name) => ({ webkitGetAsEntry: () => entry(name) }));
        const event = new Event("drop");
        event.dataTransfer = { items, files: [] };
        document.querySelector("[data-drop]").dispatchEvent(event);
    }"""
    with somebody(browser, site, "educator", PHONE) as educator:
        page = educator.page
        page.goto("/studies/intake/send/")
        page.evaluate(drop, ["bare"])
        expect(status_of(page)).to_contain_text("nothing to send")
        page.evaluate(drop, ["bare", "locked"])
        expect(status_of(page)).to_contain_text("could not read it: locked")

        page.set_input_files("[data-input=files]", make_folder(tmp_path) / "cut.dcm")
        words = page.get_by_label("Title").bounding_box()
        send = page.get_by_role("button", name="Send", exact=True).bounding_box()

        assert words["y"] < send["y"]


def lost_line(person: Person) -> None:
    """What the browser says of a line that was cut on purpose is no complaint."""
    person.complaints[:] = [
        said
        for said in person.complaints
        if "ERR_INTERNET_DISCONNECTED" not in said and "htmx:" not in said
    ]


def send_again(page: Page, folder: Path) -> None:
    """The same folder, sent twice: nothing is doubled."""
    page.goto("/studies/intake/send/")
    page.set_input_files("[data-input=folder]", folder)
    page.get_by_role("button", name="Send", exact=True).dblclick()
    panel = page.locator("#panel")
    said = "0 files taken in, 40 came before, 2 left out"
    expect(panel).to_contain_text(said, timeout=LONG)
    expect(panel.get_by_role("listitem").first).to_contain_text("of 40 files")


def test_who_comes_back_goes_on_where_it_stopped(browser, site, tmp_path):
    folder = make_folder(tmp_path / "case")
    with somebody(browser, site, "educator", WIDE) as educator:
        page = educator.page
        page.goto("/studies/intake/send/")
        page.set_input_files("[data-input=folder]", folder)
        Line(page)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator(".rr-file-sent").first).to_be_attached(timeout=LONG)
        page.get_by_role("button", name="Pause").press("Enter")
        expect(status_of(page)).to_contain_text("Paused")
        page.goto("/studies/intake/send/")
        page.get_by_role("link", name="Go on").first.click()
        educator.looks()

        page.set_input_files("[data-input=folder]", folder)
        page.get_by_role("button", name="Send", exact=True).click()

        expect(status_of(page)).to_contain_text("All is sent", timeout=LONG)
        panel = page.locator("#panel")
        expect(panel).to_contain_text("40 files taken in, 2 left out", timeout=LONG)


def test_a_zip_is_unpacked_and_its_batch_appears(browser, site, tmp_path):
    folder = make_folder(tmp_path / "case")
    members = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    packed = make_zip(tmp_path / "case.zip", members)
    with somebody(browser, site, "educator", WIDE) as educator:
        page = educator.page
        page.goto("/studies/intake/send/")
        page.set_input_files("[data-input=files]", packed)
        page.get_by_role("button", name="Send", exact=True).click()

        expect(status_of(page)).to_contain_text("All is sent", timeout=LONG)
        panel = page.locator("#panel")
        expect(panel).to_contain_text("40 files taken in, 2 left out", timeout=LONG)
        expect(panel).to_contain_text("Ended", timeout=LONG)
