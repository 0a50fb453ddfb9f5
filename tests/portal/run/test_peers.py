"""The services that other tests talk to are real, private, and gone afterwards."""

import socket
from pathlib import Path

import kombu
import pytest

from tests import peers

pytestmark = pytest.mark.peer


def exchange(url: str) -> str:
    with kombu.Connection(url) as connection:
        queue = connection.SimpleQueue("greetings")
        queue.put("good morning")
        message = queue.get(timeout=10)
        message.ack()
        queue.close()
        return str(message.payload)


def test_redis_carries_a_message(redis_url: str) -> None:
    assert exchange(redis_url) == "good morning"


def test_rabbitmq_carries_a_message(rabbitmq_url: str) -> None:
    assert exchange(rabbitmq_url) == "good morning"


@pytest.mark.skipif(not peers.RABBITMQ.exists(), reason="it is not installed")
def test_rabbitmq_leaves_nothing_behind(tmp_path: Path) -> None:
    with peers.rabbitmq_server(tmp_path) as url:
        port = int(url.rpartition(":")[2].rstrip("/"))

    commands = [
        path.read_text().replace("\0", " ")
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.exists()
    ]
    assert not [words for words in commands if str(tmp_path) in words]
    with socket.socket() as line:
        assert line.connect_ex(("127.0.0.1", port)) != 0
