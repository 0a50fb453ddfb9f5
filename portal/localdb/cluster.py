"""The private database of a data folder: whoever comes first starts it, last one out
stops it. All that is decided is decided under one lock, which dies with its holder."""

import atexit
import fcntl
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.localdb import binaries, place, server
from portal.localdb.binaries import Binaries
from portal.localdb.errors import (
    LocalDatabaseError,
    check_room,
    in_plain_words,
    sentence_in,
)
from portal.localdb.place import Place

NAME = "portal"
LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    binaries: Binaries


@dataclass(slots=True)
class Use:
    """This process's share in a running database: a lock that the kernel lets go."""

    place: Place
    address: Address
    lock: int
    looked_at: float = field(default_factory=time.monotonic)


_uses: dict[Path, Use] = {}
_guard = threading.RLock()
_before_stopping: list[Callable[[], None]] = []


def ensure(data: Path) -> Address:
    """The address of the data folder's database, started if it is not running."""
    data = data.resolve()
    with _guard, in_plain_words(data):
        use = _uses.get(data)
        if use and _still_runs(use):
            return use.address
        with _locked(data) as own:
            found = place.find(own)
            address = _running(found)
            lock = use.lock if use else _share(own)
            _uses[data] = Use(found, address, lock)
    return address


def release(data: Path) -> None:
    """Give up this process's share; nobody else has one: stop the server."""
    with _guard, in_plain_words(data.resolve()):
        use = _uses.pop(data.resolve(), None)
        if use is None:
            return
        os.close(use.lock)
        with _locked(data.resolve()) as own:
            if _nobody_uses(own):
                server.stop(use.place.cluster)
                _tidy(use.place)


def before_stopping(close: Callable[[], None]) -> None:
    """Have connections closed before their server may go."""
    _before_stopping.append(close)


def _still_runs(use: Use) -> bool:
    now = time.monotonic()
    if now - use.looked_at < LOOK_AGAIN_SECONDS:
        return True
    use.looked_at = now
    return server.pid_of(use.place.cluster) is not None


def _running(found: Place) -> Address:
    programs = binaries.choose(found.own.parent, found.major())
    programs = place.within_reach(programs, found)
    if found.major() is None:
        _create(found, programs)
    if server.pid_of(found.cluster) is None:
        check_room(found.home, megabytes=40)
        server.start(found, programs)
    return Address(str(place.sockets(found)), server.PORT, programs)


def _create(found: Place, programs: Binaries) -> None:
    """Make the cluster under another name: one half made never counts."""
    check_room(found.home, megabytes=120)
    for left_over in found.home.glob("init-*"):
        shutil.rmtree(left_over)
    fresh = Path(tempfile.mkdtemp(prefix="init-", dir=found.home))
    found.account.give(fresh)
    how = ["--auth-local=trust", "--auth-host=reject", "--data-checksums"]
    how += ["--encoding=UTF8", "--locale=C.UTF-8", f"--username={NAME}"]
    _say(found, [programs["initdb"], "-D", str(fresh), *how], "")
    single = [programs["postgres"], "--single", "-D", str(fresh), "postgres"]
    _say(found, single, f"CREATE DATABASE {NAME}\n")
    fresh.rename(found.cluster)


def _say(found: Place, command: list[str], words: str) -> None:
    done = found.account.run(
        command, input=words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode != 0:
        raise LocalDatabaseError(sentence_in(done.stdout, found.own.parent))


@contextmanager
def _locked(data: Path) -> Iterator[Path]:
    own = place.prepare(data)
    lock = os.open(own / "lock", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield own
    finally:
        os.close(lock)


def _share(own: Path) -> int:
    lock = os.open(own / "users", os.O_RDONLY | os.O_CREAT, 0o644)
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def _nobody_uses(own: Path) -> bool:
    lock = os.open(own / "users", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _tidy(left: Place) -> None:
    pointer = left.own / "sockets"
    if pointer.exists():
        with suppress(OSError):
            Path(pointer.read_text().strip()).rmdir()
        pointer.unlink()


def _leave() -> None:
    for close in _before_stopping:
        close()
    for data in list(_uses):
        with suppress(LocalDatabaseError):
            release(data)


def _after_fork() -> None:
    """A lock is shared across a fork, so a child takes one of its own."""
    global _guard  # noqa: PLW0603 - another thread may have held it at the fork
    _guard = threading.RLock()
    for data, use in list(_uses.items()):
        inherited, use.lock = use.lock, _share(use.place.own)
        os.close(inherited)
        use.looked_at = 0.0
        _uses[data] = use


atexit.register(_leave)
os.register_at_fork(after_in_child=_after_fork)
