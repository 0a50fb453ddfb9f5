"""Boxes over findings, by hand and for any boxes at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading.boxes import (
    Box,
    Outline,
    box_of,
    outline,
    share,
    worth,
)

ON = "image#1"


def box(left: float, top: float, right: float, bottom: float, space: str = ON) -> Box:
    return Box(space, left, top, right, bottom)


def target(label: str, *boxes: Box) -> Outline:
    return Outline(label, boxes)


def graded(marks, targets, **over):
    return outline(
        marks,
        targets,
        **{"cost": 0.25, "pass_mark": 0.8, "most_false": 1, **over},
    )


def test_a_box_shifted_by_half_its_width_shares_a_third():
    """10 x 10 and 10 x 10, shifted by 5: 50 in common, 150 together."""
    assert share(box(0, 0, 10, 10), box(5, 0, 15, 10)) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("common", "expected"), [(0.5, 1), (0.9, 1), (0.35, 0.5), (0.2, 0), (0.1, 0)]
)
def test_the_mark_falls_from_a_half_to_a_fifth(common, expected):
    assert worth(common) == pytest.approx(expected)


def test_boxes_on_two_images_share_nothing():
    assert share(box(0, 0, 9, 9), box(0, 0, 9, 9, "image#2")) == 0


def test_a_box_without_area_shares_nothing_with_itself():
    assert share(box(3, 3, 3, 3), box(3, 3, 3, 3)) == 0


def test_corners_may_be_drawn_from_any_side():
    assert box_of((9, 2), (1, 7), space=ON) == box(1, 2, 9, 7)


def test_two_lesions_one_well_and_one_poorly_outlined():
    """A is met with 1/3 (worth 4/9), B with all of it: (4/9 + 1) / 2 = 0.7222."""
    targets = [target("A", box(0, 0, 10, 10)), target("B", box(50, 50, 60, 60))]
    found = graded([box(50, 50, 60, 60), box(5, 0, 15, 10)], targets)

    assert found.score == pytest.approx(0.7222)
    assert [(met.mark, met.target) for met in found.meetings] == [(0, 1), (1, 0)]
    assert found.false_marks == []
    assert not found.passed


def test_a_box_around_everything_is_false_and_costs():
    targets = [target("A", box(40, 40, 50, 50))]
    found = graded([box(40, 40, 50, 50), box(0, 0, 100, 100)], targets)

    assert (found.score, found.false_marks, found.passed) == (0.75, [1], False)


def test_one_target_drawn_twice_counts_once():
    same = box(40, 40, 50, 50)
    found = graded([same, same], [target("A", same)])

    assert len(found.meetings) == 1
    assert found.score == 0.75


def test_a_lesion_may_be_outlined_on_the_next_image_where_it_still_shows():
    lesion = target("A", box(0, 0, 10, 10), box(0, 0, 10, 10, "image#2"))

    assert graded([box(0, 0, 10, 10, "image#2")], [lesion]).passed


def test_where_there_is_nothing_no_box_is_right():
    assert graded([], []).passed
    assert graded([box(0, 0, 5, 5)], []).score == 0.75


whole = st.integers(0, 30)
boxes = st.builds(
    lambda a, b, c, d: box_of((a, b), (a + c, b + d), space=ON),
    whole,
    whole,
    st.integers(1, 15),
    st.integers(1, 15),
)


@given(st.lists(boxes, max_size=5), st.lists(boxes, max_size=4), st.randoms())
def test_the_order_of_the_boxes_does_not_matter(marks, drawn, chance):
    targets = [target(str(n), one) for n, one in enumerate(drawn)]
    shuffled = chance.sample(marks, len(marks))

    one, other = graded(marks, targets), graded(shuffled, targets)

    assert 0 <= one.score <= 1
    assert (one.score, one.passed) == (other.score, other.passed)


@given(st.lists(boxes, min_size=1, max_size=5))
def test_the_experts_own_boxes_pass(drawn):
    targets = [target(str(n), one) for n, one in enumerate(drawn)]

    found = graded(drawn, targets)

    assert len(found.meetings) == len(drawn)
    assert not found.false_marks
