"""What monitoring finds becomes a ticket once, is followed, and ends by itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tests.makers.competency import make_competency
from tests.makers.desk import make_ticket
from tests.makers.inventory import make_item
from tests.makers.people import make_agent, make_user
from tickets.desk import workflow
from tickets.desk.models import (
    Cause,
    FindingLink,
    Message,
    MessageKind,
    Source,
    Status,
    Ticket,
)
from tickets.desk.tasks import claim_findings
from tickets.inventory import findings
from tickets.inventory.models import Finding, FindingKind, ItemState

pytestmark = pytest.mark.django_db
BACK = "Answered again on 4 May 2026, 08:48, was away for 48 min."


def leave(item=None, *, key="probe:1", kind=FindingKind.PROBE, **over):
    item = item or make_item(name="Archive")
    over.setdefault("title", f"{key} does not answer")
    return findings.leave(item, kind=kind, key=key, **over)


def notes_of(ticket):
    return list(ticket.messages.order_by("pk").values_list("body", flat=True))


def make_due():
    Finding.objects.update(due_at=timezone.now())


class TestOpening:
    def test_a_finding_opens_one_ticket_that_nobody_reported(self):
        finding = leave(detail="Since 08:00. No answer in time.")

        claim_findings()
        make_due()
        claim_findings()

        ticket = Ticket.objects.get()
        assert (ticket.item, ticket.reporter) == (finding.item, None)
        assert (ticket.source, ticket.status) == (Source.MONITORING, Status.NEW)
        assert ticket.subject == finding.title
        assert ticket.item.state.open_tickets == 1

    @pytest.mark.parametrize("tier", [1, 2, 3])
    def test_the_tier_of_the_item_gives_the_priority(self, tier):
        leave(make_item(tier=tier))

        claim_findings()

        reported = workflow.report(
            by=make_user(),
            item=make_item(tier=tier),
            category="other",
            can_work="no",
        )
        assert Ticket.objects.get(source="watch").priority == reported.priority

    def test_what_the_radar_finds_hurries_less_than_an_outage(self):
        leave(make_item(tier=1), kind=FindingKind.DUTY, key="duty:1")

        claim_findings()

        assert Ticket.objects.get().urgency == 3

    def test_two_probes_of_one_item_are_one_outage_and_two_duties_two_tasks(self):
        item = make_item()
        leave(item, key="probe:1")
        leave(item, key="probe:2")
        leave(item, key="duty:1", kind=FindingKind.DUTY)
        leave(item, key="duty:2", kind=FindingKind.DUTY)

        claim_findings()

        outage, _one, _two = Ticket.objects.order_by("pk")
        assert outage.finding_links.count() == 2
        assert "probe:2" in notes_of(outage)[0]

    def test_what_came_and_went_before_it_was_told_leaves_no_ticket(self):
        leave()
        findings.clear("probe:1", said=BACK)

        claim_findings()

        assert not Ticket.objects.exists()

    def test_only_monitoring_opens_a_ticket_for_nobody(self):
        ticket = make_ticket()

        for wrong in ({"reporter": None}, {"source": Source.MONITORING}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Ticket.objects.filter(pk=ticket.pk).update(**wrong)

    def test_a_person_signs_what_a_person_says(self):
        ticket = make_ticket()

        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.create(ticket=ticket, kind=MessageKind.REPLY, body="Hm.")


class TestFollowing:
    def test_after_hours_the_ticket_says_that_all_is_as_it_was(self):
        finding = leave()
        claim_findings()
        finding.refresh_from_db()
        wait = finding.due_at - timezone.now()

        for _time in range(5):
            leave(finding.item)
        claim_findings()
        before = notes_of(Ticket.objects.get())
        make_due()
        claim_findings()

        assert timedelta(hours=3) < wait < timedelta(hours=5)
        assert before == []
        assert "seen 6 times" in notes_of(Ticket.objects.get())[0]

    def test_what_was_not_seen_again_is_not_said_again(self):
        leave()
        claim_findings()
        make_due()

        claim_findings()

        assert notes_of(Ticket.objects.get()) == []


class TestEnding:
    def test_what_nobody_took_is_over_by_itself(self):
        finding = leave()
        claim_findings()
        findings.clear("probe:1", said=BACK)

        claim_findings()

        ticket = Ticket.objects.get()
        assert (ticket.status, ticket.cause) == (Status.RESOLVED, Cause.PASSED)
        assert ticket.assignee is None
        assert ticket.resolution == BACK
        assert BACK in notes_of(ticket)[0]
        assert ItemState.objects.get(item=finding.item).open_tickets == 0

    def test_what_somebody_took_stays_theirs_and_says_that_it_came_back(self):
        leave()
        claim_findings()
        agent = make_agent()
        ticket = workflow.take(Ticket.objects.get(), by=agent)
        findings.clear("probe:1", said=BACK)

        claim_findings()

        ticket.refresh_from_db()
        assert (ticket.status, ticket.assignee) == (Status.ASSIGNED, agent)
        assert BACK in notes_of(ticket)[0]
        assert ticket.responded_at is not None

    def test_an_outage_is_over_when_the_last_probe_answers(self):
        item = make_item()
        leave(item, key="probe:1")
        leave(item, key="probe:2")
        claim_findings()
        findings.clear("probe:1")
        claim_findings()
        halfway = Ticket.objects.get().status
        findings.clear("probe:2")

        claim_findings()

        assert halfway == Status.NEW
        assert Ticket.objects.get().status == Status.RESOLVED

    def test_the_next_outage_is_a_ticket_of_its_own(self):
        item = make_item()
        for _time in range(2):
            leave(item)
            claim_findings()
            findings.clear("probe:1", said=BACK)
            claim_findings()

        assert Ticket.objects.count() == 2
        assert FindingLink.objects.count() == 2

    def test_who_opens_it_again_has_it(self):
        leave()
        claim_findings()
        findings.clear("probe:1", said=BACK)
        claim_findings()
        agent = make_agent()

        ticket = workflow.reopen(Ticket.objects.get(), by=agent, reason="It is not.")

        assert (ticket.status, ticket.assignee) == (Status.ASSIGNED, agent)


class TestPeople:
    @pytest.fixture
    def ticket(self):
        leave(detail="Since 08:00.")
        claim_findings()
        return workflow.take(Ticket.objects.get(), by=make_agent())

    def test_nobody_replies_to_a_machine_and_a_note_does(self, ticket):
        with pytest.raises(PermissionDenied):
            workflow.reply(ticket, by=ticket.assignee, body="Hello.")

        workflow.note(ticket, by=ticket.assignee, body="Restarted.")

        assert notes_of(ticket) == ["Restarted."]

    def test_its_page_and_its_steps_open(self, client, ticket):
        client.force_login(ticket.assignee)
        findings.clear("probe:1", said=BACK)
        claim_findings()

        shown = client.get(ticket.get_absolute_url())
        form = client.get(reverse("desk:resolve", args=[ticket.reference]))

        assert shown.status_code == form.status_code == 200
        assert "Opened by itself" in shown.text
        assert BACK in shown.text
        assert "Reply to" not in shown.text
        assert 'value="training"' not in form.text

    def test_a_machine_learns_nothing(self, ticket):
        ticket = workflow.resolve(
            ticket,
            by=ticket.assignee,
            cause=Cause.TRAINING,
            resolution="Done.",
            lacking=make_competency(),
        )

        assert ticket.lacking is None

    def test_others_do_not_see_it(self, ticket):
        assert not Ticket.objects.visible_to(make_user()).exists()
        assert Ticket.objects.visible_to(make_agent()).exists()
