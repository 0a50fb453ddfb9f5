"""The database as a stream of bytes, by PostgreSQL's own pg_dump and pg_restore."""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from portal.backup.errors import BackupError
from portal.localdb import binaries

PIECE = 1 << 20
FROM_PARAMETER = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


@dataclass(frozen=True, slots=True)
class Server:
    """Where the database is: psycopg's parameters, and the server's major version."""

    parameters: dict[str, object]
    major: int

    def environment(self) -> dict[str, str]:
        """By the environment, as others can read the words of a command."""
        ours = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        for name, variable in FROM_PARAMETER.items():
            if self.parameters.get(name):
                ours[variable] = str(self.parameters[name])
        return ours | {"LC_ALL": "C"}


def dump(server: Server) -> Iterator[bytes]:
    """All of the database, as of the moment at which this begins."""
    how = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments"]
    with tempfile.TemporaryFile() as complaints:
        program = subprocess.Popen(  # noqa: S603 - PostgreSQL's own
            [binaries.client(server.major)["pg_dump"], *how],
            env=server.environment(),
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        with program:
            assert program.stdout is not None  # noqa: S101 - asked for above
            while piece := program.stdout.read(PIECE):
                yield piece
        _refuse_failure(program, "pg_dump", complaints)


def load(server: Server, pieces: Iterable[bytes]) -> None:
    """Into an empty database; all of it or nothing."""
    how = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    how += ["--dbname", str(server.parameters["dbname"])]
    with tempfile.TemporaryFile() as complaints:
        program = subprocess.Popen(  # noqa: S603 - PostgreSQL's own
            [binaries.client(server.major)["pg_restore"], *how],
            env=server.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        with program:
            _feed(program, pieces)
        _refuse_failure(program, "pg_restore", complaints)


def _feed(program: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    assert program.stdin is not None  # noqa: S101 - asked for above
    try:
        for piece in pieces:
            program.stdin.write(piece)
        program.stdin.close()
    except BrokenPipeError:
        return  # it has given up, and says why
    except BaseException:
        program.kill()
        raise


def _refuse_failure(
    program: subprocess.Popen[bytes], name: str, complaints: IO[bytes]
) -> None:
    if program.returncode == 0:
        return
    complaints.seek(0)
    lines = complaints.read().decode(errors="replace").strip().splitlines()
    raise BackupError(f"{name} failed: {lines[0] if lines else 'it says nothing'}")
