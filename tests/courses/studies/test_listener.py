"""Studies that come over the DICOM network."""

import errno
import logging
from io import BytesIO
from socket import create_connection
from threading import Thread
from time import monotonic, sleep

import pytest
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    generate_uid,
)
from pynetdicom import _config
from pynetdicom.dimse_messages import C_STORE_RQ
from pynetdicom.dimse_primitives import C_STORE

from courses.studies import arriving, intake, nodes, quarantine
from courses.studies.management.commands.dicom_listener import started
from courses.studies.models import (
    Batch,
    Delivery,
    DeliveryLine,
    IncomingFile,
    UnknownCaller,
)
from courses.studies.network import pulse, storing
from tests.dicom_maker import make_ct
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


def test_an_echo_is_answered_to_whom_we_know(port):
    node = make_node()

    with associated(port) as line:
        answer = line.send_c_echo()

    assert answer.Status == 0x0000
    node.refresh_from_db()
    assert node.last_seen_at is not None
    assert not Delivery.objects.exists()


def test_what_is_sent_in_one_association_is_one_delivery_and_one_batch(port):
    sender = make_educator()
    make_node(sent_by=sender, profile="basic")

    said = send(port, *make_slices(3))

    assert said == [0x0000] * 3
    batch = Batch.objects.get()
    assert (batch.sent_by, batch.profile) == (sender, "basic")
    assert batch.incoming.count() == 3
    delivery = ended(Delivery.objects.get())
    assert (delivery.door, delivery.calling_ae) == ("network", "PACS")
    assert delivery.lines.taken().count() == 3
    assert files_in_quarantine(batch) == 3
    assert not list(quarantine.inner(quarantine.ARRIVING).iterdir())


def ended(delivery: Delivery) -> Delivery:
    """The sender is gone before our side has written that it is."""
    end = monotonic() + 5
    while delivery.ended_at is None and monotonic() < end:
        sleep(0.02)
        delivery.refresh_from_db()
    assert delivery.ended_at is not None
    return delivery


def files_in_quarantine(batch: Batch) -> int:
    return len(list(quarantine.folder_of(batch.token).iterdir()))


def test_a_study_sent_in_two_associations_is_one_batch_and_waits_for_the_second(port):
    make_node()
    first, second = make_slices(2)

    send(port, first)
    send(port, second)

    batch = Batch.objects.get()
    assert batch.incoming.count() == 2
    assert Delivery.objects.count() == 2
    due = batch.incoming.values_list("due_at", flat=True)
    assert min(due) > batch.received_at


def test_the_same_instance_again_is_a_success_and_comes_once(port):
    make_node()
    [slice_] = make_slices(1)

    said = [*send(port, slice_, slice_), *send(port, slice_)]

    assert said == [0x0000] * 3
    assert IncomingFile.objects.count() == 1
    assert DeliveryLine.objects.filter(code="before").count() == 2


@pytest.mark.parametrize(
    "syntax",
    [
        ImplicitVRLittleEndian,
        ExplicitVRLittleEndian,
        ExplicitVRBigEndian,
        DeflatedExplicitVRLittleEndian,
    ],
)
def test_each_transfer_syntax_comes_in(port, syntax):
    make_node()

    said = send(port, make_ct(transfer_syntax=syntax))

    assert said == [0x0000]
    assert IncomingFile.objects.count() == 1


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


def test_a_dataset_that_is_not_what_was_announced_is_refused(
    port, monkeypatch, tmp_path
):
    make_node()
    monkeypatch.setattr(_config, "STORE_SEND_CHUNKED_DATASET", True)
    slice_ = make_ct()
    slice_.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    path = tmp_path / "other.dcm"
    slice_.save_as(path)

    with associated(port, slice_) as line:
        answer = line.send_c_store(path)

    assert answer.Status == 0xA900
    assert not Batch.objects.exists()
    assert DeliveryLine.objects.get().code == "mismatch"


def test_a_dataset_that_cannot_be_understood_is_refused_and_the_next_comes_in(port):
    make_node()
    good, bad = make_slices(2)
    del bad.StudyInstanceUID

    said = send(port, bad, good)

    assert said == [0xC000, 0x0000]
    assert [line.code for line in DeliveryLine.objects.order_by("number")] == [
        "no_study",
        "taken",
    ]


def test_a_full_disk_is_told_to_the_sender_who_comes_again(port, monkeypatch):
    make_node()
    [slice_] = make_slices(1)
    real = arriving.Arriving.write

    def full(self, data):
        self._try(no_space)
        return len(data)

    monkeypatch.setattr(arriving.Arriving, "write", full)
    refused = send(port, slice_)
    monkeypatch.setattr(arriving.Arriving, "write", real)
    taken = send(port, slice_)

    assert (refused, taken) == ([0xA700], [0x0000])
    assert IncomingFile.objects.count() == 1
    assert not list(quarantine.inner(quarantine.ARRIVING).iterdir())


def no_space():
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_without_its_reserve_is_told_to_the_sender(port, settings):
    make_node()
    settings.DISK_RESERVE = 1 << 60

    said = send(port, *make_slices(1))

    assert said == [0xA700]
    assert not Batch.objects.exists()


def test_without_the_database_the_sender_is_told_to_retry_and_the_listener_lives(
    port, monkeypatch
):
    make_node()
    [slice_] = make_slices(1)
    real = intake.receive_file

    def away(*_, **__):
        raise OperationalError("the server closed the connection: Hollyhock^Marigold")

    monkeypatch.setattr(storing.intake, "receive_file", away)
    refused = send(port, slice_)
    monkeypatch.setattr(storing.intake, "receive_file", real)
    taken = send(port, slice_)

    assert (refused, taken) == ([0xA700], [0x0000])


def test_after_the_database_came_back_the_next_instance_of_an_association_comes_in(
    port,
):
    make_node()
    slices = make_slices(6)

    with associated(port, *slices) as line:
        first = [line.send_c_store(one).Status for one in slices[:3]]
        cut_off_everybody_else()
        then = [line.send_c_store(one).Status for one in slices[3:]]

    assert first + then == [0x0000] * 6
    assert IncomingFile.objects.count() == 6


def cut_off_everybody_else():
    """As a server does that is started again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
            "datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_nothing_of_a_patient_is_logged_whatever_goes_wrong(port, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    make_node()

    def broken(*_, **__):
        raise RuntimeError("Hollyhock^Marigold")

    monkeypatch.setattr(storing.intake, "receive_file", broken)
    said = send(port, *make_slices(1))

    assert said == [0x0110]
    assert "RuntimeError" in caplog.text
    assert "Hollyhock" not in caplog.text
    assert "MRN-7734190" not in caplog.text


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
