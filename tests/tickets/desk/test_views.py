import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.competency.models import LearningNeed
from portal.people.models import Role
from tests.makers.competency import make_competency
from tests.makers.desk import make_assigned, make_resolved, make_ticket
from tests.makers.inventory import make_item
from tests.makers.people import make_agent, make_lead, make_user
from tickets.desk import workflow
from tickets.desk.models import Cause, Message, Source, Status, Ticket

pytestmark = pytest.mark.django_db
KEY = "7d444840-9dc0-11d1-b245-5ffdce74fad2"


def filled(item, **over):
    """What a clinician in a hurry taps and types."""
    return {
        "item": item.short_id,
        "category": "sending",
        "can_work": "no",
        "description": "Nothing arrives at the archive.",
        "form_key": KEY,
        **over,
    }


def tickets_over_their_time():
    """Each clock alone, and what stops it."""
    now = timezone.now()
    an_hour_ago, opened = now - timedelta(hours=1), now - timedelta(hours=9)
    tomorrow = now + timedelta(days=1)
    over = {"opened_at": opened, "respond_by": an_hour_ago, "due_at": tomorrow}
    held = {"status": Status.PENDING, "held_until": tomorrow}
    make_ticket(subject="in time")
    make_ticket(subject="unanswered", **over)
    make_assigned(subject="answered", responded_at=opened, **over)
    make_assigned(subject="unanswered and held", **over | held)
    make_assigned(
        subject="unsolved", responded_at=opened, **over | {"due_at": an_hour_ago}
    )
    make_assigned(
        subject="unsolved and held",
        responded_at=opened,
        **over | held | {"due_at": an_hour_ago},
    )
    make_resolved(subject="settled", **over | {"due_at": an_hour_ago})


