"""Decisions on anomalies, worked by hand."""

from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading.anomaly import Decision, decide

KINDS = ("mismatch", "duplicate", "false-positive")
MOVES = ("patient", "study", "images", "none", "delete", "")
KEY = [
    Decision("mismatch", "patient"),
    Decision("mismatch", "study"),
    Decision("duplicate", "images"),
    Decision("false-positive", "none"),
]
DECISIONS = st.builds(Decision, st.sampled_from([*KINDS, ""]), st.sampled_from(MOVES))


def decided(*given, pass_mark=0.9):
    return decide(KEY, given, kinds=KINDS, pass_mark=pass_mark)


def test_every_case_right_passes():
    assert decided(*KEY).passed
    assert decided(*KEY).score == 1.0


def test_a_right_kind_with_a_wrong_move_earns_nothing():
    found = decided(Decision("mismatch", "study"), *KEY[1:])

    assert (found.score, found.passed) == (0.75, False)
    assert found.right == (False, True, True, True)


def test_one_deletion_fails_whatever_the_rest():
    given_ = [*KEY[:3], Decision("false-positive", "delete")]

    found = decided(*given_, pass_mark=0.5)

    assert (found.score, found.deleted, found.passed) == (0.75, 1, False)


def test_the_table_counts_what_each_kind_was_taken_for():
    given_ = [KEY[0], Decision("duplicate", "none"), KEY[2], Decision()]

    table = decided(*given_).table

    assert table["mismatch"] == {
        "mismatch": 1,
        "duplicate": 1,
        "false-positive": 0,
        "": 0,
    }
    assert table["duplicate"]["duplicate"] == 1
    assert table["false-positive"][""] == 1


@given(st.lists(DECISIONS, min_size=4, max_size=4))
def test_a_score_is_a_share_and_the_table_holds_every_case(given_):
    found = decided(*given_)

    assert found.score * 4 == sum(found.right)
    assert sum(sum(row.values()) for row in found.table.values()) == 4
    assert not (found.passed and found.deleted)
