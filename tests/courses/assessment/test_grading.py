"""Worked examples, each done by hand first."""

import pytest

from courses.assessment.grading import choice, localise, number, quiz
from courses.assessment.grading.localise import Target
from courses.assessment.grading.place import Geometry, Place, place_of


def at(x: float, y: float, z: float = 0.0, space: str = "image") -> Place:
    return Place(space, (x, y, z))


def near(label: str, x: float, y: float, radius: float = 5.0) -> Target:
    return Target(label, at(x, y), radius)


def worth(marks, targets, **over):
    over.setdefault("cost", 0.25)
    over.setdefault("pass_mark", 0.75)
    over.setdefault("most_false", 1)
    return localise.localise(marks, targets, **over)


def test_one_right_answer_earns_all_or_nothing():
    assert choice.single("b", "b") == 1
    assert choice.single("b", "a") == 0
    assert choice.single("b", None) == 0


@pytest.mark.parametrize(
    ("picked", "score"),
    [
        (["a", "b", "c"], 1.0),
        (["c", "b", "a"], 1.0),
        (["a"], 1 / 3),
        (["a", "b"], 2 / 3),
        (["a", "b", "c", "x"], 0.0),
        (["x"], 0.0),
        ([], 0.0),
        (["a", "a", "a"], 1 / 3),
    ],
)
def test_several_right_answers_earn_their_share_until_a_wrong_one_is_picked(
    picked, score
):
    assert choice.multiple(["a", "b", "c"], picked) == pytest.approx(score)


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        ("3.9", 1),
        ("3,9", 1),
        (" 3.90 ", 1),
        ("+3.9", 1),
        ("4.0", 1),
        ("3.8", 1),
        ("4.01", 0),
        ("3.79", 0),
        ("3.9 in 100,000", 0),
        ("3.9 mm", 1),
        ("3.9MM", 1),
        ("about 4", 0),
        ("", 0),
        (None, 0),
        ("nan", 0),
        ("inf", 0),
    ],
)
def test_a_number_is_right_within_its_tolerance_the_edge_included(typed, score):
    assert number.numeric("3.9", "0.1", typed, unit="mm") == score


def test_decimals_do_not_lose_the_edge_to_binary_fractions():
    assert number.numeric("0.3", "0.1", "0.4") == 1
    assert number.numeric("0.3", "0.1", "0.2") == 1


def test_a_true_minus_sign_is_read_as_one():
    assert str(number.read("\N{MINUS SIGN}160 HU", unit="HU")) == "-160"


def test_a_quiz_is_the_mean_of_its_items():
    items = [
        quiz.Asked("one", "single", "", "r"),
        quiz.Asked("two", "multiple", "", ["a"]),
        quiz.Asked("three", "numeric", "mm", "12"),
        quiz.Asked("four", "single", "", None),
    ]
    keys = {
        "one": {"right": "r"},
        "two": {"right": ["a", "b"]},
        "three": {"value": "12", "tolerance": "0"},
        "four": {"right": "r"},
    }

    found = quiz.grade(items, keys, pass_mark=0.6)

    assert found.score == 0.625  # (1 + 0.5 + 1 + 0) / 4
    assert found.passed
    assert [part["score"] for part in found.parts] == [1, 0.5, 1, 0]
    assert found == quiz.grade(items, keys, pass_mark=0.6)


def test_the_order_of_the_items_changes_nothing_but_the_order_of_the_parts():
    items = [
        quiz.Asked("one", "single", "", "r"),
        quiz.Asked("two", "single", "", "w"),
    ]
    keys = {"one": {"right": "r"}, "two": {"right": "r"}}

    ahead = quiz.grade(items, keys, pass_mark=0.5)
    back = quiz.grade(items[::-1], keys, pass_mark=0.5)

    assert (ahead.score, ahead.passed) == (back.score, back.passed) == (0.5, True)


def test_a_mark_on_the_edge_of_the_target_still_meets_it():
    assert worth([at(3, 4)], [near("A", 0, 0)]).meetings[0].distance == 5
    assert worth([at(3, 4.01)], [near("A", 0, 0)]).missed == [0]


def test_one_mark_claims_one_target_and_the_second_mark_on_it_is_false():
    found = worth([at(0, 0), at(1, 0)], [near("A", 0, 0)])

    assert [(one.mark, one.target) for one in found.meetings] == [(0, 0)]
    assert found.false_marks == [1]
    assert found.score == 0.75  # 1 of 1 found, one false mark at a quarter


def test_a_mark_between_two_targets_leaves_the_other_to_its_neighbour():
    """The first mark is nearer to A, but only it can reach B."""
    targets = [near("A", 0, 0), near("B", 8, 0)]
    marks = [at(3.5, 0), at(-4, 0)]

    found = worth(marks, targets)

    assert {(one.mark, one.target) for one in found.meetings} == {(0, 1), (1, 0)}
    assert found.score == 1


def test_the_order_in_which_marks_are_set_does_not_change_the_score():
    targets = [near("A", 0, 0), near("B", 8, 0), near("C", 30, 0)]
    marks = [at(3.5, 0), at(-4, 0), at(60, 0), at(30, 2)]

    ahead, back = worth(marks, targets), worth(marks[::-1], targets)

    assert ahead.score == back.score == 0.75  # 3 of 3, one false mark
    assert len(ahead.meetings) == len(back.meetings) == 3


def test_false_marks_cost_and_too_many_of_them_fail_even_a_full_find():
    targets = [near("A", 0, 0)]
    stray = [at(50, 50), at(60, 60)]

    found = worth([at(0, 0), *stray], targets, cost=0.05, pass_mark=0.5)

    assert found.score == 0.9
    assert not found.passed


def test_the_score_never_falls_below_nothing():
    assert worth([at(90, n) for n in range(9)], [near("A", 0, 0)]).score == 0


def test_an_image_without_findings_is_passed_by_leaving_it_alone():
    assert worth([], []).passed
    assert worth([at(1, 1)], []).score == 0.75


def test_marks_on_another_image_meet_nothing():
    found = worth([Place("another", (0.0, 0.0, 0.0))], [near("A", 0, 0)])

    assert found.missed == [0]
    assert found.false_marks == [0]


def test_pixels_become_millimetres_by_row_and_column_spacing():
    """Spacing names rows first: 2 mm down, 0.5 mm across (PS3.3 10.7.1.3)."""
    image = Geometry("1.2.3", spacing=(2.0, 0.5))

    assert place_of((10, 3), image) == Place("1.2.3#1", (5.0, 6.0, 0.0))


def test_an_image_without_a_scale_is_measured_in_pixels():
    assert place_of((10, 3), Geometry("1.2.3")).at == (10.0, 3.0, 0.0)


def test_a_slice_is_placed_in_the_patient_by_its_position_and_direction():
    """A coronal slice: columns run to the left (+x), rows run to the feet (-z)."""
    image = Geometry(
        "1.2.3",
        spacing=(2.0, 0.5),
        position=(-100.0, 20.0, 300.0),
        orientation=((1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
        frame_of_reference="9.9",
    )

    place = place_of((40, 10), image)

    assert place == Place("9.9", (-80.0, 20.0, 280.0))


def test_two_slices_of_one_patient_share_their_space():
    def slice_at(z: float) -> Geometry:
        return Geometry(
            f"1.{z}",
            spacing=(1.0, 1.0),
            position=(0.0, 0.0, z),
            orientation=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
            frame_of_reference="9.9",
        )

    here, above = place_of((5, 5), slice_at(0)), place_of((5, 5), slice_at(3))

    assert here.to(above) == 3
