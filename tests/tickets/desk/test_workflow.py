from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from courses.competency.models import LearningNeed
from portal.audit.models import AuditEvent
from portal.lib.refusal import Refused
from portal.notify.models import Message as Notice
from tests.makers.competency import make_competency
from tests.makers.desk import make_assigned, make_resolved, make_ticket
from tests.makers.inventory import make_item
from tests.makers.people import make_agent, make_lead, make_user
from tickets.desk import workflow
from tickets.desk.models import (
    CanWork,
    Category,
    Cause,
    Deed,
    HoldReason,
    Status,
    Ticket,
)
from tickets.inventory.models import ItemState
from tickets.sla.models import BusinessCalendar, PriorityRule, ServiceLevel

pytestmark = pytest.mark.django_db


def report(**over):
    over.setdefault("by", make_user())
    over.setdefault("item", make_item())
    over.setdefault("category", Category.SENDING)
    over.setdefault("can_work", CanWork.NO)
    return workflow.report(**over)


def promised_day_and_night(*, minutes):
    """One promise for the tickets of a test, whatever the hour it runs in."""
    calendar = BusinessCalendar.objects.create(name="Always", round_the_clock=True)
    ServiceLevel.objects.all().delete()
    ServiceLevel.objects.create(
        priority=3, response_minutes=30, resolution_minutes=minutes, calendar=calendar
    )


def test_three_fields_become_a_ticket_with_priority_and_clocks():
    item = make_item(tier=1)

    ticket = report(item=item, description="Nothing arrives. Since ten.")

    assert ticket.reference == f"INC-{ticket.pk}"
    assert (ticket.impact, ticket.urgency, ticket.priority) == (1, 1, 1)
    assert ticket.subject == "Nothing arrives"
    assert ticket.opened_at < ticket.respond_by < ticket.alarm_at < ticket.due_at
    assert ticket.steps.get().deed == Deed.REPORTED


def test_without_words_the_tile_names_the_ticket():
    assert report(category=Category.SLOW).subject == "Slow or frozen"


def test_a_long_first_line_is_cut_between_words():
    ticket = report(description="The worklist " + "shows nothing " * 20)

    assert len(ticket.subject) <= 80
    assert ticket.subject.endswith("nothing…") or ticket.subject.endswith("shows…")


def test_a_patient_on_the_table_is_never_less_than_p2_and_tells_who_is_on_duty():
    agent = make_agent()

    ticket = report(item=make_item(tier=4), can_work=CanWork.YES, patient_on_table=True)

    assert ticket.priority == 2
    assert [notice.recipient for notice in Notice.objects.all()] == [agent]


def test_no_notice_and_no_ledger_line_repeats_what_people_wrote():
    agent, reporter = make_agent(), make_user()
    said = "Zebrafish number seven"
    ticket = report(by=reporter, description=said, patient_on_table=True)
    ticket = workflow.take(ticket, by=agent)
    workflow.reply(ticket, by=agent, body=said)
    workflow.reply(ticket, by=reporter, body=said)
    workflow.note(ticket, by=make_agent(), body=said)
    workflow.resolve(ticket, by=agent, cause=Cause.SOFTWARE, resolution=said)
    workflow.reopen(ticket, by=reporter, reason=said)

    notices = list(Notice.objects.values_list("subject", "body", "url"))
    ledger = list(AuditEvent.objects.values_list("verb", "label", "detail"))

    assert len(notices) >= 6
    assert "Zebrafish" not in str(notices) + str(ledger)


def test_one_form_makes_one_ticket_however_often_it_is_sent():
    reporter, item = make_user(), make_item()
    key = "7d444840-9dc0-11d1-b245-5ffdce74fad2"

    first = report(by=reporter, item=item, form_key=key)
    second = report(by=reporter, item=item, form_key=key)

    assert first.pk == second.pk
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"description": "It is the other archive."},
        {"can_work": CanWork.YES},
        {"category": Category.SLOW},
        {"patient_on_table": True},
    ],
)
def test_a_form_that_says_something_else_now_is_refused(change):
    told = {"by": make_user(), "item": make_item(), "form_key": uuid4()}
    first = report(**told)

    with pytest.raises(workflow.SentBefore, match=f"sent as {first}") as refused:
        report(**told | change)

    assert refused.value.ticket == first
    assert Ticket.objects.count() == 1


