"""Probes are asked on time, and what they say is kept, counted and told."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from portal.lib.outgoing import Networks
from tests.makers.answering import answering, keeps_quiet, make_tls, says
from tests.makers.inventory import make_item
from tests.makers.probes import LOOPBACK, make_probe, make_window
from tickets.inventory import probing
from tickets.inventory.models import (
    Finding,
    Lifecycle,
    NetworkConnection,
    Probe,
    ProbeDay,
    ProbeKind,
    ProbeResult,
    ProbeState,
)
from tickets.inventory.probing import Reply, question_of, rounds
from tickets.inventory.tasks import ask_probes, sweep_probes

pytestmark = pytest.mark.django_db
YES, NO = Reply(answered=True, said="Answers."), Reply(answered=False, said="Nothing.")
JSON = "application/dicom+json"


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings):
    settings.OUTGOING_NETWORKS = LOOPBACK


def ask(kind, port, **over):
    return probing.ask(question_of(Probe(kind=kind, **at(port), **over)))


def at(port):
    return {"host": "127.0.0.1", "port": port, "timeout_seconds": 2}


def tell(probe, *replies, at=None):
    for reply in replies:
        probing.write(probe.pk, question_of(probe), reply, at=at)
    probe.refresh_from_db()
    return probe


class TestTheKinds:
    def test_tcp_answers_where_something_listens(self):
        with answering(keeps_quiet) as port:
            there = ask(ProbeKind.TCP, port)
        gone = ask(ProbeKind.TCP, port)

        assert there.answered
        assert there.milliseconds is not None
        assert (gone.answered, gone.said) == (False, "Nothing listens at this port.")

    @pytest.mark.parametrize(
        ("status", "answered"),
        [("200 OK", True), ("404 Not Found", False), ("503 Busy", False)],
    )
    def test_http_answers_with_anything_but_an_error(self, status, answered):
        with answering(says(status=status)) as port:
            reply = ask(ProbeKind.HTTP, port, path="/health")

        assert reply.answered == answered
        assert status[:3] in reply.said

    @pytest.mark.parametrize(
        ("talk", "answered"),
        [
            (says(body=b"[]", Content_Type=JSON), True),
            (says(status="204 No Content"), True),
            (says(status="401 Who"), True),
            (says(body=b"<html>", Content_Type="text/html"), False),
            (says(status="404 Not Found"), False),
        ],
    )
    def test_dicomweb_answers_a_search_in_its_own_language(self, talk, answered):
        with answering(talk) as port:
            reply = ask(ProbeKind.DICOMWEB, port, path="/dicom-web/")

        assert reply.answered == answered

    def test_what_a_search_finds_is_kept_nowhere(self):
        found = b'[{"00100010":{"vr":"PN","Value":[{"Alphabetic":"DOE^JOHN"}]}}]'
        with answering(says(body=found, Content_Type=JSON)) as port:
            probe = make_probe(kind=ProbeKind.DICOMWEB, port=port)
            ask_probes()

        assert "DOE" not in probe.results.get().said
        probe.refresh_from_db()
        assert "DOE" not in probe.last_said

    def test_a_channel_that_hangs_up_at_once_does_not_answer(self):
        with answering(keeps_quiet) as port:
            stays = ask(ProbeKind.MLLP, port)
        with answering(lambda line: None) as port:
            hangs_up = ask(ProbeKind.MLLP, port)

        assert stays.answered
        assert not hangs_up.answered
        assert "channel stopped" in hangs_up.said

    def test_a_port_that_speaks_something_else_than_dicom_does_not_answer(self):
        with answering(says()) as port:
            reply = ask(ProbeKind.ECHO, port, called_ae="ARCHIVE")
        gone = ask(ProbeKind.ECHO, port, called_ae="ARCHIVE")

        assert reply.said == "The connection opens, the association does not."
        assert gone.said == "No connection."

    @pytest.mark.parametrize(
        ("left", "answered", "said"),
        [
            (timedelta(days=40, hours=1), True, "40 days left"),
            (timedelta(days=-3), False, "The certificate ended on"),
        ],
    )
    def test_a_certificate_says_how_long_it_holds(self, tmp_path, left, answered, said):
        tls = make_tls(tmp_path, ends_in=left)
        with answering(keeps_quiet, tls=tls) as port:
            reply = ask(ProbeKind.CERTIFICATE, port)

        assert reply.answered == answered
        assert said in reply.said
        assert reply.certificate_ends_on == timezone.localdate(timezone.now() + left)

    def test_the_connection_learns_when_its_certificate_ends(self, tmp_path):
        tls = make_tls(tmp_path, ends_in=timedelta(days=40))
        with answering(keeps_quiet, tls=tls) as port:
            probe = make_probe(kind=ProbeKind.CERTIFICATE, port=port)
            here = NetworkConnection.objects.create(
                item=probe.item, host="127.0.0.1", port=port
            )
            other = NetworkConnection.objects.create(
                item=make_item(), host="127.0.0.1", port=port
            )
            ask_probes()

        here.refresh_from_db()
        other.refresh_from_db()
        assert here.certificate_ends_on == timezone.localdate() + timedelta(days=40)
        assert other.certificate_ends_on is None


class TestARound:
    def test_asks_what_is_due_and_sets_its_next_time(self):
        with answering(keeps_quiet) as port:
            due = make_probe(port=port, every_minutes=10)
            later = make_probe(port=port, due_at=timezone.now() + timedelta(minutes=1))
            asked = ask_probes()

        due.refresh_from_db()
        wait = (due.due_at - timezone.now()).total_seconds() / 60
        assert asked == 1
        assert due.state == ProbeState.ANSWERS
        assert 8.9 < wait < 11.1
        assert not later.results.exists()

    def test_spreads_what_was_due_together(self):
        probe, now = Probe(every_minutes=10), timezone.now()

        waits = {rounds.next_time(probe, now) - now for _time in range(50)}

        assert len(waits) == 50
        assert min(waits) >= timedelta(minutes=9)
        assert max(waits) <= timedelta(minutes=11)

    def test_holds_no_transaction_while_it_waits(self, monkeypatch):
        make_probe()
        seen = []

        def watch(question):
            seen.append(transaction.get_connection().in_atomic_block)
            return YES

        monkeypatch.setattr(rounds, "ask", watch)
        ask_probes()

        # A thread of its own has a connection of its own, and opens none.
        assert seen == [False]

    def test_one_that_fails_in_a_new_way_does_not_take_the_rest_along(
        self, monkeypatch
    ):
        bad, good = make_probe(port=1), make_probe(port=2)

        def ask(question):
            if question.port == 1:
                raise LookupError
            return YES

        monkeypatch.setattr(rounds, "ask", ask)
        ask_probes()

        good.refresh_from_db()
        bad.refresh_from_db()
        assert (good.state, bad.state) == (ProbeState.ANSWERS, ProbeState.UNKNOWN)
        assert bad.due_at > timezone.now()

    @pytest.mark.parametrize(
        "lifecycle", [Lifecycle.PLANNED, Lifecycle.OUT_OF_USE, Lifecycle.RETIRED]
    )
    def test_leaves_what_is_not_running_alone(self, lifecycle):
        probe = tell(make_probe(misses_allowed=0), NO)
        probe.item.lifecycle = lifecycle
        probe.item.save()
        Probe.objects.update(due_at=timezone.now())

        ask_probes()

        probe.refresh_from_db()
        assert probe.state == ProbeState.UNKNOWN
        assert probe.results.count() == 1
        assert not Finding.objects.open().exists()

    def test_leaves_what_is_off_alone(self):
        probe = make_probe(is_on=False)

        ask_probes()

        probe.refresh_from_db()
        assert (probe.results.count(), probe.due_at) == (0, None)

    def test_neither_asks_nor_counts_during_maintenance(self):
        probe, other = make_probe(), make_probe()
        make_window(probe.item)
        make_window(other.item, cancelled_at=timezone.now())

        ask_probes()

        assert not probe.results.exists()
        assert not probe.days.exists()
        assert other.results.exists()

    @pytest.mark.parametrize(
        ("first", "last", "hour", "is_quiet"),
        [
            (time(22), time(6), 23, True),
            (time(22), time(6), 3, True),
            (time(22), time(6), 6, False),
            (time(22), time(6), 12, False),
            (time(12), time(13), 12, True),
            (time(12), time(13), 13, False),
            (None, None, 12, False),
        ],
    )
    def test_keeps_quiet_when_it_was_told_to(self, first, last, hour, is_quiet):
        probe = Probe(quiet_from=first, quiet_until=last)

        assert (
            rounds.is_quiet(probe, datetime(2026, 5, 4, hour, tzinfo=UTC)) is is_quiet
        )

    def test_an_address_outside_is_not_asked_and_not_held_against_the_device(
        self, settings
    ):
        settings.OUTGOING_NETWORKS = Networks.of(["10.0.0.0/8"])
        probe = make_probe(misses_allowed=0)

        ask_probes()

        probe.refresh_from_db()
        assert probe.state == ProbeState.UNKNOWN
        assert "127.0.0.1 lies outside the allowed networks" in probe.last_said
        assert not ProbeDay.objects.exists()
        assert not Finding.objects.exists()


class TestTheState:
    def test_goes_from_unknown_through_shaky_to_silent_and_back(self):
        probe = make_probe(misses_allowed=2)
        states = [tell(probe, one).state for one in (YES, NO, NO, NO, NO, YES)]

        assert states == ["answers", "shaky", "shaky", "silent", "silent", "answers"]

    def test_without_patience_the_first_miss_counts(self):
        assert tell(make_probe(misses_allowed=0), NO).state == ProbeState.SILENT

    def test_one_that_missed_is_asked_again_within_a_minute(self):
        probe = make_probe(due_at=timezone.now() + timedelta(minutes=10))

        tell(probe, NO)

        assert probe.due_at <= timezone.now() + timedelta(minutes=1)

    def test_silence_began_with_the_first_answer_that_was_missed(self):
        probe, noon = make_probe(misses_allowed=1), timezone.now()

        tell(probe, NO, at=noon)
        tell(probe, NO, at=noon + timedelta(minutes=5))

        assert (probe.state, probe.since) == (ProbeState.SILENT, noon)

    def test_an_answer_to_what_is_no_longer_asked_is_not_kept(self):
        probe = make_probe(port=1)
        old = question_of(probe)
        Probe.objects.update(port=2)

        assert probing.write(probe.pk, old, NO) is None
        assert probing.write(0, old, NO) is None
        assert not ProbeResult.objects.exists()

    def test_days_are_folded_and_single_answers_forgotten_after_a_month(self):
        probe, now = make_probe(), timezone.now()
        old = now - timedelta(days=31)

        tell(probe, YES, YES, NO, at=old)
        tell(probe, YES, at=now)
        sweep_probes()

        days = list(probe.days.values_list("asked", "answered"))
        assert days == [(1, 1), (3, 2)]
        assert probe.results.count() == 1

    def test_the_item_knows_how_many_of_its_probes_are_silent(self):
        item = make_item()
        one, two = (make_probe(item=item, misses_allowed=0) for _probe in range(2))

        counts = []
        for probe, reply in ((one, NO), (two, NO), (two, NO), (one, YES), (two, YES)):
            tell(probe, reply)
            item.state.refresh_from_db()
            counts.append(item.state.silent_probes)

        assert counts == [1, 2, 2, 1, 0]


class TestFindings:
    def test_silence_leaves_one_that_is_seen_again_and_again(self):
        probe = make_probe(item=make_item(tier=1), misses_allowed=0)

        tell(probe, NO, NO, NO)

        finding = Finding.objects.get()
        assert (finding.item, finding.times) == (probe.item, 3)
        assert finding.urgent
        assert "does not answer" in finding.title

    def test_an_answer_clears_it_and_says_how_long_it_was_away(self):
        probe, noon = make_probe(misses_allowed=0), timezone.now()

        tell(probe, NO, at=noon - timedelta(minutes=48))
        tell(probe, YES, at=noon)

        finding = Finding.objects.get()
        assert finding.cleared_at is not None
        assert "was away for 48 min" in finding.detail

    def test_the_next_silence_is_another_one(self):
        probe = make_probe(misses_allowed=0)

        tell(probe, NO, YES, NO)

        assert Finding.objects.count() == 2
        assert Finding.objects.open().count() == 1
