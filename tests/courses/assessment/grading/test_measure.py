"""Lines, angles and areas, by hand and against numpy."""

from math import cos, pi, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading import roi, shapes
from courses.assessment.grading.measure import Drawn, Thing, measure, worth

SPACING = (0.5, 0.25)  # half a millimetre down, a quarter across


def test_three_across_and_four_down_is_five_millimetres():
    """12 pixels of 0.25 mm are 3 mm, 8 of 0.5 mm are 4 mm."""
    assert shapes.length([(10, 10), (22, 18)], SPACING) == pytest.approx(5)


def test_without_a_scale_a_length_is_in_pixels():
    assert shapes.length([(0, 0), (3, 4)], None) == 5


def test_a_diagonal_of_oblong_pixels_is_no_angle_of_45_degrees():
    """4 across and 2 down look flat, and are 1 mm by 1 mm."""
    handles = [(4, 0), (0, 0), (4, 2)]

    assert shapes.angle(handles, SPACING) == pytest.approx(45)
    assert shapes.angle(handles, None) == pytest.approx(26.565, abs=0.001)


@pytest.mark.parametrize("degrees", [0, 12.5, 45, 90])
def test_cobb_is_the_angle_between_two_end_plates(degrees):
    tilt = radians(degrees)
    handles = [(0, 0), (10, 0), (0, 50), (10 * cos(tilt), 50 + 10 * sin(tilt))]
    turned = [*handles[:2], handles[3], handles[2]]

    assert shapes.cobb(handles, None) == pytest.approx(degrees)
    assert shapes.cobb(turned, None) == pytest.approx(degrees)


def test_a_point_is_no_angle():
    assert shapes.angle([(1, 1), (1, 1), (5, 5)], None) == 0


def test_a_rectangle_of_pixel_centres_holds_its_edge():
    inside = roi.mask("rectangle", [(1, 2), (3, 3)], (6, 6))

    expected = np.zeros((6, 6), bool)
    expected[2:4, 1:4] = True
    assert (inside == expected).all()


def test_an_ellipse_of_radius_two_holds_thirteen_pixels():
    """By hand: 1 + 3 + 5 + 3 + 1."""
    inside = roi.mask("ellipse", [(3, 3), (7, 7)], (11, 11))

    assert inside.sum() == 13
    assert inside[5].tolist() == [3 <= n <= 7 for n in range(11)]


def test_mean_and_sd_are_numpys():
    values = np.random.default_rng(4).normal(40, 12, (64, 80))
    inside = roi.mask("ellipse", [(10.3, 5.2), (50.9, 60.4)], values.shape)
    found = roi.region(values, inside)

    assert found is not None
    assert found.mean == pytest.approx(values[inside].mean())
    assert found.sd == pytest.approx(values[inside].std())
    assert found.count == pytest.approx(pi * 20.3 * 27.6, rel=0.02)


def test_a_region_between_the_pixels_says_nothing():
    inside = roi.mask("rectangle", [(1.2, 1.2), (1.8, 1.8)], (5, 5))

    assert roi.region(np.ones((5, 5)), inside) is None


def in_polygon(corners, column, row) -> bool:
    """Even-odd, one point at a time, as a textbook has it."""
    inside = False
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y0 > row) != (y1 > row):
            inside ^= column < x0 + (row - y0) / (y1 - y0) * (x1 - x0)
    return inside


# No corner, and no line between two of them, passes through a pixel's very centre.
hundredths = st.integers(-200, 2100)
corner = st.builds(lambda x, y: (x / 100 + 0.0031, y / 100 + 0.0047), *[hundredths] * 2)


@given(st.lists(corner, min_size=3, max_size=9))
def test_a_freehand_area_is_filled_as_point_by_point(corners):
    inside = roi.mask("freehand", corners, (20, 18))

    expected = [[in_polygon(corners, c, r) for c in range(18)] for r in range(20)]
    assert (inside != np.array(expected)).sum() <= 1  # at an edge, by rounding


def test_a_square_drawn_by_hand_is_a_rectangle():
    corners = [(2, 2), (7, 2), (7, 9), (2, 9)]

    drawn = roi.mask("freehand", corners, (12, 12))
    rectangle = roi.mask("rectangle", [(2, 2), (7, 9)], (12, 12))

    assert (drawn != rectangle).sum() <= 6  # one edge belongs to the neighbour


@pytest.mark.parametrize(
    ("value", "expected"),
    [(20, 1), (22, 1), (18, 1), (24, 0.5), (16, 0.5), (26, 0), (3, 0)],
)
def test_within_the_tolerance_full_then_falling_in_a_line(value, expected):
    earned = worth(value, right=20, tolerance=2, falls_to=6)

    assert earned == pytest.approx(expected)


def thing(label: str = "A", **over) -> Thing:
    told = {
        "kind": "length",
        "gives": "length",
        "right": 20.0,
        "tolerance": 1.0,
        "falls_to": 5.0,
        "images": {"one#1", "two#1"},
        "centre": (50.0, 50.0),
        "reach": 15.0,
    }
    return Thing(label, **{**told, **over})


def drawn(value: float, image: str = "one#1", centre=(50.0, 50.0), **over) -> Drawn:
    values = over.pop("values", {"length": value})
    return Drawn(over.pop("kind", "length"), image, centre, values)


def test_the_same_length_elsewhere_measures_something_else():
    [found] = measure([thing()], [drawn(20, centre=(80, 80))])

    assert (found.worth, found.says, found.value) == (0, "elsewhere", 20)


def test_on_an_image_too_far_away_it_is_worth_nothing():
    [found] = measure([thing()], [drawn(20, "nine#1")])

    assert (found.worth, found.says) == (0, "image")


def test_two_things_are_told_apart_by_what_fits_best():
    things = [thing("A"), thing("B", right=40.0, centre=(54.0, 50.0))]

    found = measure(things, [drawn(40), drawn(20.5)])

    assert [(one.label, one.mark, one.worth) for one in found] == [
        ("A", 1, 1.0),
        ("B", 0, 1.0),
    ]


def test_what_was_not_drawn_is_nothing():
    found = measure([thing("A"), thing("B", kind="cobb")], [drawn(20)])

    assert [one.says for one in found] == ["right", "nothing"]


def test_a_region_with_no_pixel_in_it_measures_nothing():
    mean = thing(kind="ellipse", gives="mean")

    [found] = measure([mean], [drawn(0, kind="ellipse", values={})])

    assert found.says == "nothing"


measures = st.builds(
    drawn,
    st.floats(0, 60),
    st.sampled_from(["one#1", "two#1", "nine#1"]),
    st.tuples(st.floats(30, 70), st.floats(30, 70)),
)


@given(st.lists(measures, max_size=4), st.randoms())
def test_the_order_of_the_marks_does_not_matter(marks, chance):
    things = [thing("A"), thing("B", right=35.0, centre=(60.0, 60.0))]
    shuffled = chance.sample(marks, len(marks))

    one, other = measure(things, marks), measure(things, shuffled)

    assert [(m.worth, m.says) for m in one] == [(m.worth, m.says) for m in other]
    assert all(0 <= m.worth <= 1 for m in one)


@given(st.floats(-1000, 1000), st.floats(0.01, 50), st.floats(0.01, 50))
def test_the_right_value_is_always_worth_everything(right, tolerance, more):
    earned = worth(right, right=right, tolerance=tolerance, falls_to=tolerance + more)

    assert earned == 1
