"""The listener as a process of its own: killed in the middle, and its memory."""

import os
import signal
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from django.utils import timezone
from pydicom.uid import (
    MultiFrameGrayscaleWordSecondaryCaptureImageStorage as MultiFrame,
)
from pynetdicom import _config

from courses.studies.keeping import quarantine
from courses.studies.models import (
    Batch,
    IncomingFile,
    Instance,
)
from courses.studies.work import cleaning
from portal.jobs.queue import work_through
from tests.dicom_maker import write
from tests.makers.network import associated, make_node, send
from tests.makers.processes import KEY, listener_process
from tests.makers.studies import make_slices
from tests.peers import free_port

pytestmark = [pytest.mark.peer, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def same_key(settings) -> None:
    settings.DEID_KEY = KEY


def test_a_long_multiframe_needs_no_memory(tmp_path, monkeypatch):
    make_node()
    monkeypatch.setattr(_config, "STORE_SEND_CHUNKED_DATASET", True)
    [slice_] = make_slices(1, SOPClassUID=MultiFrame)
    slice_.Rows = slice_.Columns = 1024
    slice_.NumberOfFrames = 96
    slice_.PixelData = bytes(96 << 21)
    [path] = write(tmp_path / "sent", slice_)
    port, size = free_port(), path.stat().st_size

    with listener_process(tmp_path, port) as listener:
        before = most_memory(listener.pid)
        with associated(port, slice_) as line:
            said = line.send_c_store(path).Status
        grown = most_memory(listener.pid) - before

    assert said == 0x0000
    assert IncomingFile.objects.get().size >= size - 1000
    assert grown < size / 4, f"{grown >> 20} MB more for {size >> 20} MB"


def most_memory(process: int) -> int:
    """The most that it ever held, in bytes."""
    status = Path(f"/proc/{process}/status").read_text()
    [held] = [line.split()[1] for line in status.splitlines() if "VmHWM" in line]
    return int(held) << 10


def test_a_listener_killed_in_the_middle_keeps_what_it_answered_and_the_retry_completes(
    tmp_path,
):
    make_node()
    slices, port = make_slices(60), free_port()
    answered: list[int | None] = []

    def send_all() -> None:
        try:
            store_each(port, slices, answered)
        except (RuntimeError, ValueError, AttributeError):
            return  # the line is dead: what was answered was answered

    with listener_process(tmp_path, port) as listener:
        sender = Thread(target=send_all)
        sender.start()
        wait_for(lambda: len(answered) >= 20)
        os.killpg(listener.pid, signal.SIGKILL)
        listener.wait()
        sender.join(60)
    kept = [one for one in answered if one == 0x0000]
    in_before = IncomingFile.objects.count()

    with listener_process(tmp_path, port):
        again = send(port, *slices)

    assert 20 <= len(kept) < len(slices)
    assert len(kept) <= in_before <= len(kept) + 1
    assert again == [0x0000] * len(slices)
    batch = Batch.objects.get()
    assert batch.incoming.count() == len(slices)
    named = set(batch.incoming.values_list("name", flat=True))
    assert {path.name for path in quarantine.folder_of(batch.token).iterdir()} == named
    outside = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file()
        and not path.is_relative_to(quarantine.root())
        and b"Hollyhock" in path.read_bytes()
    ]
    assert outside == []

    IncomingFile.objects.update(due_at=timezone.now())
    Batch.objects.update(settles_at=None)
    work_through(IncomingFile, cleaning.clean_one)
    assert Instance.objects.count() == len(slices)


def store_each(port: int, slices, answered) -> None:
    with associated(port, *slices) as line:
        for one in slices:
            answered.append(line.send_c_store(one).get("Status"))


def wait_for(true) -> None:
    end = monotonic() + 60
    while not true():
        assert monotonic() < end
        sleep(0.005)
