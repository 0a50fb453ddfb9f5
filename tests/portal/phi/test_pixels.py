"""Text burned into a picture is found; what is no text is left alone."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from courses.dicom import pixels as dicom_pixels
from courses.dicom import render
from portal.phi import pixels
from portal.phi.pixels import Box
from tests.portal.phi import pictures

needs_engine = pytest.mark.skipif(
    not pixels.is_available(), reason="the extra `ocr` is not installed"
)


def test_boxes_of_one_line_become_one_and_lines_stay_apart():
    left, right = Box(10, 10, 50, 12, 0.9), Box(55, 11, 40, 12, 0.7)
    below = Box(10, 21, 80, 12, 0.8)

    joined = pixels.merged([left, below, right])

    assert joined == [Box(10, 10, 85, 13, 0.9), below]


def test_without_the_extra_nothing_is_loaded_and_that_is_said(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    assert not pixels.is_available()


@needs_engine
def test_a_name_in_a_small_grey_picture_is_boxed():
    picture, lines = pictures.with_text(0)

    found = pixels.find_text(picture)

    assert all(pictures.covers(found, line) for line in lines)
    assert not {"text", "words"} & set(Box.__slots__)


@needs_engine
def test_an_even_picture_holds_no_text():
    assert pixels.find_text(np.full((64, 64), 17, np.uint8)) == []


@needs_engine
@pytest.mark.system
def test_of_twenty_pictures_nearly_every_line_is_found_and_nothing_else():
    hits = lines = false = 0
    for number in range(20):
        picture, written = pictures.with_text(number)
        found = pixels.find_text(picture)
        hits += sum(pictures.covers(found, line) for line in written)
        lines += len(written)
        false += sum(
            not any(pictures.shared(box, line) for line in written) for box in found
        )
        false += len(pixels.find_text(pictures.ground(number)))

    recall, precision = hits / lines, hits / (hits + false)
    print(f"text in pixels: recall {recall:.2f}, precision {precision:.2f}")  # noqa: T201
    assert recall >= 0.9
    assert precision >= 0.9


@needs_engine
@pytest.mark.system
def test_a_hospitals_name_in_a_real_ultrasound_is_boxed():
    place = importlib.util.find_spec("data_store").submodule_search_locations[0]
    source = dcmread(Path(place) / "data" / "US1_UNCR.dcm")
    frame = next(dicom_pixels.frames(source))

    found = pixels.find_text(render.shown(frame, source))

    top = [box for box in found if box.y < 60]
    assert len(top) >= 3
    assert pictures.covers(found, Box(20, 25, 145, 15, 1.0))
