"""De-identifying, worked by hand and against counting pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading.deidentify import (
    Naming,
    Picture,
    Rule,
    cover,
    deidentify,
    name,
)

NAME = Rule(frozenset({"empty", "replace"}), frozenset({"keep"}))
COMMENT = Rule(frozenset({"remove"}), frozenset({"keep"}))
SPACING = Rule(frozenset({"keep"}), frozenset())
RULES = {"PatientName": NAME, "ImageComments": COMMENT, "PixelSpacing": SPACING}
RIGHT = {"PatientName": "empty", "ImageComments": "remove", "PixelSpacing": "keep"}
ACTIONS = st.sampled_from(["keep", "empty", "remove", "replace", "shift", "uid", ""])
# 10 x 20 pixels; the word fills columns 2 to 5 of rows 1 and 2: eight pixels.
WORD = (2.0, 1.0, 5.0, 2.0)


def picture(*drawn):
    return Picture(rows=10, columns=20, words=[WORD], drawn=drawn)


def test_all_as_the_profile_says_passes_with_everything():
    found = deidentify(RULES, RIGHT, pass_mark=0.7)

    assert (found.score, found.passed) == (1.0, True)


def test_all_removed_protects_but_is_of_less_use():
    # Protection 2 of 2; of three decisions one is right (ImageComments).
    found = deidentify(RULES, dict.fromkeys(RULES, "remove"), pass_mark=0.7)

    assert found.score == pytest.approx(0.7 + 0.3 / 3)
    assert found.passed
    assert found.verdicts["PatientName"] == "loss"


def test_one_identifier_left_fails_whatever_the_score():
    # Protection 1 of 2, use 2 of 3: 0.35 + 0.2.
    found = deidentify(RULES, {**RIGHT, "ImageComments": "keep"}, pass_mark=0.1)

    assert (found.score, found.passed) == (pytest.approx(0.55), False)
    assert found.verdicts["ImageComments"] == "leak"


def test_what_is_left_undecided_stays_in_the_file():
    found = deidentify(RULES, {}, pass_mark=0.1)

    assert found.verdicts["PatientName"] == "leak"
    assert (found.score, found.passed) == (0.0, False)


def test_a_box_over_the_word_covers_it():
    found = cover(picture((1.6, 0.7, 5.4, 2.2)))

    assert found.covered == (True,)
    assert found.lost == 0.0


def test_three_quarters_of_a_word_are_not_enough():
    # Columns 3 to 5 of 2 to 5: six of eight pixels.
    found = cover(picture((3.0, 1.0, 5.0, 2.0)))

    assert found.covered == (False,)


def test_two_boxes_together_cover_a_word():
    found = cover(picture((2, 1, 3, 2), (4, 1, 5, 2)))

    assert found.covered == (True,)


def test_an_image_blacked_out_cannot_pass():
    all_over = picture((0, 0, 19, 9))

    found = deidentify({}, {}, pictures=[all_over], pass_mark=0.1)

    assert found.coverings[0].covered == (True,)
    assert found.coverings[0].lost == 1.0
    assert not found.passed


def test_the_files_of_one_study_keep_one_new_name():
    was = {"1": "A", "2": "A", "3": "B"}

    assert name(Naming(was, {"1": "X", "2": "X", "3": "Y"})).agrees
    assert not name(Naming(was, {"1": "X", "2": "Y", "3": "Z"})).agrees
    assert not name(Naming(was, {"1": "X", "2": "X", "3": "X"})).agrees


def test_a_name_that_was_there_before_is_not_new():
    found = name(Naming({"1": "A", "2": "A"}, {"1": "A", "2": "X"}))

    assert found.new == {"1": False, "2": True}
    assert not found.agrees


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(RULES, ACTIONS)))
def test_passed_means_that_no_identifier_is_left(actions):
    found = deidentify(RULES, actions, pass_mark=0.7)

    assert 0 <= found.score <= 1
    assert found.passed == ("leak" not in found.verdicts.values())


@given(st.lists(st.tuples(*[st.floats(-3, 25)] * 4), max_size=4))
def test_covering_agrees_with_counting_pixel_by_pixel(drawn):
    black = np.zeros((10, 20), bool)
    for row in range(10):
        for column in range(20):
            black[row, column] = any(
                min(a, c) <= column <= max(a, c) and min(b, d) <= row <= max(b, d)
                for a, b, c, d in drawn
            )
    word = black[1:3, 2:6]
    rest = black.sum() - word.sum()

    found = cover(picture(*drawn))

    assert found.covered == (word.mean() >= 0.95,)
    assert found.lost == pytest.approx(rest / 192)
