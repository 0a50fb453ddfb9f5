"""Decisions on what the archive set aside."""

import pytest

from courses.assessment import workflow
from portal.lib.refusal import Refused
from tests.makers.paper import handed_in, key_of, make_from, perfect, task_of
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db
TEN = """
    kind: anomaly
    cases: 10
    pass_mark: 90
    prompt: Decide.
    """


@pytest.fixture
def learner():
    return make_user()


def answered(attempt):
    return perfect("anomaly", task_of(attempt), key_of(attempt))


def test_all_ten_right_passes(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, TEN))

    grade = handed_in(learner, attempt, answered(attempt))

    assert (grade.passed, grade.percent) == (True, 100)


def test_one_of_ten_may_be_wrong_but_nothing_may_be_deleted(tmp_path):
    activity = make_from(tmp_path, TEN)
    grades = []
    for move in ("", "delete"):
        person = make_user()
        attempt = workflow.start(person, activity)
        answer = answered(attempt)
        answer["3"] = {"kind": answer["3"]["kind"], "move": move}
        grades.append(handed_in(person, attempt, answer))

    assert [grade.percent for grade in grades] == [90, 90]
    assert [grade.passed for grade in grades] == [True, False]


def test_the_result_shows_the_confusion_table_and_the_reasons(
    client, learner, tmp_path
):
    attempt = workflow.start(learner, make_from(tmp_path, TEN))
    handed_in(learner, attempt, answered(attempt))
    client.force_login(learner)

    answer = client.get(attempt.get_absolute_url())

    table = answer.context["seen"]["table"]
    assert sum(cell["n"] for row in table for cell in row["cells"]) == 10
    assert all(
        cell["n"] == 0 for row in table for cell in row["cells"] if not cell["is_right"]
    )
    assert key_of(attempt)["cases"][0]["why"][:30] in answer.content.decode()


def test_an_open_page_says_nothing_of_right_and_wrong(client, learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, TEN))
    client.force_login(learner)

    text = client.get(attempt.get_absolute_url()).content.decode()

    assert not [one for one in key_of(attempt)["cases"] if one["why"][:30] in text]


@pytest.mark.parametrize(
    "nonsense",
    [["x"], {"99": {}}, {"1": "x"}, {"1": {"kind": "ghost"}}, {"1": {"move": "sell"}}],
)
def test_what_was_never_offered_is_refused(learner, tmp_path, nonsense):
    attempt = workflow.start(learner, make_from(tmp_path, TEN))

    with pytest.raises(Refused):
        workflow.save(attempt, {1: nonsense}, by=learner)


def test_an_answer_that_was_taken_back_is_handed_in_as_none(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, TEN))
    workflow.save(attempt, {1: answered(attempt)}, by=learner)

    grade = handed_in(learner, attempt, {})

    assert (grade.passed, grade.percent) == (False, 0)