class TestReporting:
    def test_the_label_on_a_device_opens_a_form_that_knows_it(self, client):
        item = make_item(name="CT 2", ae_title="CT2_ED")
        client.force_login(make_user())

        page = client.get(f"/t/{item.short_id.lower()}")

        assert page.status_code == 200
        assert "CT2_ED" in page.text
        assert f'value="{item.short_id}"' in page.text

    def test_a_short_id_that_is_on_no_device_is_not_found(self, client):
        client.force_login(make_user())

        assert client.get("/t/AAAAAAAA").status_code == 404

    def test_a_stranger_is_asked_to_sign_in_first(self, client):
        response = client.get(f"/t/{make_item().short_id}")

        assert response.status_code == 302
        assert "/accounts/login/" in response.url

    def test_three_taps_make_a_ticket_and_show_its_number(self, client):
        item, reporter = make_item(), make_user()
        client.force_login(reporter)

        page = client.post(f"/t/{item.short_id}", filled(item), follow=True)

        ticket = Ticket.objects.get()
        assert (ticket.reporter, ticket.source) == (reporter, Source.LABEL)
        assert ticket.reference in page.text
        assert "4400" in page.text

    def test_a_double_click_makes_one_ticket(self, client):
        item = make_item()
        client.force_login(make_user())

        first = client.post(reverse("desk:report"), filled(item))
        second = client.post(reverse("desk:report"), filled(item))

        assert first.url == second.url
        assert Ticket.objects.count() == 1

    def test_a_correction_sent_after_all_is_offered_as_a_reply(self, client):
        item, reporter = make_item(), make_user()
        client.force_login(reporter)
        client.post(reverse("desk:report"), filled(item))
        ticket = Ticket.objects.get()

        corrected = filled(item, description="It is the other one.", can_work="yes")
        page = client.post(reverse("desk:report"), corrected)

        assert page.status_code == 409
        assert f"already sent as {ticket}" in page.text
        said = page.context["form"]["body"].value()
        assert "It is the other one." in said
        assert "Can I work? Yes" in said
        assert "Nothing arrives" not in said
        say = reverse("desk:say", args=[ticket.reference])
        assert f'action="{say}"' in page.text
        client.post(say, {"see": "reply", "body": said})
        assert ticket.messages.get().author == reporter

    def test_a_correction_may_be_a_report_of_its_own(self, client):
        item = make_item()
        client.force_login(make_user())
        client.post(reverse("desk:report"), filled(item))
        page = client.post(
            reverse("desk:report"), filled(item, description="", patient_on_table="on")
        )

        again = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        client.post(reverse("desk:report"), dict(again))

        first, second = Ticket.objects.order_by("pk")
        assert second.patient_on_table
        assert (first.form_key, second.description) == (UUID(KEY), "")

    def test_what_was_typed_stays_when_something_is_missing(self, client):
        item = make_item()
        client.force_login(make_user())

        page = client.post(reverse("desk:report"), filled(item, can_work=""))

        assert page.status_code == 200
        assert "Nothing arrives at the archive." in page.text
        assert "Tap Yes, Workaround or No." in page.text
        assert KEY in page.text
        assert not Ticket.objects.exists()

    def test_a_device_is_found_without_a_script_and_nothing_typed_is_lost(self, client):
        item = make_item(name="Dry imager", room="B 114")
        client.force_login(make_user())

        page = client.post(
            reverse("desk:report"),
            {
                "look": "find",
                "find": "imager 114",
                "description": "Streaks.",
                "form_key": KEY,
            },
        )

        assert item.short_id in page.text
        assert "Streaks." in page.text
        assert KEY in page.text

    def test_while_typing_devices_that_fit_are_offered(self, client):
        wanted, other = make_item(ae_title="MR1_MAIN"), make_item()
        client.force_login(make_user())

        page = client.get(reverse("desk:items"), {"find": "mr1_"})

        assert wanted.short_id in page.text
        assert other.short_id not in page.text

    def test_the_form_says_that_a_device_is_reported_already(self, client):
        item = make_item()
        workflow.report(
            by=make_user(), item=item, category="slow", can_work="workaround"
        )
        client.force_login(make_user())

        page = client.get(reverse("desk:report"), {"item": item.short_id})

        assert "Already reported" in page.text

    def test_nobody_elses_number_is_shown(self, client):
        ticket = make_ticket()
        client.force_login(make_user())

        response = client.get(reverse("desk:sent", args=[ticket.reference]))

        assert response.status_code == 404


