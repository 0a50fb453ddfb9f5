"""A header put right against the order list."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.assessment import variants, workflow
from courses.assessment.kinds import kind_of
from courses.catalog.yaml_spec import Flawed
from portal.lib.refusal import Refused
from tests.makers.paper import (
    handed_in,
    key_of,
    make_from,
    perfect,
    task_of,
    untouched,
)
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db
SIDE = """
    kind: header-repair
    headers: dx-hand
    pass_mark: 100
    faults:
      - fault: swapped-side
        why: WHY-THE-SIDE
    prompt: Put it right.
    """
WRONG_PATIENT = SIDE.replace("swapped-side", "wrong-patient")


@pytest.fixture
def learner():
    return make_user()


def test_a_side_that_was_swapped_is_put_right_by_the_rooms_log(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, SIDE))
    task, key = task_of(attempt), key_of(attempt)

    grade = handed_in(learner, attempt, perfect("header-repair", task, key))

    said = {"L": "left", "R": "right"}
    assert task["was"]["Laterality"] != key["right"]["Laterality"]
    assert said[key["right"]["Laterality"]] == said[task["log"]["side"]]
    assert (grade.passed, grade.percent) == (True, 100)
    assert grade.grader == "header-repair/1"


def test_a_wrong_patient_leaves_four_fields_to_repair(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, WRONG_PATIENT))
    task, key = task_of(attempt), key_of(attempt)

    changed = {one for one in task["was"] if task["was"][one] != key["right"][one]}

    assert {"PatientID", "PatientName", "PatientBirthDate"} <= changed
    assert changed <= {"PatientID", "PatientName", "PatientBirthDate", "PatientSex"}
    own = [
        row
        for row in task["orders"]
        if row["patient_id"] == key["right"]["PatientID"]
        and row["accession"] == key["right"]["AccessionNumber"]
    ]
    assert len(own) == 1
    assert task["log"]["birth_date"] == own[0]["birth_date"]


def test_what_arrived_left_as_it_is_earns_nothing(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, SIDE))

    grade = handed_in(learner, attempt, untouched("header-repair", task_of(attempt)))

    assert (grade.passed, grade.percent) == (False, 0)


def test_two_learners_get_two_headers(tmp_path):
    activity = make_from(tmp_path, WRONG_PATIENT)

    one, other = (task_of(workflow.start(make_user(), activity)) for _n in range(2))

    assert one["was"]["PatientID"] != other["was"]["PatientID"]
    assert one["uid"] != other["uid"]


def test_the_whole_result_tells_what_is_right_and_what_proves_it(
    client, learner, tmp_path
):
    attempt = workflow.start(learner, make_from(tmp_path, SIDE))
    answer = perfect("header-repair", task_of(attempt), key_of(attempt))
    handed_in(learner, attempt, answer)
    client.force_login(learner)

    text = client.get(attempt.get_absolute_url()).content.decode()

    assert "Put right" in text
    assert "The room&#x27;s log says" in text
    assert "WHY-THE-SIDE" in text


def test_without_the_key_it_tells_of_what_one_changed_and_of_nothing_else(
    learner, tmp_path
):
    attempt = workflow.start(learner, make_from(tmp_path, WRONG_PATIENT))
    sheet, key = variants.sheet_of(attempt), key_of(attempt)
    answer = {"fields": {**sheet.task["was"], "BodyPartExamined": "TOE"}, "uids": ""}
    grade = handed_in(learner, attempt, answer)

    seen = kind_of("header-repair").seen(sheet, answer, key, grade.parts, whole=False)

    (row,) = seen["rows"]
    assert (row["keyword"], row["verdict"]) == ("BodyPartExamined", "spoiled")
    assert (row["right"], row["why"]) == (None, [])


@pytest.mark.parametrize(
    ("keyword", "typed", "said"),
    [
        ("PatientBirthDate", "19601332", "is no date"),
        ("PatientAge", "fifty", "is no age"),
        ("AccessionNumber", "A" * 17, "17 characters. DICOM allows 16"),
    ],
)
def test_what_no_attribute_can_hold_is_refused_with_the_reason(
    learner, tmp_path, keyword, typed, said
):
    attempt = workflow.start(learner, make_from(tmp_path, SIDE))

    with pytest.raises(Refused, match=said):
        workflow.save(
            attempt, {1: {"fields": {keyword: typed}, "uids": ""}}, by=learner
        )


@pytest.mark.parametrize(
    "nonsense", [["x"], {"fields": 1, "uids": ""}, {"fields": {}, "uids": "burn"}]
)
def test_nonsense_is_refused_and_what_was_kept_stays(learner, tmp_path, nonsense):
    attempt = workflow.start(learner, make_from(tmp_path, SIDE))
    kept = {"fields": {"PatientID": "TRN-1"}, "uids": "keep"}
    workflow.save(attempt, {1: kept}, by=learner)

    with pytest.raises(Refused):
        workflow.save(attempt, {1: nonsense}, by=learner)

    assert attempt.items.get().answer.value == kept


def test_the_page_keeps_a_form_as_it_is_typed(client, learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, SIDE))
    client.force_login(learner)
    save = reverse("assessment:save", args=[attempt.pk])

    client.post(save, {"f-PatientID": " TRN-7 ", "uids": "keep"})

    page = client.get(attempt.get_absolute_url()).content.decode()
    assert 'value="TRN-7"' in page
    assert attempt.items.get().answer.value["uids"] == "keep"


@pytest.mark.parametrize(
    ("was", "is_", "said"),
    [
        ("dx-hand", "dx-toe", "dx-toe is none of"),
        ("swapped-side", "lost", "lost is none of"),
        ("pass_mark: 100", "pass_mark: 80", "pass_mark is 100"),
    ],
)
def test_an_authors_slip_is_named_with_its_line(tmp_path, was, is_, said):
    with pytest.raises(Flawed, match=said):
        make_from(tmp_path, SIDE.replace(was, is_))


def test_two_faults_at_once_are_both_in_the_header(learner, tmp_path):
    text = SIDE.replace(
        "faults:", "at_once: 2\n    faults:\n      - fault: wrong-accession"
    )
    attempt = workflow.start(learner, make_from(tmp_path, text))
    task, key = task_of(attempt), key_of(attempt)

    changed = {one for one in task["was"] if task["was"][one] != key["right"][one]}

    assert changed == {"AccessionNumber", "Laterality"}
    assert kind_of("header-repair").version == "header-repair/1"


def test_a_slip_at_handing_in_loses_nothing_and_hands_nothing_in(
    client, learner, tmp_path
):
    attempt = workflow.start(learner, make_from(tmp_path, SIDE))
    client.force_login(learner)
    typed = {"f-PatientID": "TRN-JUST-TYPED", "f-PatientBirthDate": "19601332"}

    submit = reverse("assessment:submit", args=[attempt.pk])
    answer = client.post(submit, {**typed, "uids": "keep"})

    page = answer.content.decode()
    attempt.refresh_from_db()
    assert (answer.status_code, attempt.is_open) == (422, True)
    assert "is no date. Write it as" in page
    assert 'value="TRN-JUST-TYPED"' in page
    assert 'value="19601332"' in page


def test_a_slip_while_typing_is_said_beside_the_button(client, learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, SIDE))
    client.force_login(learner)
    save = reverse("assessment:save", args=[attempt.pk])

    answer = client.post(save, {"f-PatientAge": "fifty", "uids": ""})

    assert answer.status_code == 422
    assert "is no age" in answer.json()["wrong"]["answer"]


def test_the_page_that_was_opened_can_be_sent(learner, tmp_path):
    attempt = workflow.start(learner, make_from(tmp_path, SIDE))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    page = strict.get(attempt.get_absolute_url()).content.decode()
    token = re.search(r'<form class="rr-worksheet".*?value="(\w{64})"', page, re.DOTALL)
    assert token

    submit = reverse("assessment:submit", args=[attempt.pk])
    sent = {"csrfmiddlewaretoken": token[1], "uids": "keep"}
    assert strict.post(submit, sent).status_code == 302

    attempt.refresh_from_db()
    assert not attempt.is_open


def test_who_said_nothing_of_the_uids_is_not_told_that_they_were_lost(
    client, learner, tmp_path
):
    attempt = workflow.start(learner, make_from(tmp_path, SIDE))
    answer = {"fields": task_of(attempt)["was"], "uids": ""}
    handed_in(learner, attempt, answer)
    client.force_login(learner)

    text = client.get(attempt.get_absolute_url()).content.decode()

    assert "What becomes of the UIDs was not said" in text
    assert "The UIDs have to be kept" not in text
