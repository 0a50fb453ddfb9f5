"""The portal's own programs as processes of their own, on the tests' database."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from tests.peers import free_port
from tests.portal.jobs.test_kill import database_url

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds
KEY = "the-secret-of-the-tests"


@contextmanager
def program(
    command: Sequence[str], log: Path, said: str, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Until the block is left; it has begun once its log says so. Its data folder
    is the log's, where the test's own settings have their files, too."""
    known = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "PORTAL_DATA": str(log.parent),
        "DEID_KEY": KEY,
    }
    seen = log.stat().st_size if log.exists() else 0
    with log.open("ab") as words:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | known | environment,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
        )
    try:
        _await(process, log, said, seen)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)


def _await(process: "subprocess.Popen[bytes]", log: Path, said: str, seen: int) -> None:
    end = monotonic() + PATIENCE
    while said not in log.read_text()[seen:]:
        assert process.poll() is None, log.read_text()[-3000:]
        assert monotonic() < end, log.read_text()[-3000:]
        sleep(0.05)


@contextmanager
def listener_process(
    folder: Path, port: int, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "manage.py", "dicom_listener", "--port", str(port)]
    log = folder / "listener.log"
    with program(command, log, "listens at", **environment) as process:
        yield process


@contextmanager
def site_process(folder: Path) -> Iterator[str]:
    """The web server of production, and its address."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--threads", "4"]
    command += ["--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    with program(command, folder / "site.log", "Listening at"):
        yield f"http://127.0.0.1:{port}"
