"""PostgreSQL is killed in the middle of the work: the worker goes on by itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command

from portal.localdb import cluster, place, server
from portal.localdb.errors import LocalDatabaseError
from tests.makers.people import make_educator
from tests.makers.studies import make_slices, receive
from tests.portal.localdb.conftest import folder as folder

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[3]
FILES, FEW = 60, 5
PATIENCE = 90  # seconds
KEY = "a key for the drill"


class Site:
    """A site of its own, with a database of its own that may be killed."""

    def __init__(self, data: Path, log: Path) -> None:
        self.data, self.log = data, log
        self.environment = {
            name: value for name, value in os.environ.items() if name != "DATABASE_URL"
        } | {
            "PORTAL_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "tests.courses.studies.killing.settings",
            "BROKER_URL": "filesystem://",
            "DEID_KEY": KEY,
        }

    def run(self, *words: str) -> None:
        subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
        )

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker"]
        command += ["--beat", "--schedule", str(self.log.with_name("beat"))]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*command, "--concurrency", "2"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)

    def made(self) -> int:
        """Images made ready, without asking the database."""
        return len(list(self.data.glob("files/studies/*/*/header.dcm")))

    def kill_database(self) -> None:
        """The server and every process of it, as a machine that loses its power."""
        found = place.find(self.data / "postgres")
        leader = server.pid_of(found.cluster)
        assert leader is not None
        for pid in [leader, *children_of(leader)]:
            os.kill(pid, signal.SIGKILL)

    def start_database(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                cluster.ensure(self.data)
                self.ask("SELECT 1")
            except (LocalDatabaseError, psycopg.OperationalError):
                assert time.monotonic() < end
                time.sleep(0.5)
            else:
                return

    def ask(self, question: str) -> list[Any]:
        address = cluster.ensure(self.data)
        with psycopg.connect(
            host=address.host, port=address.port, user="portal", dbname="portal"
        ) as connection:
            return connection.execute(question.encode()).fetchall()

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < end, self.log.read_text()[-4000:]
            time.sleep(0.02)


def children_of(leader: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == leader:
            found.append(int(stat.parent.name))
    return found


@pytest.fixture
def site(folder, tmp_path, settings) -> Iterator[Site]:
    """With a batch that waits, its rows restored and its originals in place."""
    settings.DEID_KEY = KEY
    settings.QUARANTINE = folder / "site" / "quarantine"
    receive(tmp_path / "sent", *make_slices(FILES), by=make_educator())
    call_command("backup", str(tmp_path / "backups"), stdout=StringIO())
    found = Site(folder / "site", tmp_path / "worker.log")
    found.run("restore", str(tmp_path / "backups"))
    yield found
    cluster.release(found.data)


def test_the_database_killed_in_the_middle_loses_and_doubles_nothing(site):
    cluster.ensure(site.data)
    with site.worker():
        site.wait_until(lambda: site.made() >= FEW)
        site.kill_database()
        made = site.made()
        time.sleep(1)  # the worker meets a database that is away
        site.start_database()
        waiting = "SELECT count(*) FROM studies_incomingfile WHERE outcome = 'waiting'"
        unread = "SELECT count(*) FROM studies_reading WHERE due_at IS NOT NULL"
        done = "SELECT count(*) FROM studies_batch WHERE state = 'review'"
        site.wait_until(lambda: site.ask(waiting) == [(0,)])
        site.wait_until(lambda: site.ask(done) == [(1,)] and site.ask(unread) == [(0,)])

    assert FEW <= made < FILES, "It was killed in the middle."
    outcomes = "SELECT outcome, count(*) FROM studies_incomingfile GROUP BY 1"
    assert site.ask(outcomes) == [("clean", FILES)]
    images = "SELECT images, (SELECT count(*) FROM studies_instance) FROM studies_study"
    assert site.ask(images) == [(FILES, FILES)]
    boxes = "SELECT count(*), count(DISTINCT instance_id) FROM studies_textbox"
    assert site.ask(boxes) == [(FILES, FILES)]
    told = "SELECT verb, count(*) FROM audit_auditevent GROUP BY 1 HAVING count(*) > 1"
    assert site.ask(told) == []
    assert site.ask("SELECT count(*) FROM jobs_deadletter") == [(0,)]
    shown = "SELECT count(*) FROM studies_study WHERE released_at IS NOT NULL"
    assert site.ask(shown) == [(0,)]
    assert site.made() == FILES
    assert not list(site.data.rglob("*.clean"))
