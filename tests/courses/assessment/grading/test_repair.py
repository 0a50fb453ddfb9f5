"""A header put right, worked by hand."""

from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading.repair import repair

VRS = {"PatientID": "LO", "PatientBirthDate": "DA", "AccessionNumber": "SH"}
WAS = {
    "PatientID": "TRN-91",
    "PatientBirthDate": "19600312",
    "AccessionNumber": "A1",
}
RIGHT = {**WAS, "PatientID": "TRN-92", "PatientBirthDate": "19610312"}


def repaired(uids: str = "keep", **left: str):
    return repair(WAS, RIGHT, {**WAS, **left}, vrs=VRS, uids=uids)


def test_both_wrong_fields_corrected_and_nothing_else_touched_passes():
    found = repaired(PatientID="TRN-92", PatientBirthDate="1961-03-12")

    assert (found.score, found.passed) == (1.0, True)
    assert [field.verdict for field in found.fields] == [
        "corrected",
        "corrected",
        "untouched",
    ]


def test_one_of_two_corrected_is_half_and_not_passed():
    found = repaired(PatientID="TRN-92")

    assert (found.score, found.passed) == (0.5, False)


def test_a_right_field_changed_takes_a_share_away():
    found = repaired(
        PatientID="TRN-92", PatientBirthDate="19610312", AccessionNumber="A2"
    )

    assert (found.score, found.passed) == (0.5, False)
    assert found.fields[2].verdict == "spoiled"


def test_new_uids_take_a_share_away_and_cannot_pass():
    found = repaired("new", PatientID="TRN-92", PatientBirthDate="19610312")

    assert (found.score, found.passed) == (0.5, False)


def test_a_wrong_field_changed_into_another_wrong_value_is_still_wrong():
    found = repaired(PatientID="TRN-93", PatientBirthDate="19610312")

    assert (found.score, found.fields[0].verdict) == (0.5, "still-wrong")


def test_what_is_left_as_it_arrived_earns_nothing():
    assert repaired().score == 0.0
    assert not repaired().passed


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(VRS, st.text(max_size=12))))
def test_whatever_is_written_the_score_lies_between_nought_and_one(left):
    found = repair(WAS, RIGHT, left, vrs=VRS, uids="keep")

    assert 0 <= found.score <= 1
    assert found.passed == (found.score == 1)
