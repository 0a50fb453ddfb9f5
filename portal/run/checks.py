"""What is looked at before anything is started; each refusal is one sentence."""

import fcntl
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import psycopg

from portal.lib import data_folder
from portal.localdb.errors import check_room, in_plain_words

FOR_ROOT = "Port {port} is for root alone: set PORT to one from 1024 on."


class CannotStartError(Exception):
    """The message says why, and what to do about it."""


def port_wanted() -> int:
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        raise CannotStartError(
            f"PORT is {wanted!r}: set it to a number from 1 to 65535, or unset it."
        )
    return int(wanted)


def claim(data: Path, port: int) -> int:
    """Nobody else may run on this data folder until the returned lock is closed."""
    with in_plain_words(data):
        data_folder.make(data)
        check_room(data, megabytes=40)
        lock = os.open(data / "running", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say_who_runs(os.read(lock, 100).decode(), data)
        os.ftruncate(lock, 0)
        os.write(lock, f"http://localhost:{port}".encode())
    return lock


def listen(port: int) -> socket.socket:
    """The socket that the web server is handed: from here on the port is ours."""
    _refuse_if_taken(socket.AF_INET6, "::1", port)
    ours = socket.socket(socket.AF_INET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        ours.bind(("127.0.0.1", port))
        ours.listen(256)
    except OSError as error:
        ours.close()
        if isinstance(error, PermissionError):
            raise CannotStartError(FOR_ROOT.format(port=port)) from error
        _say_taken(port, error)
    return ours


def database_answers() -> None:
    """A server named by DATABASE_URL is tried once, plainly, before a pool waits."""
    url = os.environ.get("DATABASE_URL")
    if url is None:
        return
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise CannotStartError(
            "DATABASE_URL must name a PostgreSQL server, as in "
            "postgresql://user:password@host:5432/name; unset it to use a private one."
        )
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except (psycopg.Error, UnicodeError) as error:
        raise CannotStartError(
            f"The database of DATABASE_URL cannot be used ({_reason(error)}): correct "
            "it, or unset it to use a private one."
        ) from error


def _reason(error: Exception) -> str:
    """The last of what libpq tells of each address it has tried."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if "failed: " in line] or lines
    return told[-1].rpartition("failed: ")[2].strip()


def _refuse_if_taken(family: socket.AddressFamily, host: str, port: int) -> None:
    # A browser tries ::1 first: another site there would be shown instead of ours.
    with suppress(OSError), socket.socket(family) as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, port)) == 0:
            _say_taken(port, None)


def _say_taken(port: int, error: OSError | None) -> NoReturn:
    raise CannotStartError(
        f"Port {port} is taken by another program: stop that, or choose another port, "
        f"as in PORT={port + 1} make run."
    ) from error


def _say_who_runs(address: str, data: Path) -> NoReturn:
    where = f" at {address}" if address else ""
    raise CannotStartError(
        f"Reading Room is already running{where} with the data in {data}: use that "
        "one, or set PORTAL_DATA and PORT for a second one."
    )
