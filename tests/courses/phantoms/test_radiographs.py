"""Radiographs of nobody: what the truth says is what the pixels show."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses import phantoms
from courses.phantoms import Finding, Made
from courses.phantoms.radiographs.column import column
from courses.phantoms.radiographs.grain import blur
from tests.courses.phantoms import seeing

COARSE = {
    "chest-radiograph": {"pitch": 3.0, "views": "lateral"},
    "hand-radiograph": {"pitch": 1.0},
    "knee-radiograph": {"pitch": 1.5},
    "ankle-radiograph": {"pitch": 1.5},
    "spine-radiograph": {"pitch": 2.0},
}


def take(code: str, seed: int = 3, **options: Any) -> Made:
    return phantoms.make(code, seed=seed, **{**COARSE[code], **options})


@pytest.fixture(scope="module")
def usual() -> dict[str, Made]:
    return {code: take(code) for code in COARSE}


@cache
def chest(finding: str | None = None) -> Made:
    return take("chest-radiograph", views="PA", side="L", finding=finding)


def named(made: Made, name: str) -> Finding:
    return next(each for each in made.truth.findings if each.name == name)


def at(image: np.ndarray, pixel: tuple[float, float]) -> float:
    column, row = (round(each) for each in pixel)
    return float(image[row - 1 : row + 2, column - 1 : column + 2].mean())


def noise(image: np.ndarray) -> float:
    return float(abs(np.diff(image[60:100, 70:90])).mean())


def inside(made: Made, finding: Finding) -> np.ndarray:
    (left, top), (right, bottom) = finding.box
    rows = slice(round(top), round(bottom) + 1)
    columns = slice(round(left), round(right) + 1)
    return seeing.values(seeing.of(made.images, finding))[rows, columns]


@pytest.mark.parametrize("code", ["hand-radiograph", "ankle-radiograph"])
def test_the_same_seed_yields_the_same_bytes(code: str, usual: dict[str, Made]):
    again, other = take(code), take(code, seed=4)

    first = [seeing.file_bytes(image) for image in usual[code].images]

    assert first == [seeing.file_bytes(image) for image in again.images]
    assert first != [seeing.file_bytes(image) for image in other.images]


@pytest.mark.parametrize("code", COARSE)
def test_every_radiograph_is_valid_dicom(
    code: str, usual: dict[str, Made], tmp_path: Path
):
    images = [*usual[code].images, *chest().images]
    complaints = [seeing.complaints(image, tmp_path) for image in images[:2]]

    assert complaints == [[]] * len(complaints)


def test_an_image_of_too_little_dose_is_valid_dicom_all_the_same(tmp_path: Path):
    (image,) = take("knee-radiograph", exposure="low").images

    assert seeing.complaints(image, tmp_path) == []


@pytest.mark.parametrize("spacing", ["detector", "calibrated", "none"])
def test_a_computed_radiograph_says_of_its_spacing_what_was_asked(
    spacing: str, tmp_path: Path
):
    asked = {"modality": "CR", "inverted": True, "spacing": spacing}

    (image,) = take("hand-radiograph", **asked).images

    assert image.PhotometricInterpretation == "MONOCHROME1"
    assert ("ImagerPixelSpacing" in image) == (spacing != "none")
    assert ("PixelSpacing" in image) == (spacing == "calibrated")
    assert seeing.complaints(image, tmp_path) == []


def test_an_inverted_image_is_the_other_one_turned_dark_to_light():
    (plain,) = take("hand-radiograph").images
    (turned,) = take("hand-radiograph", inverted=True).images

    assert np.array_equal(plain.pixel_array, 4095 - turned.pixel_array)


@pytest.mark.parametrize("way", ["correct", "wrong", "mirrored", "missing"])
def test_the_lead_letter_lies_where_the_truth_says_unless_it_is_missing(way: str):
    made = take("hand-radiograph", marker=way, side="R")
    letter = named(made, "side marker")

    white = float((inside(made, letter) > 1200).mean())

    assert (white > 0.06) == (way != "missing")
    assert letter.details["side"] == made.images[0].ImageLaterality == "R"
    assert letter.details["letter"] == {"wrong": "L", "missing": ""}.get(way, "R")
    assert ("marker" in made.truth.facts["reasons"]) == (way != "correct")


def test_a_marker_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="A marker is"):
        take("hand-radiograph", marker="upside down")


def test_a_right_hand_is_a_left_one_in_the_mirror():
    left, right = (
        seeing.values(take("hand-radiograph", side=side, marker="missing").images[0])
        for side in "LR"
    )
    left, right = (each[28:252, 24:176] for each in (left, right))

    alike = np.corrcoef(left.ravel(), right[:, ::-1].ravel())[0, 1]
    unturned = np.corrcoef(left.ravel(), right.ravel())[0, 1]

    assert alike > 0.9 > unturned


def test_the_heart_points_to_the_left_and_the_lungs_are_dark():
    image = seeing.values(chest().images[0])
    rows, columns = image.shape
    band = image[round(0.6 * rows) : round(0.7 * rows)]

    left_heart = band[:, round(0.6 * columns) : round(0.68 * columns)].mean()
    right_lung = band[:, round(0.32 * columns) : round(0.4 * columns)].mean()
    mediastinum = band[:, round(0.48 * columns) : round(0.52 * columns)].mean()

    assert mediastinum > left_heart > right_lung + 200


@pytest.mark.parametrize("finding", ["nodule", "effusion"])
def test_what_was_drawn_into_a_chest_stands_where_the_truth_says(finding: str):
    truth = named(chest(finding), finding)

    change = seeing.values(chest(finding).images[0]) - seeing.values(chest().images[0])
    smooth = blur(np.float32(change), 1.5)[20:130]
    row, col = np.unravel_index(int(smooth.argmax()), smooth.shape)
    away = 3.0 * np.hypot(col - truth.pixel[0], row + 20 - truth.pixel[1])

    assert at(change, truth.pixel) > 60
    assert away < 1.6 * truth.radius_mm
    assert truth.details["side"] == chest(finding).truth.facts["side"] == "L"
    assert truth.pixel[0] > change.shape[1] / 2


def test_a_pneumothorax_is_darker_outside_its_line():
    line = named(chest("pneumothorax"), "pleural line")

    sick, clean = (
        seeing.values(each.images[0]) for each in (chest("pneumothorax"), chest())
    )
    across, down = line.pixel

    assert at(sick - clean, (across + 14 / 3, down)) < -20
    assert across > clean.shape[1] / 2


def test_the_cobb_angle_can_be_measured_on_the_end_plates(usual: dict[str, Made]):
    facts = usual["spine-radiograph"].truth.facts
    upper, lower = (np.array(line) for line in facts["end_plates"])

    ways = [np.arctan2(*(line[1] - line[0])[::-1]) for line in (upper, lower)]

    assert abs(np.degrees(ways[1] - ways[0])) == pytest.approx(
        facts["cobb_degrees"], abs=0.05
    )


@settings(max_examples=25, deadline=None)
@given(
    angle=st.floats(10, 60), upper=st.integers(2, 6), convex=st.sampled_from((-1, 1))
)
def test_a_spine_bends_by_the_angle_between_its_end_vertebrae(
    angle: float, upper: int, convex: int
):
    bodies = column(angle, upper, upper + 7, convex)
    leans = [body.lean for body in bodies]

    assert max(leans) - min(leans) == pytest.approx(angle)
    apex = bodies[upper + 3].x - (bodies[upper].x + bodies[upper + 7].x) / 2
    assert np.sign(apex) == convex
    assert all(one.z > two.z for one, two in pairwise(bodies))


def test_a_bone_is_as_long_as_the_truth_says(usual: dict[str, Made]):
    bone = named(usual["hand-radiograph"], "third metacarpal")
    (left, top), (right, bottom) = bone.box
    spacing = float(usual["hand-radiograph"].images[0].ImagerPixelSpacing[0])

    at_detector = np.hypot(right - left, bottom - top) * spacing

    assert at_detector / bone.details["magnification"] == pytest.approx(
        bone.details["length_mm"], rel=0.01
    )


def test_a_fracture_changes_the_ankle_there_and_nowhere_else():
    whole, broken = (
        take("ankle-radiograph", views="AP", side="L", fracture=each)
        for each in (False, True)
    )
    truth = named(broken, "fracture of the fibula")

    change = abs(seeing.values(broken.images[0]) - seeing.values(whole.images[0]))
    (left, top), (right, bottom) = ((round(x), round(y)) for x, y in truth.box)
    near = change[top : bottom + 12, left - 3 : right + 4].mean()

    assert near > 4 * change[: top - 8].mean()
    assert named(whole, "side marker").pixel == named(broken, "side marker").pixel


def test_too_little_dose_shows_in_the_index_and_in_the_noise():
    made = {
        exposure: take("knee-radiograph", exposure=exposure)
        for exposure in ("low", "right", "high")
    }

    index = {way: float(each.images[0].ExposureIndex) for way, each in made.items()}
    image = {way: seeing.values(each.images[0]) for way, each in made.items()}
    rough = {way: noise(each) for way, each in image.items()}

    assert index["low"] < 0.2 * index["right"] < index["high"]
    assert float(made["low"].images[0].DeviationIndex) < -6
    assert rough["low"] > rough["right"]
    assert made["low"].truth.facts["reasons"] == ["exposure"]


def test_motion_blurs_and_is_a_reason_to_take_it_again():
    still, moved = (take("hand-radiograph", motion=each) for each in (0.0, 6.0))

    sharp, soft = (
        abs(np.diff(seeing.values(each.images[0])[100:250], axis=0)).mean()
        for each in (still, moved)
    )

    assert soft < 0.85 * sharp
    assert (still.truth.facts["acceptable"], moved.truth.facts["reasons"]) == (
        True,
        ["motion"],
    )


def test_a_clipped_knee_has_its_joint_at_the_edge():
    whole, clipped = (take("knee-radiograph", clipped=each) for each in (False, True))

    rows = [named(each, "medial joint space").pixel[1] for each in (whole, clipped)]

    assert clipped.truth.facts["reasons"] == ["clipped"]
    assert rows[1] - rows[0] == pytest.approx(80 * 1.06 / 1.5, rel=0.03)
