"""The pages: who sees whom, what a click opens, what a sign-off writes."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.competency.models import Assessment, Domain, Outcome
from courses.competency.needs import raise_need
from courses.competency.standing import today
from portal.people.models import Role
from tests.makers.competency import (
    make_assessment,
    make_assessor,
    make_competency,
    make_holder,
    require,
    show,
)
from tests.makers.people import make_department, make_lead, make_user

pytestmark = pytest.mark.django_db
MATRIX = reverse("competency:matrix")


def person_page(person):
    return reverse("competency:person", args=[person.pk])


def cell_page(person, competency):
    return reverse("competency:cell", args=[person.pk, competency.pk])


def test_a_lead_sees_the_team_and_nobody_else(client):
    lead, requirement = make_lead(), require(make_competency())
    mine = make_holder(requirement, manager=lead, name="Ada Own")
    other = make_holder(requirement, name="Bo Other")
    client.force_login(lead)

    text = client.get(MATRIX).text

    assert mine.short_name in text
    assert other.short_name not in text


def test_an_auditor_sees_everybody(client):
    requirement = require(make_competency())
    holder = make_holder(requirement, name="Ada Own")
    client.force_login(make_user(Role.AUDITOR))

    assert holder.short_name in client.get(MATRIX).text


def test_whoever_leads_nobody_is_shown_their_own_passport(client):
    client.force_login(make_user())

    response = client.get(MATRIX)

    assert response.url == reverse("competency:passport")
    assert client.get(response.url).status_code == 200


def test_a_cell_says_its_state_in_words(client):
    requirement = require(make_competency())
    holder = make_holder(requirement, name="Ada Own")
    client.force_login(make_user(Role.AUDITOR))

    text = client.get(MATRIX).text

    said = f"{holder.short_name}, {requirement.competency.code}, Never shown"
    assert said in text
    assert "0/2" in text


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        ("self", True),
        ("manager", True),
        ("manager's manager", True),
        (Role.ASSESSOR, True),
        (Role.AUDITOR, True),
        (Role.ADMINISTRATOR, True),
        ("colleague", False),
        (Role.AGENT, False),
        (Role.EDUCATOR, False),
    ],
)
def test_who_may_open_a_persons_page(client, reader, sees):
    top = make_user()
    manager = make_user(manager=top)
    person, competency = make_user(manager=manager), make_competency()
    named = {"self": person, "manager": manager, "manager's manager": top}
    if isinstance(reader, Role):
        client.force_login(make_user(reader))
    else:
        client.force_login(named.get(reader) or make_user())

    expected = 200 if sees else 404
    assert client.get(person_page(person)).status_code == expected
    assert client.get(cell_page(person, competency)).status_code == expected


def test_the_opened_cell_shows_the_evidence_and_what_is_missing(client):
    requirement = require(make_competency(kinds="KPO"), level=3)
    holder, competency = make_holder(requirement), requirement.competency
    show(holder, {competency: 2}, title="Header mismatch", score=0.92)
    client.force_login(holder)

    text = client.get(cell_page(holder, competency)).text

    assert "Header mismatch: 92 %" in text
    assert "Observed sign-off: missing" in text


def test_asked_for_by_a_click_only_the_part_that_floats_is_sent(client):
    person, competency = make_user(), make_competency()
    client.force_login(person)

    text = client.get(
        cell_page(person, competency), headers={"HX-Request": "true"}
    ).text

    assert "<html" not in text
    assert competency.statement in text


def test_the_passport_puts_the_most_harmful_gap_first(client):
    mild = require(make_competency(title="Draw a chart", risk=1))
    grave = require(
        make_competency(title="Two identifiers", risk=3), mild.profile, critical=True
    )
    person = make_holder(mild)
    client.force_login(person)

    text = client.get(person_page(person)).text

    assert text.index(grave.competency.title) < text.index(mild.competency.title)
    assert "One critical gap" in text


def test_the_passport_names_the_ticket_behind_a_need(client):
    person, source = make_user(), make_department(name="INC-4182")
    raise_need(person, make_competency(), by=None, reason="Window", source=source)
    client.force_login(person)

    assert "INC-4182" in client.get(person_page(person)).text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("show=gaps", {"Ada Gap"}),
        ("show=critical", set()),
        ("q=bo", {"Bo Fine"}),
        ("team=d{0.pk}", {"Ada Gap"}),
        ("team=f{0.facility_id}", {"Ada Gap"}),
        ("domain=SC", {"Ada Gap", "Bo Fine"}),
        ("domain=SC&show=gaps", set()),
        ("team=nonsense", {"Ada Gap", "Bo Fine"}),
    ],
)
def test_each_number_leads_to_its_rows(client, query, shown):
    requirement, team = require(make_competency()), make_department()
    security = Domain.objects.create(
        framework=requirement.competency.framework, code="SC", title="Security"
    )
    make_competency(domain=security)
    make_holder(requirement, name="Ada Gap", department=team, facility=team.facility)
    fine = make_holder(requirement, name="Bo Fine")
    make_assessment(fine, requirement.competency)
    auditor = make_user(Role.AUDITOR, name="Cy Auditor")
    client.force_login(auditor)

    response = client.get(f"{MATRIX}?{query.format(team)}")

    names = {row.person.name for row in response.context["grid"].rows}
    assert names - {"Cy Auditor"} == shown


def test_the_file_has_one_line_for_each_cell_and_no_formula(client):
    requirement = require(make_competency())
    make_holder(requirement, name="=1+1")
    client.force_login(make_user(Role.AUDITOR))

    response = client.get(reverse("competency:matrix_csv"))

    rows = list(csv.DictReader(StringIO(response.getvalue().decode())))
    assert [(row["person"], row["state"]) for row in rows] == [("'=1+1", "never")]


def test_the_file_is_for_those_who_read_the_matrix(client):
    client.force_login(make_user())

    assert client.get(reverse("competency:matrix_csv")).status_code == 403


def test_the_assessor_signs_on_the_page(client):
    competency = make_competency()
    learner, assessor = make_user(), make_assessor(competency)
    client.force_login(assessor)
    page = reverse("competency:sign_off", args=[learner.pk])

    assert client.get(f"{page}?competency={competency.pk}&level=3").status_code == 200
    response = client.post(
        page,
        {
            "competency": competency.pk,
            "level": 3,
            "shown": 2,
            "method": "direct_observation",
            "comment": "Needed help with the accession number",
        },
    )

    assert response.url == person_page(learner)
    made = Assessment.objects.get()
    assert (made.level, made.asked, made.outcome) == (2, 3, Outcome.NOT_MET)


def test_the_form_offers_only_what_the_assessor_may_judge(client):
    competency, assessor = make_competency(), make_user(Role.ASSESSOR)
    client.force_login(assessor)
    page = reverse("competency:sign_off", args=[make_user().pk])

    assert "no authority" in client.get(page).text
    response = client.post(
        page,
        {
            "competency": competency.pk,
            "level": 1,
            "shown": 1,
            "method": "direct_observation",
        },
    )
    assert response.status_code == 200
    assert not Assessment.objects.exists()


def test_a_lead_without_the_role_does_not_sign(client):
    lead = make_lead()
    learner = make_user(manager=lead)
    client.force_login(lead)

    page = reverse("competency:sign_off", args=[learner.pk])

    assert client.get(page).status_code == 403


def test_who_waits_for_a_sign_off_is_listed_for_the_assessor(client):
    requirement = require(make_competency(), level=3)
    holder = make_holder(requirement, name="Ada Waits")
    client.force_login(make_assessor(requirement.competency, level=3))

    assert holder.short_name in client.get(reverse("competency:sign_offs")).text
    client.force_login(make_lead())
    assert client.get(reverse("competency:sign_offs")).status_code == 403


def test_the_leads_front_page_leads_down_to_the_rows(client):
    lead, team = make_lead(), make_department()
    requirement = require(make_competency(), critical=True)
    holder = make_holder(requirement, manager=lead, department=team, name="Ada Own")
    client.force_login(lead)

    text = client.get(reverse("home:front")).text

    assert f"team=d{team.pk}&amp;domain=IM&amp;show=gaps" in text
    assert "?show=critical" in text
    assert holder.short_name in text


@pytest.fixture
def mixed_team():
    """One who lapses soon, a newcomer who is due soon, gaps, and days of grace."""
    lead = make_lead()
    first = require(make_competency(validity_months=12), critical=True)
    second = require(make_competency(grace_days=30), first.profile)
    soon, late = today() + timedelta(days=30), today() - timedelta(days=3)
    for number in range(3):
        holder = make_holder(first, manager=lead, name=f"Lapses {number}")
        make_assessment(holder, first.competency, valid_until=soon)
        make_assessment(holder, second.competency)
    newcomer = make_holder(first, manager=lead, days_ago=0, name="New Comer")
    first.due_days_after_start = 20
    first.save()
    make_assessment(newcomer, second.competency)
    behind = make_holder(first, manager=lead, name="Grace Full")
    make_assessment(behind, second.competency, valid_until=late)
    return lead


@pytest.mark.parametrize(
    ("label", "number", "show", "people"),
    [
        ("Competent for their role", 77, "due", None),
        ("Critical gaps", 1, "critical", {"Grace Full"}),
        ("In grace", 1, "grace", {"Grace Full"}),
        (
            "Lapse within 30 days",
            3,
            "lapsing",
            {"Lapses 0", "Lapses 1", "Lapses 2"},
        ),
    ],
)
def test_the_number_on_the_panel_is_said_first_on_the_page_it_leads_to(
    client, mixed_team, label, number, show, people
):
    client.force_login(mixed_team)
    front = client.get(reverse("home:front")).text
    stat = re.search(
        rf'href="([^"]*)">\s*<span class="rr-stat-label">{label}</span>\s*'
        r'<span class="rr-stat-value">(\d+)',
        front,
    )
    assert stat is not None

    page = client.get(stat[1])
    said = re.search(r'<p class="rr-lede">\s*(\d+)', page.text)

    assert stat[1] == f"{MATRIX}?show={show}"
    assert int(stat[2]) == number
    assert said is not None
    assert int(said[1]) == number
    if people:
        assert {row.person.name for row in page.context["grid"].rows} == people
        assert page.text.count("rr-cell-hit") == number


def test_what_a_newcomer_has_still_to_show_is_another_kind_of_soon(client, mixed_team):
    client.force_login(mixed_team)

    page = client.get(f"{MATRIX}?show=soon")

    assert [row.person.name for row in page.context["grid"].rows] == ["New Comer"]
    assert "1 competency due within 30 days" in page.text


def test_a_number_of_nobodys_department_leads_to_those_without_one(client):
    requirement = require(make_competency())
    make_holder(requirement, name="Ada Nowhere")
    make_holder(requirement, name="Bo Ward", department=make_department())
    client.force_login(make_user(Role.AUDITOR))

    page = client.get(f"{MATRIX}?team=none&show=gaps")

    assert [row.person.name for row in page.context["grid"].rows] == ["Ada Nowhere"]
    assert "team=none&amp;domain=IM&amp;show=gaps" in client.get("/").text


@pytest.mark.parametrize("name", ["matrix", "sign_offs"])
def test_a_list_costs_the_same_for_three_people_and_for_thirty(client, name):
    requirement = require(make_competency(), level=3)
    reader = make_assessor(
        requirement.competency, person=make_user(Role.ASSESSOR, Role.AUDITOR)
    )
    client.force_login(reader)
    costs = []
    for count in (3, 25):
        for _ in range(count):
            holder = make_holder(requirement, department=make_department())
            show(holder, {requirement.competency: 1})
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(f"competency:{name}")).status_code == 200
        costs.append(len(caught))

    assert costs[0] == costs[1]
    assert costs[0] <= 12


def test_a_persons_page_stays_within_its_budget(client):
    requirement = require(make_competency())
    holder = make_holder(requirement)
    for _ in range(15):
        show(holder, {requirement.competency: 2})
    client.force_login(make_user(Role.AUDITOR))

    for page in (person_page(holder), cell_page(holder, requirement.competency)):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(page).status_code == 200
        assert len(caught) <= 15


def test_programs_read_the_same_matrix(client):
    requirement = require(make_competency(), critical=True)
    holder = make_holder(requirement)
    show(holder, {requirement.competency: 1})
    client.force_login(holder)

    rows = client.get("/api/v1/competency/matrix").json()["rows"]

    assert [row["person_id"] for row in rows] == [holder.pk]
    assert rows[0]["cells"][0]["state"] == "never"
    evidence = client.get(f"/api/v1/competency/people/{holder.pk}/evidence").json()
    assert evidence[0]["competencies"] == [requirement.competency.code]
    stranger = make_user()
    response = client.get(f"/api/v1/competency/people/{stranger.pk}/evidence")
    assert response.status_code == 404


def test_a_competency_is_found_in_the_search_box(client):
    competency = make_competency(title="Two identifiers, every time")
    person = make_user()
    client.force_login(person)

    text = client.get(reverse("search:results"), {"q": "identifiers every"}).text

    assert cell_page(person, competency) in text
