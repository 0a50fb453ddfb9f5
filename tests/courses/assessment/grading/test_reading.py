"""A header read, worked by hand."""

from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading.reading import Choice, Value, read

ASKED = [
    Value("a", "DS", "2.5"),
    Value("b", "DA", "20240312"),
    Value("c", "PN", "ROWAN^NORA"),
    Choice("d", frozenset({"PatientAge", "PatientBirthDate"})),
]
RIGHT = {"a": "2.50", "b": "2024-03-12", "c": "Rowan, Nora", "d": "PatientAge"}


def test_all_four_right_passes_however_they_are_written():
    found = read(ASKED, RIGHT, pass_mark=0.9)

    assert (found.score, found.passed) == (1.0, True)


def test_three_of_four_is_three_quarters():
    found = read(ASKED, {**RIGHT, "d": "Modality"}, pass_mark=0.9)

    assert (found.score, found.passed) == (0.75, False)
    assert found.right == {"a": True, "b": True, "c": True, "d": False}


def test_nothing_given_is_nothing_right():
    found = read(ASKED, {}, pass_mark=0.01)

    assert (found.score, found.passed) == (0.0, False)


@given(st.permutations(ASKED), st.dictionaries(st.sampled_from("abcd"), st.text()))
def test_the_order_of_the_questions_changes_nothing(asked, answer):
    assert read(asked, answer, pass_mark=0.9).score == (
        read(ASKED, answer, pass_mark=0.9).score
    )
