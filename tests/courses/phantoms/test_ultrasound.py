"""Ultrasound of nobody: names stand in the pixels, and only where the truth says."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses import phantoms
from courses.phantoms import Finding, Made
from tests.courses.phantoms import seeing

SCANS = ("us-liver", "us-kidney")
seeds = st.integers(0, 2**31)


def scan(code: str = "us-liver", seed: int = 3, **options: Any) -> Made:
    return phantoms.make(code, seed=seed, **options)


def target(made: Made) -> Finding:
    return made.truth.findings[0]


def ring(made: Made, share: float, wider: float) -> float:
    """Mean brightness of an oval ring round the target, in shares of its size."""
    truth, image = target(made), made.images[0].pixel_array.astype(float)
    (left, top), (right, bottom) = truth.box
    rows, columns = np.indices(image.shape)
    far = np.hypot(
        (columns - truth.pixel[0]) / (right - left) * 2,
        (rows - truth.pixel[1]) / (bottom - top) * 2,
    )
    return float(image[(far >= share) & (far < wider)].mean())


@settings(max_examples=3, deadline=None)
@given(seed=seeds, code=st.sampled_from(SCANS))
def test_names_are_burned_in_where_their_boxes_say_and_nowhere_else(
    seed: int, code: str
):
    named, bare = (scan(code, seed, names=each) for each in (True, False))

    changed = named.images[0].pixel_array != bare.images[0].pixel_array
    for each in named.truth.facts["boxes"]:
        (left, top), (right, bottom) = ((round(x), round(y)) for x, y in each["box"])
        inside = changed[top : bottom + 1, left : right + 1]
        edges = inside[0], inside[-1], inside[:, 0], inside[:, -1]
        assert all(edge.any() for edge in edges)
        changed[top : bottom + 1, left : right + 1] = False

    assert not changed.any()
    assert bare.truth.facts["boxes"] == []
    assert (named.images[0].BurnedInAnnotation, bare.images[0].BurnedInAnnotation) == (
        "YES",
        "NO",
    )


@settings(max_examples=3, deadline=None)
@given(seed=seeds)
def test_the_words_are_those_of_the_made_patient(seed: int):
    made = scan(seed=seed)
    image, said = made.images[0], {}
    for each in made.truth.facts["boxes"]:
        said[each["what"]] = each["text"]

    assert said["patient name"] == str(image.PatientName).replace("^", ", ")
    assert str(image.PatientID) in said["patient ID"]
    assert said["patient name"].startswith("TRAINING")
    assert "hospital" in said
    assert "InstitutionName" not in image


@pytest.mark.parametrize("code", SCANS)
def test_the_same_seed_yields_the_same_bytes(code: str):
    one, again, other = (scan(code, seed) for seed in (5, 5, 6))

    assert seeing.file_bytes(one.images[0]) == seeing.file_bytes(again.images[0])
    assert seeing.file_bytes(one.images[0]) != seeing.file_bytes(other.images[0])


@pytest.mark.parametrize("code", SCANS)
@pytest.mark.parametrize("frames", [1, 3])
def test_stills_and_cines_are_valid_dicom(code: str, frames: int, tmp_path: Path):
    (image,) = scan(code, frames=frames).images

    assert int(image.get("NumberOfFrames", 1)) == frames
    assert seeing.complaints(image, tmp_path) == []


def test_organs_breathe_and_the_names_stay():
    made = scan(frames=4)

    frames = made.images[0].pixel_array.astype(int)
    sector, words = frames[:, 200:400, 200:600], frames[:, 10:52, 10:190]

    assert abs(sector[0] - sector[2]).mean() > 3
    assert np.array_equal(words[0], words[2])


@pytest.mark.parametrize(
    ("lesion", "brighter"), [("cyst", -1), ("hypoechoic", -1), ("hyperechoic", 1)]
)
def test_a_lesion_echoes_as_its_kind_does(lesion: str, brighter: int):
    made = scan(seed=12, lesion=lesion)

    within, around = ring(made, 0, 0.6), ring(made, 1.2, 1.6)

    assert brighter * (within - around) > 12
    assert target(made).details["kind"] == lesion


@settings(max_examples=3, deadline=None)
@given(seed=seeds, code=st.sampled_from(SCANS))
def test_the_region_measures_what_the_truth_says(seed: int, code: str):
    made = scan(code, seed)
    (region,) = made.images[0].SequenceOfUltrasoundRegions
    ends = np.array(target(made).details["long_ends"])

    across, down = ends[1] - ends[0]
    mm = 10 * np.hypot(across * region.PhysicalDeltaX, down * region.PhysicalDeltaY)

    assert mm == pytest.approx(target(made).details["long_mm"], abs=0.02)


def test_a_liver_without_a_lesion_has_no_lesion_in_its_truth():
    made = scan(lesion="none")

    assert {each.name for each in made.truth.findings} == {"burned-in text"}


def test_callipers_say_the_length_that_they_span():
    made = scan("us-kidney", callipers=True)

    words = [each.details.get("text", "") for each in made.truth.findings]

    assert f"1 D {target(made).details['long_mm'] / 10:.2f} cm" in words
