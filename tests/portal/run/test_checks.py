"""What would go wrong is said before anything is started, in one sentence."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from portal.run import checks
from portal.run.checks import CannotStartError
from tests.peers import free_port

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("wanted", ["http", "-1", "0", "65536", "80 80"])
def test_a_port_is_a_number(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    monkeypatch.setenv("PORT", wanted)

    with pytest.raises(CannotStartError, match="set it to a number from 1 to 65535"):
        checks.port_wanted()


def test_the_port_is_8000_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert checks.port_wanted() == 8000

    monkeypatch.setenv("PORT", "8123")
    assert checks.port_wanted() == 8123


@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_a_taken_port_names_the_way_out(
    family: socket.AddressFamily, host: str
) -> None:
    with socket.socket(family) as other:
        try:
            other.bind((host, 0))
        except OSError:
            pytest.skip(f"this machine has no {host}")
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotStartError) as refused:
            checks.listen(port)

    assert f"PORT={port + 1} make run" in str(refused.value)


def test_a_port_that_is_ours_is_nobody_elses() -> None:
    port = free_port()

    with checks.listen(port), pytest.raises(CannotStartError, match="is taken"):
        checks.listen(port)


def test_a_second_start_on_the_same_data_says_where_the_first_one_is(
    tmp_path: Path,
) -> None:
    lock = checks.claim(tmp_path / "data", 8123)

    with pytest.raises(
        CannotStartError, match="already running at http://localhost:8123"
    ):
        checks.claim(tmp_path / "data", 8124)
    os.close(lock)
    os.close(checks.claim(tmp_path / "data", 8124))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:///db.sqlite3", "must name a PostgreSQL server"),
        ("nonsense", "must name a PostgreSQL server"),
        ("postgresql://portal:secret@127.0.0.1:1/portal", "Connection refused"),
    ],
)
def test_a_wrong_database_url_is_one_sentence_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str, says: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(CannotStartError) as refused:
        checks.database_answers()

    assert says in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"PORT": "abc"}, "PORT is 'abc'"),
        ({"DATABASE_URL": "mysql://somewhere/else"}, "must name a PostgreSQL server"),
        ({"PG_BINDIR": "/nowhere"}, "PG_BINDIR is /nowhere"),
    ],
)
def test_the_start_itself_says_one_line_and_no_traceback(
    tmp_path: Path, environment: dict[str, str], says: str
) -> None:
    bare = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    bare |= {"PORTAL_DATA": str(tmp_path / "data"), "PORT": str(free_port())}

    done = subprocess.run(
        [sys.executable, "-m", "portal.run"],
        cwd=ROOT,
        env=bare | {"DJANGO_SETTINGS_MODULE": "portal.settings"} | environment,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.strip().count("\n") == 0
