"""Series put into the studies that they belong to."""

import pytest

from courses.assessment import variants, workflow
from courses.assessment.kinds import kind_of
from courses.assessment.kinds.arrivals import inbox
from portal.lib.refusal import Refused
from tests.makers.paper import handed_in, key_of, make_from, perfect, task_of
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db
INBOX = """
    kind: sorting
    pass_mark: 100
    orders: 5
    studies:
      - {headers: ct-chest, fault: split-study}
      - {headers: mr-brain, fault: duplicate}
    prompt: Sort.
    """


@pytest.fixture
def learner():
    return make_user()


def test_all_pairs_right_passes(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, INBOX))
    answer = perfect("sorting", task_of(attempt), key_of(attempt))

    grade = handed_in(learner, attempt, answer)

    assert (grade.passed, grade.percent) == (True, 100)
    assert sorted(answer.values()).count("hold") == 1


def test_one_series_in_the_wrong_study_fails(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, INBOX))
    answer = perfect("sorting", task_of(attempt), key_of(attempt))
    first = next(iter(answer))
    other = next(box for box in answer.values() if box not in (answer[first], "hold"))
    given = {**answer, first: other}
    grade = handed_in(learner, attempt, given)
    sheet, key = variants.sheet_of(attempt), key_of(attempt)

    seen = kind_of("sorting").seen(sheet, given, key, grade.parts, whole=False)

    assert not grade.passed
    assert 0 < grade.percent < 100
    assert [one["id"] for one in seen["series"] if not one["is_right"]] == [first]
    assert all(one["held"] == one["why"] == "" for one in seen["series"])


@pytest.mark.parametrize("seed", range(5))
def test_a_strangers_series_belongs_to_the_strangers_order(seed):
    found = inbox(
        [{"headers": "ct-head", "patient": 1, "fault": "merged-studies"}],
        orders=4,
        seed=seed,
    )

    told = {one.accession for one in found.series}
    assert len(told) == 2
    assert told <= {row["accession"] for row in found.orders}
    assert all(one.facts["accession"] == one.accession for one in found.series)


@pytest.mark.parametrize("seed", range(5))
def test_an_orphan_names_no_order_but_its_patient_leads_to_one(seed):
    found = inbox(
        [{"headers": "us-abdomen", "patient": 1, "fault": "orphan"}],
        orders=4,
        seed=seed,
    )

    (orphan,) = [one for one in found.series if not one.facts["accession"]]
    ids = {
        row["accession"]
        for row in found.orders
        if row["patient_id"] == orphan.facts["patient_id"]
        and row["procedure"] == orphan.facts["study"]
    }
    assert ids == {orphan.accession}


def test_what_came_twice_has_the_same_pixels_and_came_later():
    found = inbox(
        [{"headers": "dx-chest", "patient": 1, "fault": "duplicate"}], orders=3, seed=8
    )

    (double,) = [one for one in found.series if one.accession == "hold"]
    twins = [
        one for one in found.series if one.facts["pixels"] == double.facts["pixels"]
    ]
    assert len(twins) == 2
    assert len({one.facts["study_uid"] for one in twins}) == 2
    assert max(one.facts["received"] for one in twins) == double.facts["received"]


@pytest.mark.parametrize("nonsense", [["x"], {"s99": "o1"}, {"s1": "o99"}])
def test_what_lies_not_in_the_inbox_is_refused(learner, tmp_path, nonsense):
    attempt = workflow.start(learner, make_from(tmp_path, INBOX))

    with pytest.raises(Refused):
        workflow.save(attempt, {1: nonsense}, by=learner)