class TestWorklist:
    def test_the_most_urgent_stands_first_and_settled_ones_are_left_out(self, client):
        minor = make_ticket(priority=4, subject="Label prints twice")
        major = make_ticket(priority=1, subject="Nothing is stored")
        make_resolved(subject="Long mended")
        client.force_login(make_agent())

        text = client.get(reverse("desk:worklist")).text

        assert text.index(major.subject) < text.index(minor.subject)
        assert "Long mended" not in text

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("priority=1", {"urgent"}),
            ("status=new", {"urgent", "old"}),
            ("status=late", {"late"}),
            ("status=resolved", {"settled"}),
            ("status=all", {"urgent", "old", "late", "settled"}),
            ("assignee=nobody", {"urgent", "old"}),
            ("assignee=me", {"late"}),
            ("age=older", {"old"}),
            ("age=day&status=all", {"urgent", "late", "settled"}),
            ("q=zebra", {"late"}),
            ("status=nonsense", {"urgent", "old", "late"}),
        ],
    )
    def test_each_filter_keeps_what_it_says(self, client, query, expected):
        now, agent = timezone.now(), make_agent()
        make_ticket(subject="urgent", priority=1)
        make_ticket(
            subject="old",
            opened_at=now - timedelta(days=9),
            respond_by=now + timedelta(hours=1),
            due_at=now + timedelta(days=1),
        )
        make_assigned(
            subject="late",
            assignee=agent,
            description="Zebras on the screen",
            opened_at=now - timedelta(hours=9),
            due_at=now - timedelta(hours=1),
        )
        make_resolved(subject="settled")
        client.force_login(agent)

        page = client.get(f"{reverse('desk:worklist')}?{query}")

        assert {row.subject for row in page.context["page"].rows} == expected

    def test_late_is_the_same_number_wherever_it_stands(self, client):
        tickets_over_their_time()
        client.force_login(make_user(Role.AGENT, Role.LEAD))

        page = client.get(reverse("desk:worklist"), {"status": "late"})
        front = client.get(reverse("home:front")).text

        late = {ticket.subject for ticket in page.context["page"].rows}
        tab = next(one for one in page.context["tabs"] if one.query == "status=late")
        assert late == {"unanswered", "unsolved", "unanswered and held"}
        assert tab.count == "3"
        assert re.search(r'Late</span><span class="rr-stat-value">3<', front)
        assert "3 late" in front

    @pytest.mark.parametrize(("rows", "said"), [(1, "1 ticket"), (2, "2 tickets")])
    def test_the_foot_counts_as_people_do(self, client, rows, said):
        for _row in range(rows):
            make_ticket()
        client.force_login(make_agent())

        page = client.get(reverse("desk:worklist"))

        assert f"<span>{said}</span>" in page.text

    def test_a_number_finds_its_ticket(self, client):
        wanted = make_ticket()
        make_ticket()
        client.force_login(make_agent())

        page = client.get(reverse("desk:worklist"), {"q": f"inc {wanted.pk}"})

        assert page.context["page"].rows == [wanted]

    def test_an_ae_title_finds_the_tickets_of_that_device(self, client):
        wanted = make_ticket(item=make_item(ae_title="CT2_ED"))
        make_ticket()
        client.force_login(make_agent())

        page = client.get(reverse("desk:worklist"), {"q": "ct2_ed"})

        assert page.context["page"].rows == [wanted]

    def test_the_next_page_goes_on_where_this_one_ends(self, client):
        for number in range(35):
            make_ticket(priority=1 + number % 4)
        client.force_login(make_agent())

        first = client.get(reverse("desk:worklist"))
        second = client.get(reverse("desk:worklist") + first.context["page"].next_url)

        seen = [*first.context["page"].rows, *second.context["page"].rows]
        assert len({ticket.pk for ticket in seen}) == 35
        assert [t.priority for t in seen] == sorted(t.priority for t in seen)

    def test_a_clinician_has_a_list_of_their_own_instead(self, client):
        mine = make_ticket()
        other = make_ticket()
        client.force_login(mine.reporter)

        assert client.get(reverse("desk:worklist")).status_code == 403
        text = client.get(reverse("desk:mine")).text
        assert mine.reference in text
        assert other.reference not in text


class TestTicket:
    def test_a_clinician_does_not_see_a_colleagues_ticket(self, client):
        ticket = make_assigned()
        client.force_login(make_user())

        assert client.get(ticket.get_absolute_url()).status_code == 404

    def test_the_reporter_never_reads_an_internal_note(self, client):
        ticket = make_assigned()
        workflow.note(ticket, by=ticket.assignee, body="Second time this month.")
        workflow.reply(ticket, by=ticket.assignee, body="We are on it.")

        client.force_login(ticket.reporter)
        seen_by_reporter = client.get(ticket.get_absolute_url()).text
        client.force_login(ticket.assignee)
        seen_by_agent = client.get(ticket.get_absolute_url()).text

        assert "We are on it." in seen_by_reporter
        assert "Second time" not in seen_by_reporter
        assert "Second time" in seen_by_agent

    def test_what_people_write_is_never_markup(self, client):
        ticket = make_ticket(description="<script>alert(1)</script>")
        client.force_login(ticket.reporter)

        text = client.get(ticket.get_absolute_url()).text

        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text

    def test_a_reply_is_sent_from_the_page(self, client):
        ticket = make_assigned()
        client.force_login(ticket.assignee)

        client.post(
            reverse("desk:say", args=[ticket.reference]),
            {"see": "reply", "body": "Try the second entry."},
        )

        ticket.refresh_from_db()
        assert ticket.messages.get().body == "Try the second entry."
        assert ticket.responded_at is not None

    def test_a_clinician_cannot_leave_a_note(self, client):
        ticket = make_assigned()
        client.force_login(ticket.reporter)

        response = client.post(
            reverse("desk:say", args=[ticket.reference]),
            {"see": "note", "body": "For your eyes only."},
        )

        assert response.status_code == 403
        assert not Message.objects.exists()

    def test_a_reply_to_a_closed_ticket_comes_back_with_what_was_typed(self, client):
        ticket = workflow.close(make_resolved())
        client.force_login(ticket.reporter)

        page = client.post(
            reverse("desk:say", args=[ticket.reference]),
            {"see": "reply", "body": "It is broken again."},
        )

        assert page.status_code == 409
        assert "It is broken again." in page.text
        assert "is closed" in page.text


