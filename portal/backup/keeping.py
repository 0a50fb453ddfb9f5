"""Make an archive, read one back, and let old ones go."""

import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader, BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from portal.backup import database
from portal.backup.database import Server
from portal.backup.errors import BackupError
from portal.backup.sealed import FRAME, SealedReader, SealedWriter

NAME = re.compile(r"reading-room-\d{8}T\d{12}Z\.backup")
DATABASE = "database/"
QUARANTINE = "quarantine"  # older archives held originals: they are not laid down
Folders = Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive was found to hold."""

    database_bytes: int
    files: int


def back_up(server: Server, folders: Folders, target: Path, *, key: str) -> Path:
    """The database first: a file that it names may come later, but never go missing."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = datetime.now(UTC).strftime("reading-room-%Y%m%dT%H%M%S%fZ.backup")
    handle, draft = tempfile.mkstemp(prefix=".unfinished-", dir=target)
    try:
        with os.fdopen(handle, "wb") as file:
            writer = SealedWriter(file, key)
            with tarfile.open(fileobj=cast("BinaryIO", writer), mode="w|") as archive:
                _add_database(archive, server)
                for part, folder in folders.items():
                    _add_files(archive, part, folder)
            writer.seal()
            file.flush()
            os.fsync(file.fileno())
        Path(draft).rename(target / name)
    finally:
        Path(draft).unlink(missing_ok=True)
    return target / name


def expire(target: Path, *, keep: int) -> list[Path]:
    """Remove all archives but the newest ones."""
    gone = archives(target)[:-keep]
    for path in gone:
        path.unlink()
    return gone


def archives(folder: Path) -> list[Path]:
    """From old to new."""
    return sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))


def find(place: Path) -> Path:
    """The archive itself, or the newest one of a folder."""
    if not place.is_dir():
        return place
    found = archives(place)
    if not found:
        raise BackupError(f"There is no backup in {place}.")
    return found[-1]


def check(path: Path, *, key: str) -> Contents:
    """Read all of it before anything is changed."""
    database_bytes = files = 0
    with _opened(path, key) as archive:
        for member in archive:
            if member.name.startswith(DATABASE):
                database_bytes += member.size
            else:
                files += 1
    return Contents(database_bytes, files)


def restore(server: Server, folders: Folders, path: Path, *, key: str) -> None:
    """Into an empty database, and folders that are replaced when all of it is read."""
    fresh = {part: _fresh_beside(folder) for part, folder in folders.items()}
    try:
        with _opened(path, key) as archive:
            members = iter(archive)
            database.load(server, _database_pieces(archive, members, fresh))
        for part, folder in folders.items():
            if folder.exists():
                shutil.rmtree(folder)
            fresh[part].rename(folder)
    finally:
        for left_over in fresh.values():
            shutil.rmtree(left_over, ignore_errors=True)


def _add_database(archive: tarfile.TarFile, server: Server) -> None:
    for number, piece in enumerate(database.dump(server)):
        member = tarfile.TarInfo(f"{DATABASE}{number:08}")
        member.size = len(piece)
        archive.addfile(member, BytesIO(piece))


def _add_files(archive: tarfile.TarFile, part: str, folder: Path) -> None:
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        if path.is_symlink() or not path.is_file():
            continue
        member = tarfile.TarInfo(f"{part}/{path.relative_to(folder).as_posix()}")
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            member.size, member.mtime = about.st_size, int(about.st_mtime)
            archive.addfile(member, file)


def _database_pieces(
    archive: tarfile.TarFile,
    members: Iterator[tarfile.TarInfo],
    folders: Folders,
) -> Iterator[bytes]:
    """The database comes first; what follows are files, laid down in passing."""
    for member in members:
        content = archive.extractfile(member)
        if content is None:
            continue
        if member.name.startswith(DATABASE):
            yield content.read()
        else:
            _lay_down(member, content, folders)


def _lay_down(member: tarfile.TarInfo, content: IO[bytes], folders: Folders) -> None:
    part, *rest = PurePosixPath(member.name).parts
    if part == QUARANTINE:
        return
    if part not in folders or not rest or ".." in rest:
        raise BackupError(f"This backup holds a file of no known folder: {part}.")
    path = folders[part].joinpath(*rest)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as file:
        shutil.copyfileobj(content, file, FRAME)
    path.chmod(0o600)
    os.utime(path, (member.mtime, member.mtime))


def _fresh_beside(folder: Path) -> Path:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))


@contextmanager
def _opened(path: Path, key: str) -> Iterator[tarfile.TarFile]:
    with path.open("rb") as file:
        reader = BufferedReader(SealedReader(file, key), FRAME)
        try:
            with tarfile.open(fileobj=reader, mode="r|") as archive:
                yield archive
            while reader.read(FRAME):  # to the seal, past the padding of the archive
                pass
        except tarfile.TarError as error:
            raise BackupError("This backup is damaged: take another one.") from error
