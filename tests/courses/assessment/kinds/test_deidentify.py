"""A study de-identified: attributes, words on images, files that stay together."""

import json

import pytest

from courses import phantoms
from courses.assessment import workflow
from courses.assessment.kinds import identifying
from portal.lib.refusal import Refused
from tests.makers.assessment import images_of
from tests.makers.paper import (
    BURNED_IN,
    WORDS,
    handed_in,
    key_of,
    make_from,
    perfect,
    task_of,
)
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db
HEADER = """
    kind: deidentify
    headers: ct-chest
    profile: teaching
    attributes: 14
    files: true
    pass_mark: 70
    prompt: Clean it.
    """
IMAGES = """
    kind: deidentify
    phantom:
      code: words
    attributes: 0
    pass_mark: 70
    prompt: Clean it.
    """


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def burned_in(monkeypatch):
    monkeypatch.setitem(phantoms.CATALOGUE, "words", BURNED_IN)


def box_on(attempt, number, *corners):
    return {
        "kind": "box",
        "sop_uid": images_of(attempt)[number].uid,
        "frame": 1,
        "pixels": [list(one) for one in corners],
    }


def marks(*drawn):
    return {"actions": {}, "files": {}, "marks": list(drawn)}


def test_all_as_our_own_profile_does_it_passes_with_everything(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, HEADER))
    answer = perfect("deidentify", task_of(attempt), key_of(attempt))

    grade = handed_in(learner, attempt, answer)

    assert (grade.passed, grade.percent) == (True, 100)


@pytest.mark.parametrize(
    ("keyword", "profile", "right"),
    [
        ("PatientName", "teaching", ["empty", "replace"]),
        ("StudyDate", "teaching", ["shift"]),
        ("StudyDate", "basic", ["empty", "replace"]),
        ("PatientAge", "teaching", ["keep"]),
        ("PatientAge", "basic", ["remove"]),
        ("StudyInstanceUID", "basic", ["uid"]),
        ("ImageComments", "basic", ["remove"]),
        ("InstitutionName", "basic", ["empty", "remove", "replace"]),
    ],
)
def test_what_is_right_is_what_the_standards_table_says(keyword, profile, right):
    ct = "1.2.840.10008.5.1.4.1.1.2"
    assert identifying.accepted(keyword, profile=profile, sop_class=ct) == right


def test_one_identifier_kept_fails_and_is_named_as_left(client, learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, HEADER))
    answer = perfect("deidentify", task_of(attempt), key_of(attempt))
    answer["actions"]["PatientName"] = "keep"
    grade = handed_in(learner, attempt, answer)
    client.force_login(learner)

    page = client.get(attempt.get_absolute_url())

    assert not grade.passed
    assert page.context["seen"]["left"] == 1
    assert "Identifier left" in page.content.decode()


def test_two_studies_under_one_new_uid_cost_use_and_are_named(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, HEADER))
    answer = perfect("deidentify", task_of(attempt), key_of(attempt))
    for one in answer["files"].values():
        one["study"] = answer["files"]["f1"]["study"]

    grade = handed_in(learner, attempt, answer)

    names = grade.parts[0]["names"]
    assert grade.passed
    assert grade.percent < 100
    assert [one["agrees"] for one in names] == [True, False]


def test_the_old_number_given_again_is_an_identifier_left(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, HEADER))
    task = task_of(attempt)
    answer = perfect("deidentify", task, key_of(attempt))
    answer["files"]["f1"]["patient"] = task["files"][0]["patient"]

    assert not handed_in(learner, attempt, answer).passed


@pytest.mark.usefixtures("burned_in")
def test_every_word_covered_on_every_image_passes(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, IMAGES))
    drawn = [box_on(attempt, n, *WORDS) for n in (0, 1)]

    grade = handed_in(learner, attempt, marks(*drawn))

    assert (grade.passed, grade.percent) == (True, 100)


@pytest.mark.usefixtures("burned_in")
def test_a_word_missed_on_one_image_fails(client, learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, IMAGES))

    grade = handed_in(learner, attempt, marks(box_on(attempt, 0, *WORDS)))

    client.force_login(learner)
    page = client.get(attempt.get_absolute_url())
    assert (grade.passed, grade.percent) == (False, 65)
    assert "1 of 2 burned-in texts covered" in page.content.decode()


@pytest.mark.usefixtures("burned_in")
def test_an_image_blacked_out_fails(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, IMAGES))
    all_over = [box_on(attempt, n, (0, 0), (59, 39)) for n in (0, 1)]

    assert not handed_in(learner, attempt, marks(*all_over)).passed


@pytest.mark.usefixtures("burned_in")
def test_the_open_page_draws_boxes_and_knows_no_truth(client, learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, IMAGES))
    client.force_login(learner)

    page = client.get(attempt.get_absolute_url())

    viewer = page.context["viewer"]
    assert viewer["task"]["kinds"] == ["box"]
    assert viewer["expert"] is None
    assert json.dumps(WORDS[1]) not in json.dumps(viewer)


@pytest.mark.parametrize(
    "nonsense",
    [
        ["x"],
        {"actions": {"Colour": "keep"}, "files": {}, "marks": []},
        {"actions": {"PatientName": "shift"}, "files": {}, "marks": []},
        {"actions": {}, "files": {"f99": {}}, "marks": []},
        {"actions": {}, "files": {"f1": {"patient": "MINE"}}, "marks": []},
        {"actions": {}, "files": {}, "marks": "x"},
    ],
)
def test_what_was_never_offered_is_refused(learner, tmp_path, nonsense):
    attempt = workflow.start(learner, make_from(tmp_path, HEADER))

    with pytest.raises(Refused):
        workflow.save(attempt, {1: nonsense}, by=learner)