class TestWork:
    def test_an_agent_takes_replies_and_resolves_with_a_training_cause(self, client):
        agent, lacking = make_agent(), make_competency()
        item = make_item()
        item.competencies.add(lacking)
        ticket = make_ticket(item=item)
        client.force_login(agent)

        client.post(reverse("desk:take", args=[ticket.reference]))
        page = client.get(reverse("desk:resolve", args=[ticket.reference]))
        assert f'<option value="{lacking.pk}">' in page.text
        assert '<option value="" selected>' in page.text
        response = client.post(
            reverse("desk:resolve", args=[ticket.reference]),
            {"cause": "training", "resolution": "Shown.", "lacking": lacking.pk},
        )

        assert response.url == ticket.get_absolute_url()
        ticket.refresh_from_db()
        assert (ticket.status, ticket.assignee) == (Status.RESOLVED, agent)
        assert LearningNeed.objects.get().learner == ticket.reporter

    def test_the_second_ticket_of_one_need_names_the_first(self, client):
        agent, reporter, lacking = make_agent(), make_user(), make_competency()
        tickets = [make_assigned(assignee=agent, reporter=reporter) for _ in range(2)]
        for ticket in tickets:
            workflow.resolve(
                ticket,
                by=agent,
                cause=Cause.TRAINING,
                resolution="Shown.",
                lacking=lacking,
            )
        client.force_login(reporter)

        pages = [client.get(ticket.get_absolute_url()).text for ticket in tickets]

        for page in pages:
            assert f"A lesson, from {tickets[0]}, {tickets[1]}:" in page

    @pytest.mark.parametrize(("lacking", "is_taken"), [("", False), ("none", True)])
    def test_that_no_competency_covers_it_is_said_on_purpose(
        self, client, lacking, is_taken
    ):
        ticket = make_assigned()
        client.force_login(ticket.assignee)

        page = client.post(
            reverse("desk:resolve", args=[ticket.reference]),
            {"cause": "training", "resolution": "Shown.", "lacking": lacking},
        )

        ticket.refresh_from_db()
        assert (ticket.status == Status.RESOLVED) == is_taken
        assert ("say that none of ours covers it" in page.text) != is_taken
        assert not LearningNeed.objects.exists()

    def test_another_cause_asks_for_no_competency(self, client):
        ticket, left_over = make_assigned(), make_competency()
        client.force_login(ticket.assignee)

        client.post(
            reverse("desk:resolve", args=[ticket.reference]),
            {"cause": "network", "resolution": "Plugged in.", "lacking": left_over.pk},
        )

        ticket.refresh_from_db()
        assert (ticket.cause, ticket.lacking) == (Cause.NETWORK, None)

    def test_a_stale_page_is_told_why_and_keeps_what_was_typed(self, client):
        agent = make_agent(name="Sam Hazel")
        ticket = make_assigned(assignee=agent)
        workflow.resolve(ticket, by=agent, cause=Cause.SOFTWARE, resolution="Done.")
        client.force_login(agent)

        page = client.post(
            reverse("desk:resolve", args=[ticket.reference]),
            {"cause": "network", "resolution": "Plugged the cable in again."},
        )

        assert page.status_code == 409
        assert "is resolved: S. Hazel" in page.text
        assert "Plugged the cable in again." in page.text
        ticket.refresh_from_db()
        assert ticket.cause == Cause.SOFTWARE

    def test_a_ticket_that_went_to_somebody_else_meanwhile_says_so(self, client):
        first, second = make_agent(), make_agent(name="Dana Aspen")
        ticket = make_assigned(assignee=first)
        workflow.assign(ticket, by=make_lead(), to=second)
        client.force_login(first)

        page = client.post(
            reverse("desk:resolve", args=[ticket.reference]),
            {"cause": "network", "resolution": "Plugged the cable in again."},
        )

        assert page.status_code == 409
        assert "D. Aspen" in page.text
        assert "Plugged the cable in again." in page.text

    def test_a_hold_needs_a_reason_and_a_future_end(self, client):
        ticket = make_assigned()
        client.force_login(ticket.assignee)
        address = reverse("desk:hold", args=[ticket.reference])

        past = client.post(
            address,
            {"reason": "vendor", "until": "2020-01-01T10:00", "promised": "c 7"},
        )
        later = timezone.now() + timedelta(hours=5)
        client.post(address, {"reason": "vendor", "until": f"{later:%Y-%m-%dT%H:%M}"})

        assert "choose a later time" in past.text
        assert "c 7" in past.text
        ticket.refresh_from_db()
        assert ticket.status == Status.PENDING

    def test_an_agent_hands_over(self, client):
        ticket, other = make_assigned(), make_agent()
        client.force_login(ticket.assignee)

        client.post(reverse("desk:assign", args=[ticket.reference]), {"to": other.pk})

        ticket.refresh_from_db()
        assert ticket.assignee == other

    def test_the_reporter_opens_it_again_or_closes_it(self, client):
        again, works = make_resolved(), make_resolved()

        client.force_login(again.reporter)
        client.post(
            reverse("desk:reopen", args=[again.reference]), {"reason": "Still dark."}
        )
        client.force_login(works.reporter)
        client.post(reverse("desk:close", args=[works.reference]))

        again.refresh_from_db()
        works.refresh_from_db()
        assert (again.status, works.status) == (Status.ASSIGNED, Status.CLOSED)

    @pytest.mark.parametrize("name", ["take", "resume", "close", "link", "say"])
    def test_a_link_alone_changes_nothing(self, client, name):
        ticket = make_assigned()
        client.force_login(ticket.assignee)

        response = client.get(reverse(f"desk:{name}", args=[ticket.reference]))

        assert response.status_code == 405


