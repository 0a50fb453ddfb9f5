"""Critical findings and hanging protocols."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading.critical import (
    ACUITY,
    SOON,
    WEIGHTS,
    Right,
    Said,
    decide,
)
from courses.assessment.grading.hanging import Viewport, hang

BLEED = Right({"bleed"}, "minutes", {"physician"}, "now", calm=120, late=300)
WELL = Said("bleed", "minutes", "physician", "now", seconds=90)


def decided(right: Right = BLEED, **over):
    said = {name: getattr(WELL, name) for name in WELL.__slots__}
    return decide(right, Said(**{**said, **over}), pass_mark=0.8)


def test_all_of_it_right_and_in_time():
    found = decided()

    assert (found.score, found.passed) == (1, True)


def test_an_urgency_called_too_low_fails_whatever_the_total():
    """All else right: 0.75 of the points, and no pass even at a pass mark of 0.5."""
    found = decide(BLEED, Said("bleed", "hours", "physician", "now", 10), pass_mark=0.5)

    assert found.score == pytest.approx(0.75)
    assert not found.passed
    assert [part.name for part in found.parts if part.failed] == ["acuity"]


def test_an_urgency_called_too_high_costs_half_and_is_no_danger():
    stroke = Right({"bleed"}, "hours", {"physician"}, "hour", 120, 300)

    found = decided(stroke, soon="hour")

    assert found.score == pytest.approx(0.875)
    assert found.passed


def test_a_message_later_than_it_must_be_fails():
    assert not decided(soon="day").passed


def test_halfway_between_calm_and_late_the_time_is_worth_half():
    assert decided(seconds=210).score == pytest.approx(0.95)
    assert decided(seconds=300).score == pytest.approx(0.9)
    assert decided(seconds=9999).passed


def test_nothing_answered_is_nothing_but_the_clock():
    found = decide(BLEED, Said(), pass_mark=0.8)

    assert found.score == pytest.approx(WEIGHTS["time"])
    assert not found.passed


def test_the_weights_make_one():
    assert sum(WEIGHTS.values()) == pytest.approx(1)


@given(
    st.sampled_from(ACUITY),
    st.sampled_from(SOON),
    st.sampled_from(ACUITY),
    st.sampled_from(SOON),
    st.floats(0, 1000),
)
def test_nobody_passes_below_the_right_urgency(acuity, soon, said, later, seconds):
    right = Right({"bleed"}, acuity, {"physician"}, soon, 120, 300)

    found = decided(right, acuity=said, soon=later, seconds=seconds)

    assert 0 <= found.score <= 1
    if ACUITY.index(said) < ACUITY.index(acuity) or SOON.index(later) < SOON.index(
        soon
    ):
        assert not found.passed


TWO = [Viewport({"now"}), Viewport({"prior"})]


def test_current_and_prior_each_in_its_place():
    assert hang(TWO, ["now", "prior"], pass_mark=0.8).passed


def test_changed_over_nothing_is_right():
    found = hang(TWO, ["prior", "now"], pass_mark=0.5)

    assert (found.score, found.passed) == (0, False)


def test_a_mandatory_viewport_left_empty_fails_though_the_rest_is_right():
    views = [*TWO, Viewport({"scout"}, is_mandatory=False), Viewport({"bone"})]

    without_scout = hang(views, ["now", "prior", "", "bone"], pass_mark=0.75)
    without_bone = hang(views, ["now", "prior", "scout", ""], pass_mark=0.75)

    assert (without_scout.score, without_scout.passed) == (0.75, True)
    assert (without_bone.score, without_bone.passed) == (0.75, False)


def test_one_series_in_two_viewports_is_right_in_neither():
    either = [Viewport({"a", "b"}), Viewport({"a", "b"})]

    assert hang(either, ["a", "a"], pass_mark=0.5).score == 0
    assert hang(either, ["b", "a"], pass_mark=0.5).passed


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_experts_hanging_passes(order):
    views = [Viewport({one}) for one in order]

    assert hang(views, order, pass_mark=1).passed
