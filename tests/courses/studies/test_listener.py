"""Studies that come over the DICOM network."""

import errno
import logging
from time import monotonic, sleep

import pytest
from django.db import OperationalError, connection
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    generate_uid,
)
from pynetdicom import _config

from courses.studies import intake
from courses.studies.doors import arriving
from courses.studies.doors.network import storing
from courses.studies.keeping import quarantine
from courses.studies.models import (
    Batch,
    Delivery,
    DeliveryLine,
    IncomingFile,
)
from tests.dicom_maker import make_ct
from tests.makers.network import (
    associated,
    listening,
    make_node,
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
