"""Reading with the viewer: what is said of each image is its own, at its own pace."""

from itertools import combinations

import pytest
from playwright.sync_api import expect

from tests.browser.looking import SLICES, other

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.browser.viewer_pages"),
]
AT_ONCE = """async () => {
    const key = new KeyboardEvent("keydown", { key: "End", bubbles: true });
    document.activeElement.dispatchEvent(key);
    for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame);
    document.querySelector("#see").click();
}"""
# When another image came to be seen, in milliseconds: by the pixels of the screen.
CHANGES = """([x, y, count]) => new Promise((done) => {
    const canvas = document.querySelector("[data-viewer-canvas] canvas");
    const scale = canvas.width / canvas.clientWidth;
    const sheet = document.createElement("canvas").getContext("2d", {
        willReadFrequently: true,
    });
    const grey = () => {
        sheet.drawImage(canvas, x * scale, y * scale, 1, 1, 0, 0, 1, 1);
        return sheet.getImageData(0, 0, 1, 1).data[0];
    };
    const [times, seen] = [[], [grey()]];
    const look = (now) => {
        if (grey() !== seen[0]) times.push(now);
        seen[0] = grey();
        if (times.length === count) done(times);
        else requestAnimationFrame(look);
    };
    look(performance.now());
})"""


@pytest.mark.parametrize(
    ("header", "rate"),
    [
        ({"CineRate": 12}, 12),
        ({"FrameTime": 125}, 8),
        ({"RecommendedDisplayFrameRate": 5, "CineRate": 30}, 5),
    ],
    ids=["cine rate", "frame time", "recommended before cine rate"],
)
def test_playing_shows_the_images_as_fast_as_the_header_asks(
    looking, reader, header, rate
):
    looking.study = other(reader, **header)
    looking.opens("#w=600&c=100")
    looking.press("End", "Home", "Space")
    box = looking.page.locator("[data-viewer-canvas]").bounding_box()
    x, y = looking.at(24, 40)

    times = looking.page.evaluate(CHANGES, [x - box["x"], y - box["y"], 2 * SLICES])

    all_at_hand = times[SLICES:]
    pace = 1000 * (len(all_at_hand) - 1) / (all_at_hand[-1] - all_at_hand[0])
    assert pace == pytest.approx(rate, rel=0.1)


def test_a_link_to_where_one_was_is_followed_however_soon_one_moved_on(looking):
    looking.opens("#s=1&i=3&w=900&c=100")
    address = looking.hash_holds("i=3", "w=900", "c=100")
    assert looking.page.locator("#see").get_attribute("href") == address

    looking.page.evaluate(AT_ONCE)

    expect(looking.page.locator("[data-viewer-image]")).to_have_attribute(
        "data-image", "3"
    )


def test_beside_the_prior_stands_who_it_was_then(looking, reader):
    before = other(reader, PatientAge="057Y")
    series = [looking.study.series.first().uid, before.series.first().uid]

    looking.opens(hanging={"layout": "two", "series": series}, prior_pk=before.pk)

    second = looking.page.locator("[data-viewer-image]").nth(1)
    expect(second).to_have_attribute("data-state", "ready")
    assert looking.study.patient_line in looking.corner("patient", 0)
    assert before.patient_line in looking.corner("patient", 1)
    assert before.patient_line != looking.study.patient_line


def test_what_is_said_of_marks_side_by_side_can_be_read(looking):
    looking.opens(**looking.may_keep("ellipse"))

    for left, top in ((30, 20), (38, 22), (46, 26), (36, 30)):
        looking.press("h")
        looking.drags((left, top), (left + 5, top + 5))

    said = looking.page.locator("[data-viewer-layer] text:not(.rr-t-scale)")
    expect(said).to_have_count(4)
    boxes = [one.bounding_box() for one in said.all()]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


def overlap(one, two) -> bool:
    return all(
        one[start] < two[start] + two[size] and two[start] < one[start] + one[size]
        for start, size in (("x", "width"), ("y", "height"))
    )
