"""The default broker, when those that write and read it die at the wrong moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue
from kombu.simple import SimpleQueue

from portal.lib.folder_broker import Transport

EXCHANGE = Exchange("work", "direct")
QUEUE = Queue("work", EXCHANGE, routing_key="work")


@pytest.fixture
def folder(tmp_path) -> Path:
    Transport.global_state.clear()  # each test is a new process to kombu
    (tmp_path / "queue").mkdir()
    return tmp_path


@pytest.fixture
def connection(folder) -> Iterator[Connection]:
    with connect(folder) as opened:
        yield opened


def connect(folder: Path) -> Connection:
    return Connection(
        "filesystem://",
        transport="portal.lib.folder_broker:Transport",
        transport_options={
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
        },
    )


def test_a_folder_lacks_no_host_name(folder, caplog):
    with connect(folder) as opened, SimpleQueue(opened, QUEUE) as box:
        box.put({"task": "sweep"})

    assert caplog.messages == []


def test_a_letter_arrives(connection):
    with SimpleQueue(connection, QUEUE) as box:
        box.put({"task": "sweep"})
        assert box.get_nowait().payload == {"task": "sweep"}
        with pytest.raises(Empty):
            box.get_nowait()


def test_a_torn_letter_is_passed_over(connection, folder):
    with SimpleQueue(connection, QUEUE) as box:
        (folder / "queue" / "0_torn.work.msg").write_bytes(b'{"body": "e')
        (folder / "queue" / "1_empty.work.msg").touch()
        box.put("whole")
        assert box.get_nowait().payload == "whole"


def test_a_torn_table_of_queues_is_made_anew(folder):
    (folder / "control").mkdir()
    (folder / "control" / "work.exchange").touch()
    with connect(folder) as one, SimpleQueue(one, QUEUE) as box:
        box.put("here")
        assert box.get_nowait().payload == "here"


def test_what_is_being_written_is_never_read(connection, folder):
    """Readers and a writer at once: each letter is read whole, by one of them."""
    letters = [f"{n} {'x' * 50_000}" for n in range(60)]
    QUEUE(connection.default_channel).declare()

    def write() -> None:
        with connect(folder) as own, SimpleQueue(own, QUEUE, no_ack=True) as box:
            for letter in letters:
                box.put(letter)

    def read() -> list[str]:
        got = []
        with connect(folder) as own, SimpleQueue(own, QUEUE, no_ack=True) as box:
            while not writing.done() or box.qsize():
                try:
                    got.append(box.get_nowait().payload)
                except Empty:
                    continue
        return got

    with ThreadPoolExecutor(3) as pool:
        writing = pool.submit(write)
        reading = [pool.submit(read), pool.submit(read)]
    writing.result()
    got = [letter for reader in reading for letter in reader.result()]
    assert sorted(got) == sorted(letters)


def test_all_who_bind_at_once_are_in_the_table(folder):
    def bind(number: int) -> None:
        with connect(folder) as own:
            name = f"pidbox-{number}"
            Queue(name, EXCHANGE, routing_key=name)(own.default_channel).declare()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(bind, range(24)))
    with connect(folder) as own:
        table = own.default_channel.get_table("work")
    assert {row.queue for row in table} == {f"pidbox-{n}" for n in range(24)}


def test_a_deleted_queue_leaves_the_table(connection):
    queue = QUEUE(connection.default_channel)
    queue.declare()
    queue.delete()
    assert connection.default_channel.get_table("work") == []
