"""The matrix: who stands how against what the role asks, today and on a past day."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.competency import alike, figures
from courses.competency.held import GAPS, State
from courses.competency.models import Revocation, RoleRequirement, Waiver
from courses.competency.standing import matrix, today
from portal.people.models import RoleHolding, User
from tests.makers.competency import (
    give_role,
    make_assessment,
    make_competency,
    make_holder,
    require,
)
from tests.makers.people import make_department, make_profile, make_user

pytestmark = pytest.mark.django_db


def state_of(person, competency, on=None):
    cell = matrix([person], on).cells.get((person.pk, competency.pk))
    return cell.state if cell else None


def test_the_newest_decision_wins_and_not_the_best_ever():
    requirement = require(make_competency(), level=3)
    holder = make_holder(requirement)
    make_assessment(holder, requirement.competency, 4, days_ago=40)
    make_assessment(holder, requirement.competency, 2, days_ago=4)

    cell = matrix([holder]).cells[holder.pk, requirement.competency_id]

    assert cell.held == 2
    assert cell.is_gap


def test_a_provisional_decision_does_not_count():
    requirement = require(make_competency())
    holder = make_holder(requirement)
    make_assessment(holder, requirement.competency, 2, outcome="provisional")

    assert state_of(holder, requirement.competency) == State.NEVER


def test_a_waiver_holds_through_its_last_day():
    requirement = require(make_competency())
    holder = make_holder(requirement)
    Waiver.objects.create(
        person=holder,
        competency=requirement.competency,
        reason="On another unit",
        approved_by=make_user(),
        starts_on=today() - timedelta(days=5),
        until=today(),
    )

    assert state_of(holder, requirement.competency) == State.WAIVED
    tomorrow = today() + timedelta(days=1)
    assert state_of(holder, requirement.competency, tomorrow) == State.NEVER


def test_nothing_is_asked_of_who_left_the_role():
    requirement = require(make_competency())
    holder = make_holder(requirement)
    RoleHolding.objects.update(ends_on=today())

    assert state_of(holder, requirement.competency) is None
    yesterday = today() - timedelta(days=1)
    assert state_of(holder, requirement.competency, yesterday) == State.NEVER


def test_what_somebody_holds_beyond_the_role_is_shown_too():
    person, competency = make_user(), make_competency()
    make_assessment(person, competency, 3)

    cell = matrix([person]).cells[person.pk, competency.pk]

    assert (cell.held, cell.asked.level, cell.is_gap) == (3, 0, False)


def test_of_two_roles_the_one_that_is_overdue_speaks():
    competency = make_competency()
    old = require(competency, level=1)
    new = require(competency, level=3, due_days_after_start=90)
    person = make_holder(old)
    give_role(person, new.profile, days_ago=1)

    cell = matrix([person]).cells[person.pk, competency.pk]

    assert (cell.state, cell.asked.level) == (State.NEVER, 1)


def test_a_changed_demand_gives_its_holders_time_anew():
    competency, profile = make_competency(), make_profile()
    require(competency, profile, level=1, ends_on=today())
    holder = give_role(make_user(), profile)
    make_assessment(holder, competency, 1)
    require(competency, profile, level=2, starts_on=today(), due_days_after_start=90)

    assert state_of(holder, competency) == State.LATER
    assert state_of(holder, competency, today() - timedelta(days=1)) == State.MET


def test_a_past_day_is_answered_as_it_was():
    requirement = require(make_competency())
    holder, competency = make_holder(requirement), requirement.competency
    made = make_assessment(holder, competency, 2, days_ago=30)
    Revocation.objects.create(
        assessment=made,
        revoked_at=timezone.now() - timedelta(days=10),
        revoked_by=make_user(),
        why="Mistaken identity",
    )

    def on(days_ago):
        return state_of(holder, competency, today() - timedelta(days=days_ago))

    assert [on(31), on(29), on(11), on(9), on(0)] == [
        State.NEVER,
        State.MET,
        State.MET,
        State.NEVER,
        State.NEVER,
    ]


def test_an_archived_competency_leaves_the_matrix():
    requirement = require(make_competency(archived=True))
    holder = make_holder(requirement)

    assert matrix([holder]).cells == {}


def test_three_queries_for_three_people_and_for_thirty():
    requirement = require(make_competency())
    costs = []
    for count in (3, 27):
        for _ in range(count):
            make_assessment(make_holder(requirement), requirement.competency)
        people, columns = list(User.objects.all()), [requirement.competency]
        with CaptureQueriesContext(connection) as caught:
            matrix(people, competencies=columns)
        costs.append(len(caught))

    assert costs == [3, 3]


def grow_a_hospital(chance: Random) -> list[User]:
    """Every state, many times over, in two departments."""
    profiles = [make_profile() for _ in range(3)]
    competencies = [make_competency(grace_days=14) for _ in range(4)]
    for profile in profiles:
        for competency in competencies:
            require(
                competency,
                profile,
                level=chance.randint(1, 3),
                due_days_after_start=chance.choice([0, 100, 130]),
                critical=chance.random() < 0.5,
            )
    departments, lead = [make_department(), make_department()], make_user()
    people = []
    for _ in range(40):
        person = make_user(department=chance.choice(departments))
        for profile in chance.sample(profiles, chance.choice([1, 1, 2])):
            give_role(person, profile, days_ago=90)
        people.append(person)
        for competency in competencies:
            _decide_at_random(chance, person, competency, lead)
    return people


def _decide_at_random(chance, person, competency, lead):
    earlier = None
    for age in sorted(chance.sample(range(500), chance.randint(0, 2)), reverse=True):
        until = chance.choice([-40, -15, -14, -1, 0, 1, 29, 30, 31, 89, 90, 200])
        earlier = make_assessment(
            person,
            competency,
            chance.randint(1, 4),
            days_ago=age,
            valid_until=today() + timedelta(days=until),
            supersedes=earlier,
        )
    if earlier and chance.random() < 0.2:
        Revocation.objects.create(assessment=earlier, revoked_by=lead, why="Mistaken")
    if chance.random() < 0.1:
        Waiver.objects.create(
            person=person,
            competency=competency,
            reason="On leave",
            approved_by=lead,
            starts_on=today(),
            until=today() + timedelta(days=5),
        )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_figures_of_the_database_are_those_of_the_rules(seed):
    people = grow_a_hospital(Random(seed))  # noqa: S311 - it is drawn for a test
    cells = [cell for cell in matrix(people).cells.values() if cell.asked.level]

    totals = figures.totals(User.objects.all())

    assert len({cell.state for cell in cells}) == 7
    assert sum(one.asked for one in totals) == len(cells)
    assert sum(one.gaps for one in totals) == sum(cell.is_gap for cell in cells)
    assert sum(one.critical for one in totals) == sum(
        cell.is_critical_gap for cell in cells
    )


def test_people_are_found_by_each_state_as_the_matrix_shows_it():
    people = grow_a_hospital(Random(5))  # noqa: S311 - it is drawn for a test
    RoleHolding.objects.filter(
        pk__in=[
            one.pk for person in people for one in person.holdings.order_by("pk")[1:]
        ]
    ).delete()
    cells = matrix(people).cells.values()

    for state in State:
        found = User.objects.filter(alike.behind(alike.Like({state}))).values_list(
            "pk", flat=True
        )

        assert set(found) == {c.person_id for c in cells if c.state == state}, state
        assert found, state


def test_the_worst_gap_stands_first():
    mild = require(make_competency(risk=3), level=1)
    grave = require(make_competency(risk=1), level=2, critical=True)
    make_holder(mild)
    critical = make_holder(grave)
    RoleRequirement.objects.filter(pk=mild.pk).update(critical=False)

    first, second = figures.worst(User.objects.all(), limit=9, states=GAPS)

    assert first.person_id == critical.pk
    assert first.critical
    assert second.state == State.NEVER


def test_what_ends_is_counted_in_stretches_of_thirty_days():
    requirement = require(make_competency())
    for days in (0, 30, 31, 60, 90, 91):
        make_assessment(
            make_holder(requirement),
            requirement.competency,
            valid_until=today() + timedelta(days=days),
        )

    ending = figures.expiries(User.objects.all())

    assert [(one.stretch, one.cells) for one in ending] == [(0, 2), (1, 2), (2, 1)]
