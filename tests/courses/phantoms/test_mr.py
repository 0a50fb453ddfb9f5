"""MR phantoms: tissue answers as its times say, and the lesion is where it is said."""

import numpy as np
import pytest

from courses import phantoms
from courses.phantoms import Made
from courses.phantoms.mr import SEQUENCES
from tests.courses.phantoms import seeing


@pytest.fixture(scope="module")
def brain() -> Made:
    few = {"slices": 9, "matrix": 128, "noise": 0.02, "shading": 0.0}
    return phantoms.make("mr-brain", seed=6, kind="mass", size_mm=14.0, **few)


def test_the_same_seed_yields_the_same_bytes():
    few = {"slices": 1, "matrix": 64, "kind": "normal", "sequences": ("T2",)}
    one, again = (phantoms.make("mr-brain", seed=1, **few) for _ in range(2))
    other = phantoms.make("mr-brain", seed=2, **few)

    assert seeing.file_bytes(one.images[0]) == seeing.file_bytes(again.images[0])
    assert one.images[0].SOPInstanceUID != other.images[0].SOPInstanceUID


def test_the_validator_has_no_complaint(brain, tmp_path):
    for image in (brain.images[0], brain.images[-1]):
        assert seeing.complaints(image, tmp_path) == []


def test_both_series_share_study_and_frame_of_reference(brain):
    assert len(brain.images) == 18
    assert len({i.StudyInstanceUID for i in brain.images}) == 1
    assert len({i.FrameOfReferenceUID for i in brain.images}) == 1
    assert len({i.SeriesInstanceUID for i in brain.images}) == 2
    assert [i.EchoTime for i in brain.images[::9]] == [13, 102]


def test_water_is_dark_in_t1_and_flair_and_bright_in_t2():
    looks = {name: pulses.look() for name, pulses in SEQUENCES.items()}

    assert looks["T1"]["csf"] < looks["T1"]["grey"] < looks["T1"]["white"]
    assert looks["T2"]["csf"] > looks["T2"]["grey"] > looks["T2"]["white"]
    assert looks["FLAIR"]["csf"] < 0.3 * looks["FLAIR"]["white"]
    assert looks["FLAIR"]["oedema"] > looks["FLAIR"]["grey"]


def test_the_signal_is_that_of_a_spin_echo():
    white = SEQUENCES["T1"].look()["white"]

    by_hand = 1500 * 0.70 * (1 - np.exp(-520 / 610)) * np.exp(-13 / 78)
    assert white == pytest.approx(by_hand, rel=1e-6)


def test_the_lesion_is_in_both_series_dark_in_t1_and_bright_in_t2(brain):
    t1, t2 = brain.truth.findings
    for finding, sign in ((t1, -1), (t2, 1)):
        image = seeing.of(brain.images, finding)
        signal, away = seeing.values(image), seeing.away(image, finding.pixel)
        mirrored = (image.Columns - 1 - finding.pixel[0], finding.pixel[1])
        other = seeing.away(image, mirrored)
        x, y, _ = seeing.millimetres(image, finding.pixel)

        assert sign * (signal[away < 6].mean() - signal[other < 6].mean()) > 20
        assert finding.centre[:2] == pytest.approx((x, y), abs=0.05)
    assert t1.centre == t2.centre
    assert t1.sop_uid != t2.sop_uid


def test_air_holds_the_noise_of_a_magnitude_image():
    few = {"slices": 1, "matrix": 128, "sequences": ("T1",), "kind": "normal"}
    made = phantoms.make("mr-brain", seed=3, noise=0.1, **few)
    corner = seeing.values(made.images[0])[:20, :20]

    # Rayleigh: mean over deviation is 1.91, where a Gauss about nought would have none.
    assert corner.mean() / corner.std() == pytest.approx(1.91, abs=0.25)


def test_shading_makes_the_same_tissue_unlike():
    few = {"slices": 1, "matrix": 96, "sequences": ("T2",), "kind": "normal"}
    even, shaded = (
        phantoms.make("mr-brain", seed=3, shading=s, noise=0.001, **few).images[0]
        for s in (0.0, 0.6)
    )
    inside = seeing.values(even) > 200
    ratio = seeing.values(shaded)[inside] / seeing.values(even)[inside]

    assert np.percentile(ratio, 95) > np.percentile(ratio, 5) + 0.08
