"""What can go wrong with a private database, in words that say what to do."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_SPACE = "The disk that holds {folder} is full: free some space and start again."
READ_ONLY = (
    "The disk that holds {folder} is read-only: make it writable, or set PORTAL_DATA "
    "to a folder that is."
)
NO_PERMISSION = (
    "{folder} belongs to another account: run this as its owner, or set PORTAL_DATA "
    "to a folder of your own."
)
ELSE = "The database in {folder} cannot be used ({reason})."

SENTENCES = {
    errno.ENOSPC: NO_SPACE,
    errno.EDQUOT: NO_SPACE,
    errno.EROFS: READ_ONLY,
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
}


class LocalDatabaseError(Exception):
    """The private database cannot be had; the message is one sentence for a person."""


def sentence_for(error: OSError, folder: Path) -> str:
    template = SENTENCES.get(error.errno or 0, ELSE)
    return template.format(folder=folder, reason=error.strerror or error)


def sentence_in(log: str, folder: Path) -> str:
    """The sentence for what PostgreSQL itself has written before it gave up."""
    if "No space left on device" in log or "Disk quota exceeded" in log:
        return NO_SPACE.format(folder=folder)
    if "Read-only file system" in log:
        return READ_ONLY.format(folder=folder)
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    told = [line for line in lines if "FATAL" in line or "error:" in line] or lines
    return ELSE.format(folder=folder, reason=told[-1] if told else "it says nothing")


@contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LocalDatabaseError(sentence_for(error, folder)) from error


def check_room(folder: Path, *, megabytes: int) -> None:
    """A disk too full to start on is told of before PostgreSQL stumbles over it."""
    disk = os.statvfs(folder)
    if disk.f_flag & os.ST_RDONLY:
        raise LocalDatabaseError(READ_ONLY.format(folder=folder))
    if disk.f_bavail * disk.f_frsize < megabytes * 1_000_000:
        raise LocalDatabaseError(NO_SPACE.format(folder=folder))
