"""Django finds the private database by itself, and only when it wants one."""

import os
import subprocess
import sys
from pathlib import Path

from tests.portal.localdb.conftest import ROOT, ends

ASKS = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT 'answered'")
    print(cursor.fetchone()[0], connection.settings_dict["HOST"])
"""
LOOKS_ONLY = """
import django
django.setup()
from django.db import connection
print(connection.vendor)
"""
FORKS = """
import django, os, time
django.setup()
from django.db import connection
def ask(question, *about):
    with connection.cursor() as cursor:
        cursor.execute(question, about)
        return cursor.fetchone()[0]
parents = ask("SELECT pg_backend_pid()")
connection.close()
while not connection.pool.get_stats().get("pool_available"):
    time.sleep(0.01)
reading, writing = os.pipe()
if os.fork() == 0:
    os.write(writing, str(ask("SELECT pg_backend_pid()")).encode())
    os._exit(0)
childs = int(os.read(reading, 20))
os.wait()
print(childs != parents)
print(ask("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", parents) == 1)
"""


def run(data: Path, program: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {
        "PORTAL_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_first_question_starts_the_server_and_the_exit_stops_it(
    folder: Path,
) -> None:
    done = run(folder / "data", ASKS)

    assert done.stdout.split() == ["answered", str(folder / "data/postgres/run")]
    assert not done.stderr
    log = (folder / "data/postgres/cluster/server.log").read_text()
    assert "database system is shut down" in log
    assert not (folder / "data/postgres/cluster/postmaster.pid").exists()


def test_a_command_that_asks_nothing_starts_nothing(folder: Path) -> None:
    done = run(folder / "data", LOOKS_ONLY)

    assert done.stdout.strip() == "postgresql"
    assert not (folder / "data/postgres").exists()


def test_a_forked_process_never_uses_its_parents_connections(folder: Path) -> None:
    done = run(folder / "data", FORKS)

    assert done.stdout.split() == ["True", "True"]
    assert not done.stderr


def test_a_command_says_one_sentence_where_the_database_cannot_be_had(
    folder: Path,
) -> None:
    made = folder / "data/postgres/cluster"
    made.mkdir(parents=True)
    for path in (made, made.parent, made.parent.parent):
        path.chmod(0o711)
    (made / "PG_VERSION").write_text("9\n")

    done = subprocess.run(
        [sys.executable, "manage.py", "showmigrations"],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        | {"PORTAL_DATA": str(folder / "data")},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "was made by PostgreSQL 9" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_command_runs_while_the_database_is_up(folder: Path) -> None:
    look = "import pathlib, sys; print(pathlib.Path(sys.argv[1]).read_text())"
    pid_file = folder / "data/postgres/cluster/postmaster.pid"

    done = subprocess.run(
        [
            *[sys.executable, "-m", "portal.localdb"],
            *[sys.executable, "-c", look, str(pid_file)],
        ],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        | {"PORTAL_DATA": str(folder / "data")},
        check=True,
        capture_output=True,
        text=True,
    )

    assert ends(int(done.stdout.split()[0]))
    assert not pid_file.exists()