def test_another_persons_form_with_the_same_key_is_another_ticket():
    key = "7d444840-9dc0-11d1-b245-5ffdce74fad2"

    assert report(form_key=key).pk != report(form_key=key).pk


def test_the_item_shows_its_worst_open_ticket():
    item, agent = make_item(), make_agent()
    minor = make_assigned(item=item, assignee=agent, priority=4)
    PriorityRule.objects.filter(impact=3, urgency=1).update(priority=2)

    worse = report(item=item)
    state = ItemState.objects.get(item=item)
    assert (state.open_tickets, state.worst_priority) == (2, 2)
    assert state.since == worse.opened_at

    workflow.take(worse, by=agent)
    workflow.resolve(worse, by=agent, cause=Cause.NETWORK, resolution="Cable.")
    workflow.resolve(minor, by=agent, cause=Cause.NETWORK, resolution="Cable.")
    state.refresh_from_db()
    assert (state.open_tickets, state.worst_priority) == (0, None)


def test_the_second_who_reaches_for_a_ticket_is_told_who_was_first():
    ticket, first = make_ticket(), make_agent(name="Sam Hazel")
    workflow.take(ticket, by=first)

    with pytest.raises(Refused, match=r"S\. Hazel has taken INC-\d+ already"):
        workflow.take(ticket, by=make_agent())

    ticket.refresh_from_db()
    assert ticket.assignee == first


def test_a_ticket_goes_only_into_an_agents_hands():
    ticket = make_ticket()

    with pytest.raises(Refused, match="no support agent"):
        workflow.assign(ticket, by=make_lead(), to=make_user())


def test_handing_over_tells_both():
    before, after = make_agent(), make_agent()
    ticket = make_assigned(assignee=before)

    workflow.assign(ticket, by=make_lead(), to=after)

    assert {notice.recipient for notice in Notice.objects.all()} == {before, after}


def test_the_first_public_reply_of_an_agent_stops_the_response_clock():
    ticket = make_assigned()
    workflow.reply(ticket, by=ticket.reporter, body="Anybody there?")
    workflow.note(ticket, by=ticket.assignee, body="On it.")
    ticket.refresh_from_db()
    assert ticket.responded_at is None

    message = workflow.reply(ticket, by=ticket.assignee, body="Looking at it.")
    workflow.reply(ticket, by=ticket.assignee, body="Found it.")

    ticket.refresh_from_db()
    assert ticket.responded_at == message.at


def test_a_hold_moves_the_due_time_by_its_length_and_no_alarm_rings_in_it():
    promised_day_and_night(minutes=240)
    ticket = make_assigned(opened_at=timezone.now() - timedelta(hours=1))
    until = timezone.now() + timedelta(hours=3)

    held = workflow.hold(
        ticket, by=ticket.assignee, reason=HoldReason.VENDOR, until=until
    )

    assert (held.status, held.held_until, held.alarm_at) == ("pending", until, None)
    moved = held.due_at - held.opened_at - timedelta(minutes=240)
    assert timedelta(hours=2, minutes=59) < moved <= timedelta(hours=3)


def test_going_on_early_gives_back_the_rest_of_the_hold():
    promised_day_and_night(minutes=240)
    ticket = make_assigned(opened_at=timezone.now() - timedelta(hours=5))
    began = timezone.now() - timedelta(hours=4)
    workflow.hold(
        ticket,
        by=ticket.assignee,
        reason=HoldReason.PART,
        until=timezone.now() + timedelta(days=2),
        at=began,
    )

    ticket = workflow.resume(ticket, by=ticket.assignee, at=began + timedelta(hours=1))

    assert ticket.due_at == ticket.opened_at + timedelta(hours=4 + 1)
    assert ticket.alarm_at is not None
    assert ticket.held_until is None


def test_a_hold_without_a_future_end_is_refused():
    ticket = make_assigned()

    with pytest.raises(Refused, match="ends in the future"):
        workflow.hold(
            ticket,
            by=ticket.assignee,
            reason=HoldReason.TEAM,
            until=timezone.now() - timedelta(minutes=1),
        )


