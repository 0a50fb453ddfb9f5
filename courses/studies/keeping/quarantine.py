"""Originals, from arrival to erasure: outside every folder that is served, open to
nobody else, and under names that say nothing."""

import hashlib
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

CHUNK = 1 << 20
# Folders that belong to no batch: files between two steps of their arrival.
ARRIVING, UPLOADS = "arriving", "uploads"


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    size: int
    sha256: str


def root() -> Path:
    folder: Path = settings.QUARANTINE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def new_token() -> str:
    return secrets.token_hex(12)


def folder_of(token: str) -> Path:
    return root() / token


def inner(name: str) -> Path:
    """One of the folders that belong to no batch."""
    folder = root() / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def free_bytes() -> int:
    """What may still be written before the disk's reserve is touched."""
    return max(0, shutil.disk_usage(root()).free - int(settings.DISK_RESERVE))


def stage(path: Path, *, may_link: bool = False) -> Kept:
    """Copy one file in, whole and on the disk before this returns. Its own name
    stays behind. `may_link`: nobody writes to the source any more, and it lies in
    quarantine already."""
    name, folder = secrets.token_hex(12), inner(ARRIVING)
    draft = folder / f"{name}.part"
    try:
        if may_link:
            os.link(path, draft)
            kept = _digested(path, name)
        else:
            kept = _copied(path, draft, name)
        draft.replace(folder / name)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    sync_folder(folder)
    return kept


def _digested(path: Path, name: str) -> Kept:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Kept(name, path.stat().st_size, digest)


def _copied(path: Path, draft: Path, name: str) -> Kept:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, draft.open("xb") as copy:
        draft.chmod(0o600)
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return Kept(name, size, digest.hexdigest())


def settle_in(kept: Kept, token: str) -> None:
    """From the arrivals into a batch's folder, in one step that is on the disk
    before the row that names it."""
    folder = folder_of(token)
    folder.mkdir(mode=0o700, exist_ok=True)
    (inner(ARRIVING) / kept.name).replace(folder / kept.name)
    sync_folder(folder)


def drop_staged(kept: Kept) -> None:
    (inner(ARRIVING) / kept.name).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """A new name is on the disk only once its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clean_copy(token: str, name: str) -> Path:
    """Where a file's clean copy lies while it is read again and made ready."""
    return folder_of(token) / f"{name}.clean"


def erase(token: str) -> None:
    """The folder and all in it. Whoever notes this down may rely on it: what cannot
    be erased raises."""
    with suppress(FileNotFoundError):
        shutil.rmtree(folder_of(token))


def erase_file(token: str, name: str) -> None:
    """One original, and what was drafted from it."""
    for path in (folder_of(token) / name, clean_copy(token, name)):
        path.unlink(missing_ok=True)
