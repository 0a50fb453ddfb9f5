"""Series sorted into studies, worked by hand and by brute force."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading.partition import pairs, sort

KEY = {"s1": "A", "s2": "A", "s3": "B"}
BOXES = st.fixed_dictionaries({}, optional=dict.fromkeys(KEY, st.sampled_from("ABCD")))


def test_all_in_their_places_passes():
    found = sort(KEY, dict(KEY))

    assert (found.score, found.passed) == (1.0, True)
    assert (found.agreed, found.parted, found.joined) == (4, 0, 0)


def test_one_series_in_the_wrong_study():
    # Key: A-s1, A-s2, s1-s2, B-s3. Given: A-s1, A-s2, s1-s2, A-s3, s1-s3, s2-s3.
    found = sort(KEY, {**KEY, "s3": "A"})

    assert found.score == pytest.approx(3 / 7)
    assert (found.agreed, found.parted, found.joined) == (3, 1, 3)
    assert found.right == {"s1": True, "s2": True, "s3": False}


def test_the_right_groups_under_the_wrong_orders_are_not_right():
    # Only s1-s2 is agreed; 4 pairs in the key, 4 given, 7 in all.
    found = sort(KEY, {"s1": "B", "s2": "B", "s3": "A"})

    assert (found.score, found.passed) == (pytest.approx(1 / 7), False)


def test_nothing_sorted_earns_nothing():
    assert (sort(KEY, {}).score, sort(KEY, {}).passed) == (0.0, False)


@given(BOXES)
def test_pairs_are_those_that_brute_force_finds(boxes):
    things = {**{f"thing {one}": box for one, box in boxes.items()}}
    things |= {f"box {box}": box for box in boxes.values()}

    assert pairs(boxes) == {
        frozenset(pair)
        for pair in combinations(things, 2)
        if things[pair[0]] == things[pair[1]]
    }


@given(BOXES)
def test_passed_is_only_who_has_every_pair_right(boxes):
    found = sort(KEY, boxes)

    assert 0 <= found.score <= 1
    assert found.passed == (boxes == KEY) == (found.score == 1)
