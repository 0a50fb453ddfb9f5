"""Real services for tests to talk to: started on loopback, gone when the test is over.

Take a fixture, `redis_url`, `rabbitmq_url` or `orthanc`, and mark the test `peer`.
Data, cookie and logs live in a folder of pytest's; what is not installed is skipped.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # as oneself, not by su
ORTHANC = Path("/usr/sbin/Orthanc")
DICOMWEB = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
START_SECONDS = 60
STOP_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The URL of a Redis that keeps nothing on disk."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--dir", str(folder), "--save", "", "--appendonly", "no"]
    with _running(command, folder / "redis.log"):
        _await_answer(port, b"PING\r\n", b"+PONG")
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def rabbitmq_server(folder: Path) -> Iterator[str]:
    """The URL of a RabbitMQ with a name, a cookie and a port mapper of its own."""
    port, mapper = free_port(), free_port()
    plugins = folder / "enabled_plugins"
    plugins.write_text("[].\n")
    environment = {
        "HOME": str(folder),
        "ERL_EPMD_PORT": str(mapper),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"reading-room-{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
            "-kernel inet_dist_use_interface {127,0,0,1}"
        ),
    }
    with ExitStack() as stack:
        # In the foreground, or Erlang would start one that stays behind.
        epmd = ["epmd", "-port", str(mapper), "-address", "127.0.0.1"]
        stack.enter_context(_running(epmd, folder / "epmd.log"))
        stack.enter_context(
            _running([str(RABBITMQ)], folder / "rabbitmq.log", environment)
        )
        _await_answer(port, b"AMQP\x00\x00\x09\x01", b"\x01\x00\x00")
        yield f"amqp://guest:guest@127.0.0.1:{port}//"


@dataclass(frozen=True, slots=True)
class Orthanc:
    """A small PACS: its REST interface, its DICOMweb, its AE title and port."""

    url: str
    dicomweb: str
    ae_title: str
    dicom_port: int

    def ask(self, path: str, body: Any = None, *, method: str = "") -> Any:
        """Bytes are sent as they are, anything else as JSON."""
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        method = method or ("GET" if data is None else "POST")
        request = Request(self.url + path, data=data, method=method)  # noqa: S310
        with urlopen(request, timeout=120) as answer:  # noqa: S310 - our own
            said = answer.read()
        return json.loads(said) if said else None


@contextmanager
def orthanc_server(folder: Path, **over: Any) -> Iterator[Orthanc]:
    """An Orthanc that is empty, speaks to loopback alone and compresses nothing."""
    port, dicom_port = free_port(), free_port()
    settings = {
        "Name": "peer",
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"),
        "HttpPort": port,
        "DicomPort": dicom_port,
        "DicomAet": "ORTHANC",
        "DicomAlwaysAllowStore": True,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "HttpCompressionEnabled": False,
        "OverwriteInstances": False,
        "Plugins": [str(DICOMWEB)],
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
        **over,
    }
    (folder / "orthanc.json").write_text(json.dumps(settings))
    command = [str(ORTHANC), str(folder / "orthanc.json")]
    with _running(command, folder / "orthanc.log"):
        _await_answer(port, b"GET /system HTTP/1.0\r\n\r\n", b"HTTP/1.1 200")
        url = f"http://127.0.0.1:{port}"
        yield Orthanc(url, f"{url}/dicom-web", "ORTHANC", dicom_port)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def rabbitmq_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not RABBITMQ.exists():
        pytest.skip("rabbitmq-server is not installed")
    with rabbitmq_server(tmp_path_factory.mktemp("rabbitmq")) as url:
        yield url


@pytest.fixture
def orthanc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    """An empty one for each test: what a test leaves must not meet the next."""
    if not (ORTHANC.exists() and DICOMWEB.exists()):
        pytest.skip("orthanc and orthanc-dicomweb are not installed")
    with orthanc_server(tmp_path_factory.mktemp("orthanc")) as server:
        yield server


@contextmanager
def _running(
    command: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    with log.open("ab") as words:
        process = subprocess.Popen(
            command,
            env=os.environ | dict(environment or {}),
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
        )
    try:
        yield
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The whole group goes, politely first: a service has helpers of its own."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        give_up = time.monotonic() + STOP_SECONDS
        while _group_lives(process) and time.monotonic() < give_up:
            time.sleep(0.05)
    process.wait(STOP_SECONDS)


def _group_lives(process: subprocess.Popen[bytes]) -> bool:
    process.poll()  # or its own remains would count as a member
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def _await_answer(port: int, question: bytes, answer: bytes) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
                line.sendall(question)
                if line.recv(16).startswith(answer):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"Nothing answers on port {port}.")
