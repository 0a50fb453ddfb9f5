"""Which frames the machine reads: enough to find text, and no more."""

import pytest

from courses.studies.review.sampling import Facts, evenly, frames_to_read


def slices(number: int, **over) -> list[Facts]:
    facts = {"modality": "CT", "frames": 1, "is_original": True, **over}
    return [Facts(pk=at, **facts) for at in range(1, number + 1)]


def test_of_a_long_series_the_first_the_middle_and_the_last_are_read():
    chosen = frames_to_read(slices(301))

    assert [pk for pk, frames in chosen.items() if frames] == [1, 151, 301]


@pytest.mark.parametrize(
    "over",
    [{"is_original": False}, {"is_suspect": True}, {"modality": "US"}],
    ids=["derived", "suspect", "ultrasound"],
)
def test_whatever_is_no_plain_slice_is_read_each_by_itself(over):
    chosen = frames_to_read(slices(20, **over))

    assert all(frames == [1] for frames in chosen.values())


@pytest.mark.parametrize(
    ("facts", "frames"),
    [
        (Facts(1, "US", 120), [1, 18, 35, 52, 69, 86, 103, 120]),
        (Facts(1, "US", 5), [1, 2, 3, 4, 5]),
        (Facts(1, "OT", 20), list(range(1, 21))),
        (Facts(1, "MR", 90, is_original=True), [1, 45, 90]),
        (Facts(1, "SR", 0), []),
    ],
    ids=["cine", "short cine", "pages", "enhanced MR", "no pixels"],
)
def test_several_frames_in_a_file(facts, frames):
    assert frames_to_read([facts])[1] == frames


def test_both_ends_are_always_among_them():
    for total in range(1, 200):
        chosen = evenly(total, 8)
        assert (chosen[0], chosen[-1]) == (1, total)
        assert len(chosen) == min(8, total)
