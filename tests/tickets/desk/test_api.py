import pytest
from django.core.cache import cache

from portal.accounts import tokens
from portal.accounts.models import Scope
from tests.makers.desk import make_assigned, make_ticket
from tests.makers.inventory import make_item
from tests.makers.people import make_agent, make_user
from tickets.desk import workflow
from tickets.desk.models import Source, Ticket

pytestmark = pytest.mark.django_db
TICKETS = "/api/v1/tickets"


@pytest.fixture(autouse=True)
def fresh_rates() -> None:
    cache.clear()


def bearer(person, scope=Scope.WRITE):
    _token, text = tokens.issue(person, name="Test", scope=scope)
    return {"authorization": f"Bearer {text}"}


def test_a_program_lists_what_its_person_may_see_page_by_page(client):
    reporter = make_user()
    mine = [make_ticket(reporter=reporter) for _number in range(3)]
    make_ticket()

    first = client.get(TICKETS, {"limit": 2}, headers=bearer(reporter)).json()
    rest = client.get(
        TICKETS, {"limit": 2, "before": first["next"]}, headers=bearer(reporter)
    ).json()

    seen = [one["reference"] for one in first["tickets"] + rest["tickets"]]
    assert seen == [ticket.reference for ticket in reversed(mine)]
    assert rest["next"] is None


def test_a_program_reports_once_however_often_it_asks(client):
    reporter, item = make_user(), make_item()
    told = {
        "item": item.short_id,
        "category": "slow",
        "can_work": "workaround",
        "key": "7d444840-9dc0-11d1-b245-5ffdce74fad2",
    }

    answers = [
        client.post(
            TICKETS, told, content_type="application/json", headers=bearer(reporter)
        )
        for _time in range(2)
    ]

    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json()["reference"] == Ticket.objects.get().reference
    assert Ticket.objects.get().source == Source.API


def test_a_reading_token_reports_nothing(client):
    told = {"item": make_item().short_id, "category": "slow", "can_work": "no"}

    answer = client.post(
        TICKETS,
        told,
        content_type="application/json",
        headers=bearer(make_user(), Scope.READ),
    )

    assert answer.status_code == 403
    assert not Ticket.objects.exists()


def test_the_story_of_a_ticket_has_notes_for_those_who_may_read_them(client):
    ticket = make_assigned()
    workflow.note(ticket, by=ticket.assignee, body="Second time.")
    workflow.reply(ticket, by=ticket.assignee, body="On it.")
    address = f"{TICKETS}/{ticket.reference}"

    for reporter_or_agent, expected in [
        (ticket.reporter, ["On it."]),
        (ticket.assignee, ["Second time.", "On it."]),
    ]:
        answer = client.get(address, headers=bearer(reporter_or_agent)).json()
        assert [one["body"] for one in answer["messages"]] == expected


def test_a_program_replies(client):
    ticket, agent = make_ticket(), make_agent()

    answer = client.post(
        f"{TICKETS}/{ticket.reference}/replies",
        {"body": "Looking at it."},
        content_type="application/json",
        headers=bearer(agent),
    )

    assert answer.status_code == 201
    ticket.refresh_from_db()
    assert ticket.responded_at is not None


def test_somebody_elses_ticket_is_not_there(client):
    ticket = make_ticket()

    answer = client.get(
        f"{TICKETS}/{ticket.reference}", headers=bearer(make_user(), Scope.READ)
    )

    assert answer.status_code == 404