class TestFrontPage:
    def test_each_number_of_the_leads_table_leads_to_its_rows(self, client):
        now, lead = timezone.now(), make_lead()
        for age, priority in [(0, 1), (0, 1), (3, 1), (20, 3)]:
            opened_at = now - timedelta(days=age, hours=1)
            make_ticket(
                priority=priority, opened_at=opened_at, due_at=now + timedelta(days=1)
            )
        client.force_login(lead)

        page = client.get("/").text
        links = re.findall(
            r'href="(/tickets/\?priority=\d&amp;age=\w+)">(\d+)</a>', page
        )

        assert [count for _url, count in links] == ["2", "1", "1"]
        for url, count in links:
            rows = client.get(url.replace("&amp;", "&")).context["page"].rows
            assert len(rows) == int(count)

    def test_a_clinician_sees_their_tickets_and_no_numbers_of_the_desk(self, client):
        ticket = make_ticket()
        client.force_login(ticket.reporter)

        page = client.get("/").text

        assert ticket.reference in page
        assert "Open tickets by age" not in page


def test_an_items_page_lists_its_tickets_and_leads_to_a_report_that_knows_it(client):
    ticket = make_ticket(subject="The table does not move")
    client.force_login(make_agent())

    page = client.get(reverse("inventory:item", args=[ticket.item.short_id]))

    assert ticket.subject in page.text
    assert f"{reverse('desk:report')}?item={ticket.item.short_id}" in page.text