def test_a_training_cause_opens_one_need_for_the_reporter():
    agent, lacking = make_agent(), make_competency()
    ticket = make_assigned(assignee=agent)

    ticket = workflow.resolve(
        ticket,
        by=agent,
        cause=Cause.TRAINING,
        resolution="Showed how to pick the right entry.",
        lacking=lacking,
    )

    need = LearningNeed.objects.get()
    assert (need.learner, need.competency) == (ticket.reporter, lacking)
    assert need.reason == f"Came up in {ticket.reference}"
    assert ticket.status == Status.RESOLVED
    assert ticket.lacking == lacking
    told = Notice.objects.filter(kind="ticket.resolved").get()
    assert told.recipient == ticket.reporter


def test_another_cause_opens_no_need():
    ticket = make_assigned()

    ticket = workflow.resolve(
        ticket,
        by=ticket.assignee,
        cause=Cause.SLIP,
        resolution="Picked again.",
        lacking=make_competency(),
    )

    assert ticket.lacking is None
    assert not LearningNeed.objects.exists()


def test_a_resolution_stops_both_clocks_and_is_read_in_the_conversation():
    ticket = make_assigned()

    ticket = workflow.resolve(
        ticket, by=ticket.assignee, cause=Cause.DATA, resolution="Relabelled."
    )

    assert ticket.responded_at == ticket.resolved_at
    assert ticket.alarm_at is None
    assert ticket.messages.get().body == "Relabelled."


def test_an_agent_who_does_not_have_the_ticket_is_told_who_has_it():
    ticket = make_assigned(assignee=make_agent(name="Sam Hazel"))

    with pytest.raises(Refused, match=r"with S\. Hazel"):
        workflow.resolve(
            ticket, by=make_agent(), cause=Cause.SOFTWARE, resolution="Done."
        )


def test_a_lead_may_step_in():
    ticket = make_assigned()

    ticket = workflow.resolve(
        ticket, by=make_lead(), cause=Cause.SOFTWARE, resolution="Restarted."
    )

    assert ticket.status == Status.RESOLVED


def test_nobody_but_support_resolves():
    ticket = make_assigned()

    with pytest.raises(PermissionDenied):
        workflow.resolve(
            ticket, by=ticket.reporter, cause=Cause.SOFTWARE, resolution="Done."
        )


def test_a_resolved_ticket_is_not_resolved_again():
    agent = make_agent(name="Sam Hazel")
    ticket = make_assigned(assignee=agent)
    workflow.resolve(ticket, by=agent, cause=Cause.SOFTWARE, resolution="Done.")

    with pytest.raises(Refused, match=r"INC-\d+ is resolved: S\. Hazel, today"):
        workflow.resolve(ticket, by=agent, cause=Cause.SOFTWARE, resolution="Again.")


def test_reopening_keeps_what_was_said_and_lets_the_clock_go_on_where_it_stood():
    promised_day_and_night(minutes=240)
    opened_at = timezone.now() - timedelta(hours=20)
    ticket = make_assigned(opened_at=opened_at)
    workflow.resolve(
        ticket,
        by=ticket.assignee,
        cause=Cause.SOFTWARE,
        resolution="Restarted the sender.",
        at=opened_at + timedelta(hours=2),
    )

    ticket = workflow.reopen(
        ticket,
        by=ticket.reporter,
        reason="It stopped again.",
        at=opened_at + timedelta(hours=12),
    )

    assert ticket.due_at == opened_at + timedelta(hours=4 + 10)
    assert (ticket.status, ticket.reopenings) == ("assigned", 1)
    said = [message.body for message in ticket.messages.order_by("at")]
    assert said == ["Restarted the sender.", "It stopped again."]


def test_a_closed_ticket_stays_closed():
    ticket = workflow.close(make_resolved())

    with pytest.raises(Refused, match="is closed"):
        workflow.reopen(ticket, by=ticket.reporter, reason="Again.")


def test_a_deed_written_down_later_tells_nobody():
    make_agent()

    report(patient_on_table=True, at=timezone.now() - timedelta(days=2))

    assert not Notice.objects.exists()
