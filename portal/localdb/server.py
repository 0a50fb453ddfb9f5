"""Starts and stops the one server of a cluster, and knows whether it runs."""

import os
import signal
import subprocess
import time
from pathlib import Path

from portal.localdb import place as places
from portal.localdb.binaries import Binaries
from portal.localdb.errors import LocalDatabaseError, sentence_in
from portal.localdb.place import Place

PORT = 5432  # names the socket only: nothing listens on the network
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "jit": "off",
    "random_page_cost": "1.1",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
START_SECONDS = 120
RETRY_SECONDS = 30
STOP_SECONDS = 30
LARGEST_LOG = 2_000_000
# Orphans of a killed server hold its memory and socket for a moment longer.
PASSING = ("pre-existing shared memory", "already in use", "already exists")
LAUNCH = 'log=$1; shift; "$@" >>"$log" 2>&1 </dev/null & echo $!'


def pid_of(cluster: Path) -> int | None:
    """The server on this very cluster; a stale file may name another live process."""
    lines = _status_file(cluster)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if _is_server(pid, cluster) else None


def is_ready(cluster: Path) -> bool:
    lines = _status_file(cluster)
    return len(lines) > 7 and lines[7].strip() == "ready"


def start(place: Place, binaries: Binaries) -> None:
    """Start the server that is not running, and wait until it takes connections."""
    give_up = time.monotonic() + RETRY_SECONDS
    while True:
        told_before = _log_size(place)
        if _attempt(place, binaries):
            return
        told = _log_after(place, told_before)
        passing = any(sign in told for sign in PASSING)
        if not passing or time.monotonic() > give_up:
            raise LocalDatabaseError(sentence_in(told, place.own.parent))
        time.sleep(0.25)


def stop(cluster: Path) -> None:
    """Fast shutdown: sessions are ended, what was committed is kept."""
    for how in (signal.SIGINT, signal.SIGQUIT):
        pid = pid_of(cluster)
        if pid is None:
            return
        os.kill(pid, how)
        give_up = time.monotonic() + STOP_SECONDS
        while pid_of(cluster) and time.monotonic() < give_up:
            time.sleep(0.02)


def _attempt(place: Place, binaries: Binaries) -> bool:
    run = places.sockets(place)
    # Each may name a process number that somebody else's process has by now.
    for stale in (place.cluster / "postmaster.pid", *run.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)
    pid = _launch(place, binaries, run)
    ready = False
    try:
        ready = _wait_for(pid, place.cluster)
    finally:  # an interrupted start, too, leaves nothing running
        if not ready and _runs(pid):
            os.kill(pid, signal.SIGQUIT)
    return ready


def _wait_for(pid: int, cluster: Path) -> bool:
    give_up = time.monotonic() + START_SECONDS
    while _runs(pid) and time.monotonic() < give_up:
        if is_ready(cluster) and pid_of(cluster) == pid:
            return True
        time.sleep(0.02)
    return False


def _launch(place: Place, binaries: Binaries, run: Path) -> int:
    """By way of a shell that ends at once, so that the server is nobody's child."""
    if _log_size(place) > LARGEST_LOG:
        place.log.unlink()
    settings = SETTINGS | {"unix_socket_directories": _quoted(run)}
    command = [binaries["postgres"], "-D", str(place.cluster), "-p", str(PORT)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    launched = place.account.run(
        ["/bin/sh", "-c", LAUNCH, "sh", str(place.log), *command],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    return int(launched.stdout)


def _quoted(folder: Path) -> str:
    # The setting is a list of names: a comma or a space would part one.
    return '"' + str(folder).replace('"', '""') + '"'


def _status_file(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _is_server(pid: int, cluster: Path) -> bool:
    words = _command_of(pid)
    return bool(words) and "postgres" in words[0] and str(cluster) in words


def _runs(pid: int) -> bool:
    return bool(_command_of(pid))


def _command_of(pid: int) -> list[str]:
    """The words that a live process was started with; none for a dead or zombie one."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
        except (OSError, UnicodeDecodeError):
            return []
    said = subprocess.run(  # noqa: S603 - a number is all that varies
        ["/bin/ps", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.split()


def _log_size(place: Place) -> int:
    return place.log.stat().st_size if place.log.exists() else 0


def _log_after(place: Place, size: int) -> str:
    if not place.log.exists():
        return ""
    with place.log.open(errors="replace") as log:
        log.seek(size)
        return log.read()
