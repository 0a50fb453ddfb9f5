"""Two people at once, with real threads and real locks."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from portal.lib.refusal import Refused
from tests.makers.desk import make_ticket
from tests.makers.inventory import make_item
from tests.makers.people import make_agent, make_user
from tickets.desk import workflow
from tickets.desk.models import CanWork, Category, Status, Ticket
from tickets.inventory.models import ItemState

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Do all of them in the same moment; what each answered, or how it was refused."""
    start = Barrier(len(deeds))

    def run(deed):
        try:
            start.wait(timeout=10)
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_two_agents_who_take_a_ticket_at_once_one_gets_it():
    ticket, first, second = make_ticket(), make_agent(), make_agent()

    answers = at_once(
        lambda: workflow.take(ticket, by=first),
        lambda: workflow.take(ticket, by=second),
    )

    refused = [one for one in answers if isinstance(one, Refused)]
    ticket.refresh_from_db()
    assert len(refused) == 1
    assert ticket.assignee.short_name in str(refused[0])
    assert ticket.steps.count() == 1


def test_a_form_sent_four_times_at_once_makes_one_ticket():
    reporter, item, key = make_user(), make_item(), uuid4()

    def send():
        return workflow.report(
            by=reporter,
            item=item,
            category=Category.SLOW,
            can_work=CanWork.NO,
            form_key=key,
        )

    answers = at_once(send, send, send, send)

    assert {ticket.pk for ticket in answers} == {Ticket.objects.get().pk}
    assert ItemState.objects.get(item=item).open_tickets == 1


def test_two_reports_on_one_device_at_once_are_both_counted():
    item, people = make_item(), [make_user(), make_user(), make_user()]

    at_once(
        *(
            lambda by=by: workflow.report(
                by=by, item=item, category=Category.SLOW, can_work=CanWork.NO
            )
            for by in people
        )
    )

    assert ItemState.objects.get(item=item).open_tickets == 3


def test_resolving_while_a_colleague_hands_over_loses_neither_word_nor_state():
    ticket, agent, other = make_ticket(), make_agent(), make_agent()
    workflow.take(ticket, by=agent)

    answers = at_once(
        lambda: workflow.assign(ticket, by=agent, to=other),
        lambda: workflow.resolve(
            ticket, by=agent, cause="software", resolution="Restarted."
        ),
    )

    refused = [one for one in answers if isinstance(one, Refused)]
    ticket.refresh_from_db()
    assert len(refused) == 1
    if ticket.status == Status.RESOLVED:
        assert ticket.assignee == agent
    else:
        assert (ticket.status, ticket.assignee) == (Status.ASSIGNED, other)
