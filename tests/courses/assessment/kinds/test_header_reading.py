"""Values found in a header, and what in it cannot be."""

import pytest

from courses.assessment import variants, workflow
from courses.assessment.kinds import kind_of
from portal.lib.refusal import Refused
from tests.makers.paper import handed_in, key_of, make_from, perfect, task_of
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db
CHEST = """
    kind: header-reading
    headers: ct-chest
    pass_mark: 90
    find:
      - keyword: SliceThickness
        ask: How thick is a slice?
        why: WHY-SO-THICK
      - keyword: StudyDate
        ask: When was it?
      - keyword: StationName
        ask: At which machine?
    impossible:
      - fault: no-spacing
        why: WHY-IMPOSSIBLE
    prompt: Read it.
    """


@pytest.fixture
def learner():
    return make_user()


def test_all_found_and_the_missing_one_named_passes(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, CHEST))
    task, key = task_of(attempt), key_of(attempt)

    grade = handed_in(learner, attempt, perfect("header-reading", task, key))

    assert key["right"] == ["PixelSpacing"]
    assert "PixelSpacing" not in {row["keyword"] for row in task["listing"]}
    assert "PixelSpacing" in task["choices"]
    assert (grade.passed, grade.percent) == (True, 100)


def test_every_value_asked_for_stands_in_the_listing(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, CHEST))
    listed = {row["tag"]: row["value"] for row in task_of(attempt)["listing"]}

    assert all(listed[one["tag"]] == one["value"] for one in key_of(attempt)["values"])


def test_a_date_may_be_written_with_hyphens(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, CHEST))
    answer = perfect("header-reading", task_of(attempt), key_of(attempt))
    day = next(one for one in key_of(attempt)["values"] if one["vr"] == "DA")
    raw = day["value"]
    answer[day["id"]] = f"{raw[:4]}-{raw[4:6]}-{raw[6:]}"

    assert handed_in(learner, attempt, answer).passed


def test_three_of_four_do_not_pass_at_ninety(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, CHEST))
    sheet, key = variants.sheet_of(attempt), key_of(attempt)
    answer = perfect("header-reading", dict(sheet.task), key)
    answer["impossible"] = "nothing"
    grade = handed_in(learner, attempt, answer)

    seen = kind_of("header-reading").seen(sheet, answer, key, grade.parts, whole=False)

    assert (grade.passed, grade.percent) == (False, 75)
    assert (seen["impossible"]["held"], seen["impossible"]["why"]) == ([], [])
    assert [one["held"] for one in seen["find"]] == [None, None, None]


def test_the_result_lays_the_headers_value_beside_the_learners(
    client, learner, tmp_path
):
    attempt = workflow.start(learner, make_from(tmp_path, CHEST))
    handed_in(learner, attempt, {"v1": "7319"})
    client.force_login(learner)

    text = client.get(attempt.get_absolute_url()).content.decode()

    assert "7319" in text
    assert "WHY-SO-THICK" in text
    assert "WHY-IMPOSSIBLE" in text


def test_a_false_age_may_be_told_by_either_of_the_two_that_disagree(learner, tmp_path):
    activity = make_from(tmp_path, CHEST.replace("no-spacing", "impossible-age"))
    rights = set()
    for _n in range(2):
        rights.add(tuple(key_of(workflow.start(make_user(), activity))["right"]))

    assert rights <= {("PatientAge", "PatientBirthDate"), ("PatientBirthDate",)}


def test_a_header_in_which_all_can_be_has_nothing_for_its_answer(learner, tmp_path):
    text = CHEST.replace("no-spacing", "none")
    attempt = workflow.start(learner, make_from(tmp_path, text))

    assert key_of(attempt)["right"] == ["nothing"]


@pytest.mark.parametrize(
    "nonsense", [["x"], {"v99": "1"}, {"v1": 5}, {"impossible": "Colour"}]
)
def test_what_was_not_asked_is_refused(learner, tmp_path, nonsense):
    attempt = workflow.start(learner, make_from(tmp_path, CHEST))

    with pytest.raises(Refused):
        workflow.save(attempt, {1: nonsense}, by=learner)
