"""Nothing that answers the question leaves the server before it is answered."""

from decimal import Decimal

import pytest
from django.urls import reverse

from courses.assessment import workflow
from courses.assessment.models import Attempt
from tests.makers.assessment import (
    WHY_RIGHT,
    WHY_WRONG,
    make_exercise,
    make_quiz,
    make_variants,
    mark_at,
    multiple,
    numeric,
    right_answers,
    single,
    target,
)
from tests.makers.paper import AUTHORED, key_of, make_from, sealed_words
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db


def everything_reachable(
    client, attempt: Attempt, *, form: dict[str, str] | None = None
) -> list[tuple[str, str]]:
    """Each page, answer and API call that knows of this attempt, as its owner. `form`:
    what its page sends, where there are no images to mark."""
    activity = attempt.activity
    course = activity.module.course
    addresses = [
        attempt.get_absolute_url(),
        reverse("assessment:practice", args=[activity.pk]),
        activity.get_absolute_url(),
        course.get_absolute_url(),
        reverse("catalog:courses"),
        reverse("home:front"),
        reverse("assessment:room"),
        reverse("assessment:hand_in", args=[attempt.pk]),
        reverse("search:results") + f"?q={activity.title}",
        reverse("notify:inbox"),
        reverse("competency:passport"),
        reverse("competency:matrix_csv"),
        reverse("studies:studies"),
        reverse("studies:cases"),
        reverse("audit:export"),
        reverse("assessment:drafts"),
        f"/api/v1/courses/{course.slug}",
        f"/api/v1/competency/people/{attempt.person_id}/evidence",
        *(f"/api/v1/{rest}" for rest in ("courses", "studies", "cases", "people/me")),
        "/api/v1/competency/needs",
    ]
    if activity.kind == "exercise":
        addresses += [
            reverse(f"assessment:{name}", args=[activity.pk])
            for name in ("handed_in", "regrade")
        ]
    found = [(one, client.get(one, follow=True)) for one in addresses]
    save = reverse("assessment:save", args=[attempt.pk])
    if activity.kind == "quiz":
        found += [(save, client.post(save, {"q1": "w"}))]
        found += [(save, client.post(save, {"q1": "never-offered"}))]
    elif form is not None:
        submit = reverse("assessment:submit", args=[attempt.pk])
        found += [(save, client.post(save, one)) for one in (form, {"x": "y"})]
        found += [(submit, client.post(submit, {**form, "later": "1"}, follow=True))]
    else:
        body = {"marks": [mark_at(attempt, 1, 1)]}
        for one in (body, {"marks": "x"}):
            answer = client.post(save, one, content_type="application/json")
            found.append((save, answer))
    return [
        (address, answer.content.decode() + str(answer.headers))
        for address, answer in found
    ]


def test_an_open_quiz_gives_no_key_no_reason_and_no_tolerance(client):
    learner = make_user()
    activity = make_quiz(single(), multiple(), numeric())
    attempt = workflow.start(learner, activity)
    client.force_login(learner)

    pages = everything_reachable(client, attempt)

    assert len(pages) > 20
    for address, text in pages:
        for secret in (WHY_RIGHT, WHY_WRONG, "7319.5", "0.25", "tolerance", '"right"'):
            assert secret not in text, f"{secret} in {address}"


def test_an_open_exercise_gives_no_target_no_radius_and_no_title_of_the_study(client):
    learner = make_user()
    activity = make_exercise(targets=[target("A", (73.125, 19.375), 6.8125)], unit="mm")
    attempt = workflow.start(learner, activity)
    client.force_login(learner)

    pages = everything_reachable(client, attempt)

    secrets = ("73.125", "19.375", "6.8125", "NAME-OF-A", WHY_RIGHT, "WHAT-IT-WAS")
    for address, text in pages:
        for secret in (*secrets, "TITLE-THAT-TELLS"):
            assert secret not in text, f"{secret} in {address}"


def test_afterwards_the_learner_sees_what_was_right_and_why(client):
    learner = make_user()
    attempt = workflow.start(learner, make_quiz(single(), numeric()))
    workflow.submit(attempt, by=learner, values=right_answers(attempt))
    client.force_login(learner)

    text = client.get(attempt.get_absolute_url()).content.decode()

    assert WHY_RIGHT in text
    assert WHY_WRONG in text
    assert "7319.5" in text


def test_after_a_failure_the_learner_sees_what_was_wrong_but_not_what_is_right(client):
    learner = make_user()
    attempt = workflow.start(learner, make_quiz(single(), numeric(), multiple()))
    by_kind = {
        item.question.kind: item.order
        for item in attempt.items.select_related("question")
    }
    values = {by_kind["single"]: "w", by_kind["numeric"]: "5"}
    workflow.submit(attempt, by=learner, values=values)
    client.force_login(learner)

    text = client.get(attempt.get_absolute_url()).content.decode()

    assert "Not passed yet" in text
    assert "The right answers are shown once you pass" in text
    assert WHY_WRONG in text
    assert "Not answered" in text
    assert WHY_RIGHT not in text
    assert "Option r" not in text
    assert "7319.5" not in text


