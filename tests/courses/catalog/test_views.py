"""The pages of the catalogue."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.catalog import progress, reach
from courses.catalog.gaps import gaps_of
from courses.catalog.models import Completion, Course, Enrolment
from courses.catalog.outline import outline_of
from courses.catalog.panels import due_first, go_on
from courses.competency.needs import raise_need
from portal.people.models import Role, User
from tests.makers.assessment import make_exercise, make_passed, make_quiz
from tests.makers.catalog import (
    make_activity,
    make_course,
    make_course_with_lessons,
    make_lesson,
)
from tests.makers.competency import (
    make_assessor,
    make_competency,
    make_holder,
    require,
)
from tests.makers.people import make_educator, make_user

pytestmark = pytest.mark.django_db


def test_the_course_that_closes_a_gap_stands_first(client):
    wanted, other = make_competency(), make_competency()
    make_course(title="A first by its title", counts_for={other: 2})
    closing = make_course(title="Z last by its title", counts_for={wanted: 2})
    learner = make_holder(require(wanted))
    client.force_login(learner)

    page = client.get(reverse("catalog:courses")).context["page"]

    assert page.rows[0] == closing
    assert page.rows[0].gaps[0].cell.competency == wanted


def test_only_courses_that_close_a_gap_on_request(client):
    wanted = make_competency()
    make_course()
    closing = make_course(counts_for={wanted: 2})
    client.force_login(make_holder(require(wanted)))

    answer = client.get(reverse("catalog:courses"), {"show": "gaps"})

    assert answer.context["page"].rows == [closing]


def test_courses_are_found_by_their_words(client):
    make_course(title="About merging patients")
    make_course(title="About displays")
    client.force_login(make_user())

    answer = client.get(reverse("catalog:courses"), {"q": "merg"})

    titles = [course.title for course in answer.context["page"].rows]
    assert titles == ["About merging patients"]


def test_a_lesson_is_read_without_a_trace_and_done_by_a_click(client):
    learner, course = make_user(), make_course_with_lessons(2)
    first, second = outline_of(course, learner).steps
    client.force_login(learner)

    client.get(first.url)
    assert not Enrolment.objects.exists()
    answer = client.post(first.url + "done/")

    assert answer.url == second.url
    assert Completion.objects.get().activity == first.activity


def test_nobody_can_say_done_to_what_has_to_be_passed(client):
    learner, activity = make_user(), make_quiz()
    client.force_login(learner)

    client.post(activity.get_absolute_url() + "done/")

    assert not Completion.objects.exists()


def test_a_lesson_says_where_one_is_how_long_it_takes_and_what_comes_next(client):
    course = make_course_with_lessons(3)
    learner = make_user()
    _first, second, third = outline_of(course, learner).steps
    client.force_login(learner)

    text = client.get(second.url).content.decode()

    assert "Lesson 2 of 3" in text
    assert "5 minutes." in text
    assert 'aria-current="page"' in text
    assert third.activity.title in text
    assert "Done, next" in text


@pytest.mark.parametrize("lessons", [2, 60])
def test_a_lessons_page_stays_small_and_cheap_whatever_the_courses_length(
    client, lessons
):
    course = make_course()
    lesson = make_lesson(course=course, body="## Begin\n\n" + "Words. " * 900)
    for _ in range(lessons - 1):
        make_lesson(module=lesson.module)
    client.force_login(make_user())

    with CaptureQueriesContext(connection) as captured:
        answer = client.get(lesson.get_absolute_url())

    assert len(captured) <= 10
    assert not [q for q in captured if q["sql"].startswith(("INSERT", "UPDATE"))]
    if lessons == 2:
        assert len(answer.content) <= 30_000


@pytest.mark.parametrize("courses", [3, 30])
def test_the_list_costs_the_same_for_3_and_30_courses(client, courses):
    competency = make_competency()
    for _ in range(courses):
        make_course_with_lessons(2, counts_for={competency: 1})
    client.force_login(make_holder(require(competency)))

    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("catalog:courses"))

    assert len(captured) <= 12


def test_a_courses_page_costs_no_more_than_15_queries(client):
    competency = make_competency()
    course = make_course_with_lessons(9, counts_for={competency: 1})
    client.force_login(make_holder(require(competency)))

    with CaptureQueriesContext(connection) as captured:
        answer = client.get(course.get_absolute_url())

    assert len(captured) <= 15
    assert competency.code in answer.content.decode()


def test_a_draft_is_404_to_a_learner_and_open_to_an_educator(client):
    draft = make_course(state="draft")

    client.force_login(make_user())
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(make_educator())
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_a_step_of_another_kind_leads_to_its_own_page(client):
    activity = make_quiz()
    client.force_login(make_user())

    answer = client.get(activity.get_absolute_url())

    assert answer.url == reverse("assessment:practice", args=[activity.pk])


def test_a_need_that_a_ticket_laid_bare_stands_on_the_front_page_with_its_course(
    client,
):
    competency = make_competency(kinds="P")
    learner = make_user()
    course = make_course(counts_for={competency: 2})
    make_exercise(course=course, supports={competency: 2})
    source = make_activity(title="INC-4182")
    raise_need(
        learner, competency, by=None, reason="The prior was not found", source=source
    )
    client.force_login(learner)

    text = client.get(reverse("home:front")).content.decode()

    assert "A ticket of yours became a lesson" in text
    assert "From INC-4182" in text
    assert course.get_absolute_url() in text
    assert due_first(learner)["own"][0].closes


def test_a_need_that_came_up_again_names_both_tickets_on_the_front_page(client):
    competency, learner = make_competency(), make_user()
    for title in ("INC-1062", "INC-1064"):
        source = make_activity(title=title)
        raise_need(learner, competency, by=None, reason="No prior", source=source)
    client.force_login(learner)

    text = client.get(reverse("home:front")).content.decode()

    assert "Tickets of yours became a lesson" in text
    assert "From INC-1062, INC-1064" in text
    assert "See INC-1062" in text
    assert "See INC-1064" in text


def test_a_need_of_many_tickets_still_fits_on_a_phone(client):
    competency, learner = make_competency(), make_user()
    for number in range(1, 6):
        source = make_activity(title=f"INC-{number}")
        raise_need(learner, competency, by=None, reason="No prior", source=source)
    client.force_login(learner)

    text = client.get(reverse("home:front")).content.decode()

    assert "From INC-1 and 4 more" in text
    assert "See INC-5" in text


def test_a_course_that_a_rule_finds_too_little_says_so():
    practical = make_competency(rule={"kind": "practical"})
    quiz_is_enough = make_competency(kinds="K")
    course = make_course(counts_for={practical: 1, quiz_is_enough: 1})
    make_quiz(course=course, supports={practical: 1, quiz_is_enough: 1})

    reached = reach.of_courses([course.pk])

    assert reached[course.pk, practical.pk] == 0
    assert reached[course.pk, quiz_is_enough.pk] == 1


def test_a_gap_is_gone_once_it_is_passed():
    competency = make_competency(kinds="K")
    learner = make_holder(require(competency, level=1))
    activity = make_quiz(
        course=make_course(counts_for={competency: 1}), supports={competency: 1}
    )
    assert [gap.cell.competency for gap in gaps_of(learner)] == [competency]

    make_passed(learner, activity)

    assert gaps_of(learner) == []
    assert due_first(learner) is None


def test_continue_where_you_were_names_the_next_step():
    learner, course = make_user(), make_course_with_lessons(2)
    first, second = outline_of(course, learner).steps
    assert go_on(learner) is None

    progress.complete(learner, first.activity)

    assert go_on(learner)["step"].activity == second.activity
    progress.complete(learner, second.activity)
    assert go_on(learner) is None


def test_the_api_lists_what_one_may_see(client):
    course = make_course_with_lessons(2)
    make_course(state="draft", title="Not yet")
    client.force_login(make_user())

    listed = client.get("/api/v1/courses").json()
    one = client.get(f"/api/v1/courses/{course.slug}").json()

    assert [row["slug"] for row in listed] == [course.slug]
    assert len(one["steps"]) == 2
    assert one["begun"] is False
    assert Course.objects.count() == 2


def test_where_no_course_leads_somebody_is_named_with_a_phone(client):
    requirement = require(make_competency(), level=3)
    make_assessor(requirement.competency, level=2)
    judge = make_assessor(
        requirement.competency,
        level=3,
        person=make_user(Role.ASSESSOR, name="Rowan Elm", phone="4471"),
    )
    client.force_login(make_holder(requirement))

    text = client.get("/").content.decode()

    assert reverse("accounts:person", args=[judge.pk]) in text
    assert "4471" in text
    assert "Ask an assessor" not in text


def test_where_nobody_may_judge_it_the_manager_is_named(client):
    requirement = require(make_competency())
    manager = make_user(phone="4472")
    gone = make_user(Role.ASSESSOR, is_active=False, deactivated_at=timezone.now())
    make_assessor(requirement.competency, person=gone)
    client.force_login(make_holder(requirement, manager=manager))

    text = client.get("/").content.decode()

    assert reverse("accounts:person", args=[manager.pk]) in text
    assert "4472" in text


def test_naming_somebody_costs_the_same_for_one_gap_and_for_nine(client):
    first = require(make_competency(), level=3)
    make_assessor(first.competency)
    person = make_holder(first, manager=make_user())
    costs = []
    for more in (0, 8):
        for _ in range(more):
            require(make_competency(), first.profile, level=3)
        with CaptureQueriesContext(connection) as caught:
            due_first(User.objects.get(pk=person.pk))
        costs.append(len(caught))

    assert costs[0] == costs[1]
