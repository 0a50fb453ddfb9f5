"""Films accepted and rejected: markers, and reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading.place import Place
from courses.assessment.grading.reject import Judgement, compare, kappa
from courses.assessment.grading.side_marker import Call, Film, judge


def at(column: float, row: float = 0.0, space: str = "film") -> Place:
    return Place(space, (column, row, 0.0))


GOOD = Film(is_faulty=False, marker=at(10), radius=5)
WRONG = Film(is_faulty=True, marker=at(10), radius=5)
MISSING = Film(is_faulty=True, marker=None, radius=5)
ACCEPT, NOTHING = Call("accept"), Call("")
POINTED = Call("reject", [at(12)])


def test_every_film_right_and_every_fault_pointed_at():
    films = [GOOD, WRONG, MISSING, GOOD]

    found = judge(films, [ACCEPT, POINTED, Call("reject"), ACCEPT], pass_mark=0.8)

    assert (found.sensitivity, found.specificity, found.pointing) == (1, 1, 1)
    assert (found.score, found.passed) == (1, True)


def test_one_fault_of_ten_let_through_still_passes_two_do_not():
    films = [WRONG] * 10 + [GOOD] * 5
    good = [ACCEPT] * 5

    one = judge(films, [POINTED] * 9 + [ACCEPT] + good, pass_mark=0.8)
    two = judge(films, [POINTED] * 8 + [ACCEPT] * 2 + good, pass_mark=0.8)

    assert (one.sensitivity, one.passed) == (0.9, True)
    assert (two.sensitivity, two.passed) == (0.8, False)


def test_to_reject_everything_is_no_skill():
    found = judge([WRONG] * 5 + [GOOD] * 5, [POINTED] * 10, pass_mark=0.5)

    assert (found.specificity, found.score, found.passed) == (0, 0.7, False)


def test_the_point_must_fall_on_the_marker():
    far = judge([WRONG], [Call("reject", [at(16)])], pass_mark=0.8)
    edge = judge([WRONG], [Call("reject", [at(15)])], pass_mark=0.8)

    assert (far.pointing, far.score) == (0, 0.8)
    assert edge.pointing == 1


def test_a_film_without_an_answer_is_wrong_either_way():
    found = judge([WRONG, GOOD], [NOTHING, NOTHING], pass_mark=0.8)

    assert (found.sensitivity, found.specificity, found.score) == (0, 0, 0)


def test_kappa_of_the_textbook():
    """20 both accept, 15 both reject, 5 and 10 differ: observed 0.7, expected
    (25 x 30 + 25 x 20) / 50^2 = 0.5; kappa 0.4."""
    one = ["accept"] * 20 + ["accept"] * 5 + ["reject"] * 10 + ["reject"] * 15
    other = ["accept"] * 20 + ["reject"] * 5 + ["accept"] * 10 + ["reject"] * 15

    assert kappa(one, other) == pytest.approx(0.4)


def test_to_accept_everything_agrees_no_more_than_chance():
    assert kappa(["accept"] * 6 + ["reject"] * 4, ["accept"] * 10) == 0


def test_reasons_count_on_films_that_are_to_be_rejected():
    expert = [
        Judgement("reject", {"motion", "exposure"}),
        Judgement("reject", {"clipped"}),
        Judgement("accept"),
        Judgement("accept"),
    ]
    learner = [
        Judgement("reject", ["motion"]),
        Judgement("reject", ["marker"]),
        Judgement("accept"),
        Judgement("accept"),
    ]

    found = compare(expert, learner, pass_mark=0.8)

    assert found.kappa == 1
    assert found.reasons == 0.5
    assert found.score == pytest.approx(0.8)
    assert found.passed
    assert found.same_reason == [True, False, None, None]


def test_a_pass_needs_agreement_beyond_chance():
    expert = [Judgement("reject", {"motion"})] + [Judgement("accept")] * 9
    learner = [Judgement("accept")] * 10

    found = compare(expert, learner, pass_mark=0.1)

    assert (found.kappa, found.passed) == (0, False)


verdicts = st.lists(st.sampled_from(["accept", "reject"]), min_size=1, max_size=20)


@given(verdicts, st.randoms())
def test_kappa_stays_in_its_range_and_knows_agreement(expert, chance):
    learner = [chance.choice(["accept", "reject", ""]) for _ in expert]

    assert -1 <= kappa(expert, learner) <= 1
    assert kappa(expert, expert) == 1


@given(st.lists(st.sampled_from([GOOD, WRONG, MISSING]), min_size=1, max_size=20))
def test_a_perfect_reader_passes_any_pile(films):
    calls = [POINTED if film.is_faulty else ACCEPT for film in films]

    assert judge(films, calls, pass_mark=1).passed
