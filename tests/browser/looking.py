"""A reader at the viewer, and the images that are looked at: a ramp, known exactly."""

import json
import re
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

from courses.studies import making
from courses.studies.models import Study
from portal.people.models import User
from tests.browser import viewer_pages
from tests.dicom_maker import give_pixels, make_ct

COLUMNS, ROWS, SLICES = 96, 80, 12
DOWN, ACROSS, APART = 0.75, 0.75, 2.0
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def values(image: int) -> np.ndarray:
    """In HU, by image (from 1): rows down, columns across."""
    rows, columns = np.mgrid[:ROWS, :COLUMNS]
    return 3 * columns - 2 * rows + 20 * (image - 1)


def ramp(by: User) -> Study:
    """Thin slices, and every second of them once more as a series of its own."""
    thin = [_slice(number, "1", 1) for number in range(1, SLICES + 1)]
    thick = [_slice(number, "3", 2) for number in range(1, SLICES + 1, 2)]
    return making.keep([*thin, *thick], by=by, title="A ramp", body_part="CHEST")


def other(by: User, **over: Any) -> Study:
    """Another examination: a study and a frame of reference of its own."""
    uid = "1.2.826.0.1.3680043.10.777.9"
    own = {"StudyInstanceUID": uid, "FrameOfReferenceUID": f"{uid}.2", **over}
    made = [_slice(number, "9", 1, **own) for number in range(1, SLICES + 1)]
    return making.keep(made, by=by, title="The year before", body_part="CHEST")


def _slice(number: int, series: str, scale: int, **over: Any) -> Any:
    made = make_ct(
        SeriesInstanceUID=f"1.2.826.0.1.3680043.10.777.1.{series}",
        SeriesNumber=int(series),
        InstanceNumber=number,
        ImagePositionPatient=[-36.0, -30.0, APART * (number - 1)],
        PixelSpacing=[DOWN, ACROSS],
        SliceThickness=APART * scale,
        **over,
    )
    give_pixels(made, (values(number) + 1024).astype("<i2"))
    return made


@dataclass
class Looking:
    page: Page
    study: Study

    def opens(self, address: str = "", **more: Any) -> None:
        viewer_pages.more.update(more)
        self.page.goto(f"/try/{self.study.pk}/{address}")
        self.is_ready()
        self.page.locator("[data-viewer-image]").first.focus()

    def may_keep(self, *kinds: str) -> dict[str, Any]:
        task = {"kinds": kinds, "max_marks": None, "marks": [], "csrf": ""}
        return {"task": {**task, "autosave_url": None, "editable": True}}

    def is_ready(self) -> None:
        expect(self.page.locator("#viewer[data-state=ready]")).to_be_attached(
            timeout=30_000
        )

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def at(self, column: float, row: float) -> tuple[float, float]:
        """Where a pixel lies on the screen, while the whole image fills its pane."""
        box = self.page.locator("[data-viewer-canvas]").first.bounding_box()
        assert box is not None
        wide, high = COLUMNS * ACROSS, ROWS * DOWN
        scale = min(box["width"] / wide, box["height"] / high)
        x = box["x"] + box["width"] / 2 + (column - COLUMNS / 2 + 0.5) * ACROSS * scale
        y = box["y"] + box["height"] / 2 + (row - ROWS / 2 + 0.5) * DOWN * scale
        return x, y

    def drags(self, *pixels: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*self.at(*pixels[0]))
        mouse.down()
        for pixel in pixels[1:]:
            mouse.move(*self.at(*pixel), steps=2)
        mouse.up()

    def clicks(self, *pixels: tuple[float, float]) -> None:
        for pixel in pixels:
            self.page.mouse.click(*self.at(*pixel))

    @property
    def marks(self) -> list[dict[str, Any]]:
        return list(json.loads(self.page.input_value("[data-viewer-input]")))

    def field(self, name: str) -> dict[str, Any]:
        return dict(json.loads(self.page.input_value(f"[data-viewer-{name}]")))

    def numbers(self, words: str) -> list[float]:
        """What is written over the image in the line that holds these words."""
        line = self.page.locator("[data-viewer-layer] tspan").filter(has_text=words)
        text = line.first.text_content(timeout=10_000) or ""
        return [float(found) for found in NUMBER.findall(text.split(words)[-1])]

    def corner(self, name: str, pane: int = 0) -> str:
        corners = self.page.locator(f'[data-viewer-corner="{name}"]')
        return corners.nth(pane).text_content() or ""

    def waits(self, expression: str) -> None:
        """The page's policy allows no watching inside it: ask again from outside."""
        end = monotonic() + 15
        while not self.page.evaluate(expression):
            assert monotonic() < end, (
                f"{expression}: {self.page.evaluate('location.hash')}"
            )
            self.page.wait_for_timeout(50)

    def hash_holds(self, *parts: str) -> str:
        """The address, once it says all of this."""
        said = "location.hash.slice(1).split('&')"
        self.waits(f"{json.dumps(parts)}.every(one => {said}.includes(one))")
        return str(self.page.evaluate("location.hash"))
