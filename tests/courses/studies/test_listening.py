"""Who is let in by the listener, what limits it, and how it ends."""

import logging
from io import BytesIO
from socket import create_connection
from threading import Thread
from time import monotonic, sleep

import pytest
from django.core.management.base import CommandError
from django.db import OperationalError
from pynetdicom.dimse_messages import C_STORE_RQ
from pynetdicom.dimse_primitives import C_STORE

from courses.studies.doors import nodes
from courses.studies.doors.network import pulse
from courses.studies.keeping import quarantine
from courses.studies.management.commands.dicom_listener import started
from courses.studies.models import Batch, UnknownCaller
from tests.makers.network import (
    OURS,
    associated,
    listening,
    make_node,
    make_terms,
    send,
)
from tests.makers.people import make_educator
from tests.makers.studies import make_slices

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port():
    with listening() as listener:
        yield listener.port


def test_somebody_unknown_is_turned_away_for_the_standards_reason_and_counted(
    port, caplog
):
    caplog.set_level(logging.INFO)
    make_node(ae_title="PACS")

    for _ in range(2):
        with associated(port, ae_title="STRANGER") as line:
            assert line.is_rejected
            answer = line.acceptor.primitive

    assert (answer.result, answer.result_source, answer.diagnostic) == (1, 1, 3)
    caller = UnknownCaller.objects.get()
    assert (caller.ae_title, caller.address, caller.times) == (
        "STRANGER",
        "127.0.0.1",
        2,
    )
    assert "STRANGER" in caplog.text


@pytest.mark.parametrize(
    "over", [{"host": "10.1.2.0/24"}, {"is_active": False}, {"ae_title": "pacs"}]
)
def test_the_right_title_from_elsewhere_or_of_a_sender_switched_off_is_turned_away(
    port, over
):
    make_node(**over)

    with associated(port) as line:
        assert line.is_rejected

    assert UnknownCaller.objects.count() == 1


def test_a_sender_whose_person_left_is_turned_away(port):
    person = make_educator()
    make_node(sent_by=person)
    person.roles = []
    person.save()

    with associated(port) as line:
        assert line.is_rejected


def test_a_call_for_another_application_is_turned_away(port):
    make_node()

    with associated(port, called="ELSEWHERE") as line:
        answer = line.acceptor.primitive
        assert line.is_rejected

    assert (answer.result, answer.result_source, answer.diagnostic) == (1, 1, 7)


def test_one_more_than_may_send_at_once_is_asked_to_come_again():
    make_node()

    with listening(max_associations=1) as listener, associated(listener.port) as first:
        with associated(listener.port) as second:
            answer = second.acceptor.primitive
            assert second.is_rejected
        assert first.is_established

    # Transient, by the presentation layer: a local limit (PS3.8 9.3.4).
    assert (answer.result, answer.result_source, answer.diagnostic) == (2, 3, 2)


def test_when_the_database_is_away_a_caller_is_asked_to_come_again(port, monkeypatch):
    make_node()

    def away(*_):
        raise OperationalError

    monkeypatch.setattr(nodes, "answer", away)
    with associated(port) as line:
        answer = line.acceptor.primitive
        assert line.is_rejected

    assert (answer.result, answer.result_source, answer.diagnostic) == (2, 3, 1)
    assert not UnknownCaller.objects.exists()


def test_a_caller_who_says_nothing_holds_up_nobody(port):
    make_node()

    with create_connection(("127.0.0.1", port)):
        said = send(port, *make_slices(1))

    assert said == [0x0000]


def test_a_listener_that_is_stopped_lets_a_sender_end():
    make_node()
    slices = make_slices(4)

    with listening() as listener, associated(listener.port, *slices) as line:
        first = line.send_c_store(slices[0]).Status
        ends = Thread(target=lambda: listener.stop(patience=10))
        ends.start()
        rest = [line.send_c_store(one).Status for one in slices[1:]]
        line.release()
        ends.join(15)

    assert [first, *rest] == [0x0000] * 4


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"ae_title": "SEVENTEEN_LETTERS"}, "no AE title"),
        ({"tls_cert": "/nowhere/cert.pem"}, "DICOM_TLS_"),
        ({"tls_cert": __file__}, "does not fit"),
        ({"host": "203.0.113.7"}, "Cannot listen at 203.0.113.7"),
    ],
)
def test_what_hinders_the_listener_is_said_in_a_sentence(over, said):
    with pytest.raises(CommandError, match=said):
        started(make_terms(**over))


def test_a_port_that_is_taken_is_said(port):
    with pytest.raises(CommandError, match=f"port {port}"):
        started(make_terms(port=port))


def test_the_pulse_says_where_we_listen_and_waits_for_a_database(monkeypatch, settings):
    settings.DICOM_PUBLIC_HOST = "rr.hospital.example"

    pulse.beat(make_terms(), 11112)
    pulse.beat(make_terms(), 11112)
    monkeypatch.setattr(pulse.Listener.objects, "update_or_create", database_away)
    pulse.beat(make_terms(), 11112)

    row = pulse.Listener.objects.get()
    assert (row.ae_title, row.host, row.port) == (OURS, "rr.hospital.example", 11112)
    assert row.is_alive


def database_away(**_):
    raise OperationalError


def test_what_half_came_when_the_line_broke_is_gone(port):
    make_node()
    [slice_] = make_slices(1)

    with associated(port, slice_) as line:
        for half in half_a_store(line, slice_):
            line.dul.send_pdu(half)
        wait_for(lambda: any(quarantine.inner(quarantine.ARRIVING).iterdir()))
        line.abort()

    wait_for(lambda: not any(quarantine.inner(quarantine.ARRIVING).iterdir()))
    assert not Batch.objects.exists()


def half_a_store(line, dataset):
    """The command, and a dataset whose last fragment never comes."""
    request = C_STORE()
    request.MessageID = 1
    request.AffectedSOPClassUID = dataset.SOPClassUID
    request.AffectedSOPInstanceUID = dataset.SOPInstanceUID
    request.Priority = 2
    request.DataSet = BytesIO(b"\x08\x00" * 5000)
    message = C_STORE_RQ()
    message.primitive_to_message(request)
    [context] = line.accepted_contexts
    parts = list(message.encode_msg(context.context_id, 1024))
    return parts[:-1]


def wait_for(true):
    end = monotonic() + 10
    while not true() and monotonic() < end:
        sleep(0.02)
    assert true()
