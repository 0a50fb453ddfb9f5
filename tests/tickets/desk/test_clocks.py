from datetime import timedelta

import pytest
from django.utils import timezone

from portal.notify.models import Message as Notice
from tests.makers.desk import make_assigned, make_resolved
from tests.makers.people import make_agent, make_lead
from tickets.desk import workflow
from tickets.desk.models import Alert, HoldReason, Status
from tickets.desk.tasks import watch_clocks

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_three_quarters_gone_is_told_once_to_the_assignee_and_the_lead():
    now, agent, lead = timezone.now(), make_agent(), make_lead()
    ticket = make_assigned(
        assignee=agent,
        opened_at=now - 4 * HOUR,
        alarm_at=now - timedelta(minutes=1),
        due_at=now + HOUR,
    )

    assert watch_clocks() == 1
    assert watch_clocks() == 0

    assert {one.recipient for one in Notice.objects.all()} == {agent, lead}
    assert Alert.objects.get().kind == "soon"
    ticket.refresh_from_db()
    assert ticket.alarm_at == ticket.due_at


def test_a_time_that_is_over_is_told_once():
    now = timezone.now()
    make_assigned(opened_at=now - 9 * HOUR, alarm_at=now - HOUR, due_at=now - HOUR)

    watch_clocks()
    watch_clocks()

    assert Alert.objects.get().kind == "over"
    assert Notice.objects.count() == 1


def test_reckoning_again_does_not_ring_again():
    now = timezone.now()
    ticket = make_assigned(
        opened_at=now - 9 * HOUR, alarm_at=now - HOUR, due_at=now + HOUR
    )
    watch_clocks()

    workflow.hold(
        ticket,
        by=ticket.assignee,
        reason=HoldReason.TEAM,
        until=now + timedelta(seconds=1) + HOUR,
    )
    ticket = workflow.resume(ticket, by=ticket.assignee)

    assert ticket.alarm_at == ticket.due_at


def test_a_hold_ends_by_itself_when_it_was_to_end():
    now = timezone.now()
    ticket = make_assigned(opened_at=now - 9 * HOUR)
    until = now - 2 * HOUR
    workflow.hold(
        ticket,
        by=ticket.assignee,
        reason=HoldReason.VENDOR,
        until=until,
        at=now - 3 * HOUR,
    )

    watch_clocks()

    ticket.refresh_from_db()
    assert ticket.status == Status.ASSIGNED
    assert ticket.holds.get().ended_at == until
    assert ticket.steps.order_by("-pk")[0].by is None


def test_what_stayed_resolved_for_days_is_closed():
    now = timezone.now()
    old = make_resolved(
        opened_at=now - timedelta(days=9), resolved_at=now - timedelta(days=6)
    )
    fresh = make_resolved(opened_at=now - HOUR)

    watch_clocks()

    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.status, fresh.status) == (Status.CLOSED, Status.RESOLVED)


def test_a_settled_ticket_rings_no_more():
    now = timezone.now()
    make_resolved(opened_at=now - 9 * HOUR, alarm_at=now - HOUR)

    watch_clocks()

    assert not Alert.objects.exists()
