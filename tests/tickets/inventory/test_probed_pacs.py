"""A real archive goes away and comes back: the portal notices both."""

from pathlib import Path

import pytest
from django.utils import timezone

from tests.makers.inventory import make_item
from tests.makers.people import make_agent
from tests.makers.probes import LOOPBACK, make_probe
from tests.peers import ORTHANC, free_port, orthanc_server
from tickets.desk.models import Cause, Status, Ticket
from tickets.desk.tasks import claim_findings
from tickets.inventory import probing
from tickets.inventory.models import Finding, Probe, ProbeKind, ProbeState
from tickets.inventory.probing import question_of
from tickets.inventory.states import standing_of
from tickets.inventory.tasks import ask_probes

pytestmark = [
    pytest.mark.peer,
    pytest.mark.django_db,
    pytest.mark.skipif(not ORTHANC.exists(), reason="orthanc is not installed"),
]


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings) -> None:
    settings.OUTGOING_NETWORKS = LOOPBACK


def time_passes(times: int = 1) -> None:
    for _time in range(times):
        Probe.objects.update(due_at=timezone.now())
        ask_probes()
    claim_findings()


def test_an_archive_that_stops_and_starts_is_one_finding_and_one_ticket(
    tmp_path: Path,
) -> None:
    port = free_port()
    item = make_item(name="Archive", tier=1, ae_title="ORTHANC")
    probe = make_probe(
        item=item,
        kind=ProbeKind.ECHO,
        called_ae="ORTHANC",
        port=port,
        misses_allowed=1,
    )

    with orthanc_server(tmp_path, DicomPort=port):
        time_passes()
        probe.refresh_from_db()
        assert (probe.state, probe.last_said) == ("answers", "Answers the echo.")
        assert not Finding.objects.exists()

    time_passes()
    assert not Finding.objects.exists()
    time_passes(3)
    probe.refresh_from_db()
    assert probe.state == ProbeState.SILENT
    finding, ticket = Finding.objects.get(), Ticket.objects.get()
    assert (finding.times, finding.item) == (3, item)
    assert (ticket.item, ticket.status) == (item, Status.NEW)
    item.refresh_from_db()
    assert item.state.silent_probes == 1

    Finding.objects.update(due_at=timezone.now())
    time_passes()
    assert "Still so" not in finding.detail
    time_passes()
    Finding.objects.update(due_at=timezone.now())
    claim_findings()
    assert "Still so" in ticket.messages.latest("pk").body

    with orthanc_server(tmp_path, DicomPort=port):
        time_passes()
        probe.refresh_from_db()
        ticket.refresh_from_db()
        assert probe.state == ProbeState.ANSWERS
        assert "Answered again on" in ticket.messages.latest("pk").body
        assert (ticket.status, ticket.cause) == (Status.RESOLVED, Cause.PASSED)
        assert Ticket.objects.count() == Finding.objects.count() == 1
        assert str(standing_of(type(item).objects.get(pk=item.pk)).word) == "Working"


def test_an_archive_answers_over_the_web_in_both_tongues(tmp_path: Path) -> None:
    with orthanc_server(tmp_path) as server:
        port = int(server.url.rpartition(":")[2])
        asked = {
            kind: probing.ask(question_of(make_probe(kind=kind, port=port, path=path)))
            for kind, path in [
                (ProbeKind.DICOMWEB, "/dicom-web"),
                (ProbeKind.HTTP, "/system"),
            ]
        }
        wrong = make_probe(kind=ProbeKind.DICOMWEB, port=port, path="/nowhere")
        missing = probing.ask(question_of(wrong))

    assert asked[ProbeKind.DICOMWEB].said == "Answers a search for studies."
    assert asked[ProbeKind.HTTP].said == "Answers with 200."
    assert not missing.answered


def test_a_ticket_that_an_agent_has_taken_stays_theirs(tmp_path: Path) -> None:
    port, agent = free_port(), make_agent()
    make_probe(kind=ProbeKind.ECHO, called_ae="X", port=port, misses_allowed=0)
    time_passes()
    ticket = Ticket.objects.get()
    Ticket.objects.update(status=Status.ASSIGNED, assignee=agent)

    with orthanc_server(tmp_path, DicomPort=port):
        time_passes()

    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.ASSIGNED, agent)
    assert "was away for" in ticket.messages.get().body
