import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading.windowing import Window, fault, share, worth

LUNG = Window(-1350, 150)  # width 1500, centre -600


def test_a_window_half_as_wide_about_the_same_centre_shares_a_half():
    assert share(Window(-975, -225), LUNG) == pytest.approx(0.5)


def test_a_window_moved_by_a_third_shares_a_half():
    """1000 of 1500 in common, 2000 together."""
    assert share(Window(-850, 650), LUNG) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("common", "expected"), [(1, 1), (0.7, 1), (0.35, 0.5), (0, 0)]
)
def test_from_seven_tenths_on_it_is_full(common, expected):
    assert worth(common) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        (Window(-1350, 150), "right"),
        (Window(0, 1500), "high"),
        (Window(-2500, -1000), "low"),
        (Window(-3000, 1800), "wide"),
        (Window(-700, -500), "narrow"),
        (Window(5000, 5000), "high"),
    ],
)
def test_the_learner_is_told_which_way_it_is_off(shown, says):
    assert fault(shown, LUNG) == says


windows = st.builds(
    lambda low, width: Window(low, low + width),
    st.floats(-3000, 3000),
    st.floats(0.5, 5000),
)


@given(windows, windows)
def test_it_is_the_same_from_both_sides_and_between_none_and_all(one, other):
    assert 0 <= share(one, other) <= 1 + 1e-9
    assert share(one, other) == pytest.approx(share(other, one))
    assert share(one, one) == pytest.approx(1)
