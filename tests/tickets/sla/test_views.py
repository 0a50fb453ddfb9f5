import pytest
from django.urls import reverse

from portal.audit.models import AuditEvent
from portal.people.models import Role
from tests.makers.people import make_lead, make_user
from tests.makers.sla import make_calendar, make_level
from tickets.sla.models import BusinessCalendar, PriorityRule, ServiceLevel

pytestmark = pytest.mark.django_db
LEVELS = reverse("sla:levels")


def test_everybody_reads_what_is_promised(client, django_assert_max_num_queries):
    client.force_login(make_user())

    with django_assert_max_num_queries(12):
        body = client.get(LEVELS).content.decode()

    assert "Desk hours" in body
    assert "15 min" in body
    assert "Change" not in body.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize(
    "role", [(), (Role.AGENT,), (Role.ASSET_MANAGER,), (Role.AUDITOR,)]
)
def test_only_leads_and_administrators_change_promises(client, role):
    client.force_login(make_user(*role))
    level = make_level()
    doors = [
        reverse("sla:new"),
        reverse("sla:promise", args=[level.pk]),
        reverse("sla:withdraw", args=[level.pk]),
        reverse("sla:calendar", args=[level.calendar.pk]),
        reverse("sla:matrix"),
    ]

    assert {client.post(door).status_code for door in doors} == {403}


def test_a_lead_changes_a_promise_and_the_ledger_says_to_what(client):
    client.force_login(make_lead())
    level = make_level(priority=2)
    terms = {
        "priority": 2,
        "tier": "",
        "response_minutes": 30,
        "resolution_minutes": 120,
        "calendar": level.calendar.pk,
    }

    client.post(reverse("sla:promise", args=[level.pk]), terms)

    level.refresh_from_db()
    assert (level.response_minutes, level.resolution_minutes) == (30, 120)
    detail = AuditEvent.objects.get(verb="level.promised").detail
    assert detail["resolution"] == 120


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"priority": 5}, "Write 4 or less"),
        ({"response_minutes": 999}, "no later than the solution"),
        ({"priority": 1}, "This priority and tier has its promise."),
    ],
)
def test_a_promise_that_cannot_be_is_told_why(client, over, said):
    client.force_login(make_lead())
    terms = {
        "priority": 3,
        "tier": 4,
        "response_minutes": 30,
        "resolution_minutes": 120,
        "calendar": make_calendar().pk,
        **over,
    }
    if over == {"priority": 1}:
        terms["tier"] = ""

    response = client.post(reverse("sla:new"), terms)

    assert said in str(response.context["form"].errors)


def test_a_promise_is_withdrawn_only_after_being_asked(client):
    client.force_login(make_lead())
    level = make_level(priority=2, tier=3)
    door = reverse("sla:withdraw", args=[level.pk])

    client.get(door)
    assert ServiceLevel.objects.filter(pk=level.pk).exists()
    client.post(door)
    assert not ServiceLevel.objects.filter(pk=level.pk).exists()


def days(**over):
    week = {f"day{n}": "08:00-12:00, 12:30-17:00" for n in range(5)}
    return {"name": "Desk", "time_zone": "Europe/Berlin", **week, **over}


def test_hours_are_set_with_their_lunch_and_holidays(client):
    client.force_login(make_lead())
    calendar = make_calendar(days=(5,))
    door = reverse("sla:calendar", args=[calendar.pk])

    client.post(door, days(holidays="2026-12-25 Christmas Day"))

    changed = BusinessCalendar.objects.get(pk=calendar.pk)
    assert (changed.name, changed.time_zone) == ("Desk", "Europe/Berlin")
    assert changed.intervals.count() == 10
    assert not changed.intervals.filter(weekday=5).exists()
    assert changed.holidays.get().name == "Christmas Day"
    assert 'value="08:00-12:00, 12:30-17:00"' in client.get(door).content.decode()


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"day0": "8 to 12"}, "“8 to 12” is no time span."),
        ({"day0": "08:00-12:00, 11:00-13:00"}, "overlaps itself"),
        ({"holidays": "Christmas"}, "does not begin with a day"),
        ({"time_zone": "Mars/Base"}, "is no time zone"),
        ({f"day{n}": "" for n in range(5)}, "never opens keeps no promise"),
    ],
)
def test_hours_that_cannot_be_are_told_why_and_nothing_is_lost(client, over, said):
    client.force_login(make_lead())
    calendar = make_calendar(days=(0,))

    response = client.post(reverse("sla:calendar", args=[calendar.pk]), days(**over))

    assert said in str(response.context["form"].errors)
    assert calendar.intervals.count() == 2


def test_the_matrix_of_priorities_is_the_leads_own(client):
    client.force_login(make_lead())
    cells = {
        f"cell{rule.impact}{rule.urgency}": rule.priority
        for rule in PriorityRule.objects.all()
    }

    client.post(reverse("sla:matrix"), {**cells, "cell33": 3})

    assert PriorityRule.objects.get(impact=3, urgency=3).priority == 3
    assert AuditEvent.objects.filter(verb="priority.changed").count() == 1
