"""Clients that ask a web server as fast as it answers: `python -m …load` reads what to
ask as JSON and prints how many answers came in a second.

One process, one loop, plain sockets: a client that works hard would be measured
instead of the server. The same for ours and for any peer."""

import json
import selectors
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import cycle
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit

CLIENTS, SECONDS, WARM_SECONDS = 8, 4.0, 1.0
_BUFFER, _LONGEST_HEAD = 1 << 20, 1 << 16
_END = b"\r\n\r\n"


@dataclass(slots=True)
class Task:
    """What to ask for: these addresses in turn, with these headers."""

    urls: list[str]
    headers: dict[str, str] = field(default_factory=dict)
    clients: int = CLIENTS
    seconds: float = SECONDS


class Client:
    """One connection that is kept, and the answer that it waits for."""

    def __init__(self, host: str, port: int) -> None:
        self.line = socket.create_connection((host, port), timeout=30)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = memoryview(bytearray(_BUFFER))
        self.head, self.missing = b"", -1

    def ask(self, request: bytes) -> None:
        self.head, self.missing = b"", -1
        self.line.sendall(request)

    def take(self) -> bool:
        """Reads what is there; whether the answer is whole now."""
        got = self.line.recv_into(self.buffer)
        if got == 0:
            raise ConnectionError("The server hung up.")
        if self.missing >= 0:
            self.missing -= got
            return self.missing == 0
        self.head += bytes(self.buffer[: min(got, _LONGEST_HEAD)])
        end = self.head.find(_END)
        if end < 0:
            return False
        body = length_of(self.head[:end])
        self.missing = body - (got - (end + len(_END)))
        return self.missing == 0


def length_of(head: bytes) -> int:
    """What is still to come after the head of an answer, which must be a good one."""
    lines = head.decode("latin-1").split("\r\n")
    if lines[0].split()[1] != "200":
        raise RuntimeError(f"The server answered {lines[0]}.")
    fields = dict(line.lower().split(": ", 1) for line in lines[1:])
    return int(fields["content-length"])


def requests_of(task: Task) -> Iterator[bytes]:
    made = []
    for url in task.urls:
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in task.headers.items()]
        made.append("\r\n".join([*lines, "", ""]).encode())
    return cycle(made)


def run(task: Task) -> float:
    """Answers a second, once everything is warm."""
    parts, requests = urlsplit(task.urls[0]), requests_of(task)
    chooser = selectors.DefaultSelector()
    for _ in range(task.clients):
        client = Client(parts.hostname or "", parts.port or 80)
        chooser.register(client.line, selectors.EVENT_READ, client)
        client.ask(next(requests))
    _turn(chooser, requests, WARM_SECONDS)
    began = perf_counter()
    done = _turn(chooser, requests, task.seconds)
    return done / (perf_counter() - began)


def _turn(
    chooser: selectors.BaseSelector, requests: Iterator[bytes], seconds: float
) -> int:
    done, end = 0, perf_counter() + seconds
    while perf_counter() < end:
        for key, _events in chooser.select(1):
            if key.data.take():
                done += 1
                key.data.ask(next(requests))
    return done


def rate(task: Task) -> float:
    """The same, in a process of its own."""
    made = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", __name__],
        input=json.dumps(asdict(task)).encode(),
        capture_output=True,
        check=True,
    )
    return float(made.stdout)


def latency(url: str, headers: dict[str, str], *, times: int) -> float:
    """Median milliseconds of one answer, asked for one after the other."""
    parts, requests = urlsplit(url), requests_of(Task([url], headers))
    client, took = Client(parts.hostname or "", parts.port or 80), []
    with client.line:
        for _ in range(times):
            began = perf_counter()
            client.ask(next(requests))
            while not client.take():
                pass
            took.append((perf_counter() - began) * 1000)
    return median(took)


if __name__ == "__main__":
    sys.stdout.write(str(run(Task(**json.load(sys.stdin)))))
