"""A worker is killed in the middle of its work, on each broker: no job may be lost,
none may be done twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from portal.jobs.models import DeadLetter
from tests.portal.jobs.drill.models import Effect, Errand

JOBS = 200
PATIENCE = 60  # seconds


@pytest.fixture
def filesystem_url() -> str:
    return "filesystem://"


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "broker",
    [
        "filesystem_url",
        pytest.param("redis_url", marks=pytest.mark.peer),
        pytest.param("rabbitmq_url", marks=pytest.mark.peer),
    ],
)
def test_a_worker_killed_in_the_middle_leaves_every_job_done_once(
    broker, request, tmp_path
):
    url = request.getfixturevalue(broker)
    Errand.objects.bulk_create(Errand(due_at=timezone.now()) for _ in range(JOBS))

    with a_worker(url, tmp_path) as worker:
        wait_until(lambda: Effect.objects.count() >= JOBS // 4, worker, tmp_path)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    done_before = Effect.objects.count()
    with a_worker(url, tmp_path) as worker:
        waiting = Errand.objects.filter(due_at__isnull=False)
        wait_until(lambda: not waiting.exists(), worker, tmp_path)

    assert JOBS // 4 <= done_before < JOBS
    per_errand = Errand.objects.annotate(marks=Count("effect"))
    assert per_errand.filter(marks=1).count() == JOBS
    assert not DeadLetter.objects.exists()


@contextmanager
def a_worker(broker: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker with its schedule, in a process group of its own."""
    command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker"]
    command += ["--beat", "--schedule", str(folder / "beat"), "--concurrency", "2"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.portal.jobs.drill.settings",
        "BROKER_URL": broker,
        "DATABASE_URL": database_url(),
        "PORTAL_DATA": str(folder / "data"),
    }
    with (folder / "worker.log").open("ab") as log:
        worker = subprocess.Popen(
            command,
            env=environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        yield worker
    finally:
        if worker.poll() is None:
            worker.terminate()
            worker.wait(timeout=PATIENCE)


def database_url() -> str:
    """The tests' own database, as another process reaches it."""
    place = connection.get_connection_params()
    host, port = str(place.get("host", "")), place.get("port", "")
    name, user = place["dbname"], place.get("user", "")
    if host.startswith("/"):
        return f"postgresql://{user}@{quote(host, safe='')}/{name}"
    return f"postgresql://{user}@{host}:{port}/{name}"


def wait_until(
    is_so: Callable[[], bool], worker: subprocess.Popen[bytes], folder: Path
) -> None:
    end = monotonic() + PATIENCE
    while not is_so():
        assert worker.poll() is None, (folder / "worker.log").read_text()[-4000:]
        assert monotonic() < end, "It took too long."
        sleep(0.02)