def test_once_passed_the_key_is_shown_for_the_failed_attempt_too(client):
    learner, activity = make_user(), make_quiz(single())
    failed = workflow.start(learner, activity)
    workflow.submit(failed, by=learner, values={1: "w"})
    workflow.submit(workflow.start(learner, activity), by=learner, values={1: "r"})
    client.force_login(learner)

    assert WHY_RIGHT in client.get(failed.get_absolute_url()).content.decode()


def test_the_experts_marks_are_shown_after_the_third_failure(client):
    learner, activity = make_user(), make_exercise()
    client.force_login(learner)
    results = []

    for _ in range(3):
        make_variants()
        attempt = workflow.start(learner, activity)
        workflow.submit(attempt, by=learner, values={1: [mark_at(attempt, 1, 1)]})
        results.append(client.get(attempt.get_absolute_url()))

    for early in results[:2]:
        text = early.content.decode()
        assert "1 finding missed" in text
        assert "or after 3 attempts" in text
        assert early.context["viewer"]["expert"] is None
        for secret in ("NAME-OF-A", WHY_RIGHT, "WHAT-IT-WAS"):
            assert secret not in text
    assert "NAME-OF-A" in results[2].content.decode()
    assert results[2].context["viewer"]["expert"]["marks"]


def test_a_failed_exercise_says_which_marks_hit(client):
    learner = make_user()
    targets = [target("A", (20.0, 20.0)), target("B", (70.0, 70.0))]
    activity = make_exercise(targets=targets)
    attempt = workflow.start(learner, activity)
    marks = [mark_at(attempt, 90, 10), mark_at(attempt, 21, 20)]
    workflow.submit(attempt, by=learner, values={1: marks})
    client.force_login(learner)

    seen = client.get(attempt.get_absolute_url()).context["seen"]

    assert (seen["met"], seen["false_marks"], seen["missed"]) == ([2], [1], 1)


def test_a_second_open_attempt_closes_the_book_on_the_first_one(client):
    learner, activity = make_user(), make_quiz(single())
    first = workflow.start(learner, activity)
    workflow.submit(first, by=learner, values={1: "w"})
    second = workflow.start(learner, activity)
    client.force_login(learner)

    text = client.get(first.get_absolute_url()).content.decode()

    assert second.is_open
    assert WHY_RIGHT not in text
    assert WHY_WRONG not in text


def test_the_identity_of_an_option_does_not_betray_the_authors_order():
    activity = make_quiz(*[single(f"q{n}") for n in range(12)])
    orders = {
        tuple(item.option_order)
        for _ in range(3)
        for item in workflow.start(make_user(), activity).items.all()
    }

    assert len(orders) > 1


def test_an_attempt_of_somebody_else_is_not_found(client):
    attempt = workflow.start(make_user(), make_quiz(single()))
    client.force_login(make_user())

    for name in ("attempt",):
        assert (
            client.get(reverse(f"assessment:{name}", args=[attempt.pk])).status_code
            == 404
        )
    for name in ("save", "submit"):
        url = reverse(f"assessment:{name}", args=[attempt.pk])
        assert client.post(url, {"q1": "r"}).status_code == 404


def test_an_educator_sees_an_attempt_only_once_it_is_handed_in(client):
    learner = make_user()
    attempt = workflow.start(learner, make_quiz(single()))
    client.force_login(make_educator())
    assert client.get(attempt.get_absolute_url()).status_code == 404

    workflow.submit(attempt, by=learner, values={1: "r"})

    assert client.get(attempt.get_absolute_url()).status_code == 200
    submit = reverse("assessment:submit", args=[attempt.pk])
    assert client.post(submit).status_code == 403


def test_scores_are_kept_to_four_places():
    learner = make_user()
    activity = make_quiz(single("a"), single("b"), single("c"))
    attempt = workflow.start(learner, activity)
    values = right_answers(attempt) | {1: "w"}

    workflow.submit(attempt, by=learner, values=values)

    grade = attempt.grades.get()
    assert grade.score == Decimal("0.6667")
    assert grade.percent == 66


ON_PAPER = {
    "header-repair": ({"f-PatientID": "X", "f-PatientAge": "old"}, {"uids": "keep"}),
    "header-reading": ({"v1": "X"}, {"impossible": "nothing"}),
    "anomaly": ({"kind-1": "mismatch"}, {"move-1": "delete"}),
    "sorting": ({"s1": "o1"}, {"s2": "hold"}),
    "deidentify": ({"a-PatientName": "keep"}, {"patient-f1": ""}),
}


@pytest.mark.parametrize("kind", ON_PAPER)
def test_an_open_exercise_on_paper_gives_no_reason_no_fault_and_no_rule(
    client, tmp_path, kind
):
    learner = make_user()
    attempt = workflow.start(learner, make_from(tmp_path, AUTHORED[kind]))
    client.force_login(learner)
    one, other = ON_PAPER[kind]

    pages = everything_reachable(client, attempt, form={**one, **other})

    secrets = [WHY_RIGHT, "WHAT-IT-WAS", *sealed_words(key_of(attempt))]
    assert len(secrets) > 3 or kind == "header-repair"
    for address, text in pages:
        for secret in secrets:
            assert secret not in text, f"{secret} in {address}"
