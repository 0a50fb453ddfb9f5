"""The pages of probes: what is asked, what came of it, and who may change it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.lib.outgoing import Networks
from tests.makers.answering import answering, keeps_quiet
from tests.makers.inventory import make_asset_manager, make_item
from tests.makers.people import make_agent
from tests.makers.probes import LOOPBACK, make_probe, make_window
from tickets.inventory import availability, keeping_watch, probing
from tickets.inventory.models import Finding, Probe, ProbeDay, ProbeState
from tickets.inventory.probing import Reply, planting, question_of

pytestmark = pytest.mark.django_db
YES, NO = Reply(answered=True, said="Answers."), Reply(answered=False, said="Nothing.")
ASKED = {
    "kind": "tcp",
    "host": "127.0.0.1",
    "port": "104",
    "every_minutes": "5",
    "timeout_seconds": "5",
    "misses_allowed": "2",
}


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings):
    settings.OUTGOING_NETWORKS = LOOPBACK


@pytest.fixture
def manager(client):
    manager = make_asset_manager()
    client.force_login(manager)
    return manager


def tell(probe, *replies):
    for reply in replies:
        probing.write(probe.pk, question_of(probe), reply)
    probe.refresh_from_db()
    return probe


def day_of(probe, ago, asked, answered):
    day = timezone.localdate() - timedelta(days=ago)
    return ProbeDay.objects.create(probe=probe, day=day, asked=asked, answered=answered)


class TestTheForm:
    def test_a_manager_adds_one_that_asks_at_once(self, client, manager):
        item = make_item()

        answer = client.post(
            reverse("inventory:add_probe", args=[item.short_id]), ASKED
        )

        probe = item.probes.get()
        assert answer.url == probe.get_absolute_url()
        assert probe.due_at <= timezone.now()
        assert AuditEvent.objects.filter(verb="probe.added").exists()

    def test_knows_what_the_item_says_of_itself(self, client, manager):
        item = make_item(ae_title="ARCHIVE", host="127.0.0.1", port=11112)

        page = client.get(reverse("inventory:add_probe", args=[item.short_id])).text

        assert 'value="ARCHIVE"' in page
        assert 'value="11112"' in page

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"host": "10.0.0.1"}, "10.0.0.1 lies outside the allowed networks."),
            ({"host": "2130706434"}, "127.0.0.2 lies outside the allowed networks."),
            ({"host": "nobody.invalid"}, "This name leads to no address."),
            ({"kind": "echo"}, "C-ECHO needs the called AE title."),
            ({"path": "/a b"}, "Use letters, digits and signs, no spaces."),
            ({"called_ae": "Käse"}, "Use plain letters, digits and signs"),
            ({"quiet_from": "22:00"}, "Give both ends of the quiet period."),
            ({"port": "0"}, "rr-field-wrong"),
        ],
    )
    def test_says_plainly_what_is_wrong(self, client, manager, changed, said):
        item = make_item()

        page = client.post(
            reverse("inventory:add_probe", args=[item.short_id]), ASKED | changed
        )

        assert said in page.text
        assert not Probe.objects.exists()

    def test_says_that_nothing_is_allowed_yet(self, client, manager, settings):
        settings.OUTGOING_NETWORKS = Networks()

        page = client.get(reverse("inventory:add_probe", args=[make_item().short_id]))

        assert "No network is allowed yet" in page.text

    def test_another_question_begins_anew(self, client, manager):
        probe = tell(make_probe(port=104, misses_allowed=0), NO)

        client.post(
            reverse("inventory:change_probe", args=[probe.item.short_id, probe.pk]),
            ASKED | {"port": "105"},
        )

        probe.refresh_from_db()
        assert (probe.port, probe.state) == (105, ProbeState.UNKNOWN)
        assert not Finding.objects.open().exists()


class TestVerbs:
    def test_asking_now_shows_what_comes(self, client, manager):
        with answering(keeps_quiet) as port:
            probe = make_probe(port=port)
            page = client.post(
                reverse("inventory:ask_probe", args=[probe.item.short_id, probe.pk]),
                follow=True,
            )

        assert "The connection opens." in page.text
        assert probe.results.count() == 1

    def test_asking_now_during_maintenance_is_not_held_against_it(self, manager):
        probe = make_probe(misses_allowed=0)
        make_window(probe.item)

        keeping_watch.ask_now(probe, by=manager)

        probe.refresh_from_db()
        assert probe.state == ProbeState.UNKNOWN
        assert probe.results.count() == 1
        assert not probe.days.exists()

    def test_switched_off_it_is_silent_no_longer(self, client, manager):
        probe = tell(make_probe(misses_allowed=0), NO)
        switch = reverse("inventory:switch_probe", args=[probe.item.short_id, probe.pk])

        client.post(switch)
        probe.refresh_from_db()
        off = (probe.is_on, probe.due_at, probe.state)
        client.post(switch, {"on": ""})

        probe.refresh_from_db()
        assert off == (False, None, ProbeState.UNKNOWN)
        assert "switched off" in Finding.objects.get().detail
        assert probe.item.state.silent_probes == 0
        assert probe.is_on
        assert probe.due_at is not None

    @pytest.mark.parametrize("step", ["change_probe", "ask_probe", "switch_probe"])
    def test_others_only_look(self, client, step):
        probe = make_probe()
        client.force_login(make_agent())

        done = client.post(
            reverse(f"inventory:{step}", args=[probe.item.short_id, probe.pk]), ASKED
        )
        looked = client.get(probe.get_absolute_url())

        assert (done.status_code, looked.status_code) == (403, 200)
        assert "Ask now" not in looked.text

    def test_a_probe_is_found_under_its_own_item_alone(self, client, manager):
        probe, other = make_probe(), make_item()

        page = client.get(reverse("inventory:probe", args=[other.short_id, probe.pk]))

        assert page.status_code == 404


class TestThePages:
    def test_the_silent_come_first_and_the_price_stays(self, client, manager):
        make_probe(item=make_item(name="A fine one"))
        tell(make_probe(item=make_item(name="Z silent"), misses_allowed=0), NO)
        client.get(reverse("inventory:probes"))
        prices = []
        for more in (0, 8):
            for _number in range(more):
                day_of(tell(make_probe(), YES), 1, 10, 9)
            with CaptureQueriesContext(connection) as caught:
                page = client.get(reverse("inventory:probes")).text
            prices.append(len(caught))

        assert page.index("Z silent") < page.index("A fine one")
        assert "Does not answer" in page
        assert prices[0] == prices[1] <= 12

    def test_one_shows_its_answers_and_its_availability(self, client, manager):
        probe = tell(make_probe(), YES, NO)
        day_of(probe, 5, 98, 98)
        day_of(probe, 60, 100, 0)

        page = client.get(probe.get_absolute_url()).text

        assert "Nothing." in page
        assert "99.00 %" in page
        assert "49.50 %" in page
        assert "1 whole, 1 with gaps, 28 not asked" in page

    def test_what_was_never_whole_is_never_said_to_be(self):
        probe = make_probe()
        day_of(probe, 1, 1_000_000, 999_999)

        week, _month, _quarter = availability.of_probes([probe])[probe.pk]

        assert 99.99 < week.percent < 100

    def test_the_page_of_an_item_says_how_it_answers(self, client, manager):
        item = make_item()
        tell(make_probe(item=item, misses_allowed=0), NO)

        page = client.get(item.get_absolute_url()).text

        assert "Does it answer?" in page
        assert "Silent" in page
        assert "Add a probe" in page

    def test_an_item_without_probes_says_nothing_to_those_who_only_look(self, client):
        client.force_login(make_agent())

        page = client.get(make_item().get_absolute_url()).text

        assert "Does it answer?" not in page


def test_the_demo_hospital_has_probes_with_a_past_and_plants_them_once():
    item = make_item(name="PACS", host="10.20.4.30", port=104, ae_title="PACS1")

    for _time in range(2):
        planting.plant()

    probe = item.probes.get()
    assert (probe.called_ae, probe.due_at is not None) == ("PACS1", True)
    quarter = availability.of_probes([probe])[probe.pk][-1]
    assert 99 < quarter.percent < 100
