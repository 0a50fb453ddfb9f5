"""A page costs the same with three rows and with thirty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.makers.competency import make_competency
from tests.makers.desk import make_assigned, make_ticket
from tests.makers.inventory import make_interface, make_item
from tests.makers.people import make_agent, make_lead, make_user
from tickets.desk import workflow

pytestmark = pytest.mark.django_db
LIST, DETAIL = 12, 15


def cost(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_worklist(client):
    client.force_login(make_agent())
    costs = []
    for rows in (3, 27):
        for _row in range(rows):
            make_assigned()
        costs.append(cost(client, reverse("desk:worklist")))

    assert costs[0] == costs[1] <= LIST


def test_my_tickets(client):
    reporter = make_user()
    client.force_login(reporter)
    costs = []
    for rows in (3, 20):
        for _row in range(rows):
            make_ticket(reporter=reporter)
        costs.append(cost(client, reverse("desk:mine")))

    assert costs[0] == costs[1] <= LIST


def test_a_ticket_with_a_long_story_on_a_busy_device(client):
    ticket = make_assigned()
    client.force_login(ticket.assignee)
    costs = []
    for rows in (3, 27):
        for _row in range(rows):
            ticket.item.competencies.add(make_competency())
            make_interface(ticket.item, make_item())
            make_interface(make_item(), ticket.item)
            workflow.reply(ticket, by=make_agent(), body="Word.")
            workflow.note(ticket, by=make_agent(), body="Word.")
            workflow.assign(ticket, by=make_lead(), to=make_agent())
            workflow.assign(ticket, by=make_lead(), to=ticket.assignee)
        costs.append(cost(client, ticket.get_absolute_url()))

    assert costs[0] == costs[1] <= DETAIL


def test_the_report_form(client):
    client.force_login(make_user())
    costs = []
    for rows in (3, 5):
        for _row in range(rows):
            item = make_item()
        costs.append(cost(client, f"/t/{item.short_id}"))

    assert costs[0] == costs[1] <= LIST


def test_looking_at_a_page_writes_nothing(client):
    ticket = make_assigned()
    client.force_login(ticket.assignee)
    for address in (
        reverse("desk:worklist"),
        ticket.get_absolute_url(),
        f"/t/{ticket.item.short_id}",
        reverse("desk:resolve", args=[ticket.reference]),
    ):
        with CaptureQueriesContext(connection) as caught:
            client.get(address)

        written = [q["sql"] for q in caught if not q["sql"].startswith("SELECT")]
        assert written == []
