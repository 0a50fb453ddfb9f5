"""Senders on the DICOM network, and a listener for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydicom import Dataset
from pynetdicom import AE, build_context
from pynetdicom.association import Association

from courses.studies.doors.network.listener import Listener, Terms
from courses.studies.models import RemoteNode
from tests.makers.people import make_educator

OURS = "READING_ROOM"
MARK = "a-boundary"


def make_node(**over: Any) -> RemoteNode:
    over.setdefault("ae_title", "PACS")
    over["sent_by"] = over.get("sent_by") or make_educator()
    return RemoteNode.objects.create(**over)


def make_terms(**over: Any) -> Terms:
    values: dict[str, Any] = {
        "ae_title": OURS,
        "host": "127.0.0.1",
        "port": 0,
        "max_pdu": 65536,
        "max_associations": 10,
        "timeout": 20,
    }
    return Terms(**values | over)


@contextmanager
def listening(**over: Any) -> Iterator[Listener]:
    """In threads of this process, on a port of its own."""
    listener = Listener(make_terms(**over))
    listener.start()
    try:
        yield listener
    finally:
        listener.stop(patience=5)


@contextmanager
def associated(
    port: int,
    *datasets: Dataset,
    ae_title: str = "PACS",
    called: str = OURS,
    **over: Any,
) -> Iterator[Association]:
    """What a sender holds while it sends; its contexts are those of the datasets."""
    sender = AE(ae_title)
    sender.acse_timeout = sender.dimse_timeout = sender.network_timeout = 30
    asked = {(one.SOPClassUID, one.file_meta.TransferSyntaxUID) for one in datasets}
    contexts = [build_context(*one) for one in sorted(asked)]
    contexts = contexts or [build_context("1.2.840.10008.1.1")]
    line = sender.associate(
        "127.0.0.1", port, ae_title=called, contexts=contexts, **over
    )
    socket = line.dul.socket.socket if line.dul.socket else None
    try:
        yield line
    finally:
        if line.is_established:
            line.release()
        if socket is not None:
            socket.close()  # pynetdicom forgets it where the other side is gone


def send(port: int, *datasets: Dataset, **over: Any) -> list[int | None]:
    """The status of each, in order; None where none was given."""
    with associated(port, *datasets, **over) as line:
        assert line.is_established
        return [line.send_c_store(one).get("Status") for one in datasets]


def body_of(*files: bytes, kind: str = "application/dicom", end: str = "--") -> bytes:
    """Parts as STOW-RS wants them."""
    parts = [
        f"\r\n--{MARK}\r\nContent-Type: {kind}\r\n\r\n".encode() + one for one in files
    ]
    return b"".join(parts) + f"\r\n--{MARK}{end}\r\n".encode()
