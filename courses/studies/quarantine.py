"""Originals, from arrival to erasure: outside every folder that is served, open to
nobody else, and under names that say nothing."""

import hashlib
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

CHUNK = 1 << 20
ORPHAN_AFTER = 24 * 3600


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


def take(path: Path, token: str) -> Kept:
    """Copy one file in. Its own name stays behind."""
    folder = folder_of(token)
    folder.mkdir(mode=0o700, exist_ok=True)
    name, digest, size = secrets.token_hex(12), hashlib.sha256(), 0
    with path.open("rb") as source, (folder / name).open("xb") as copy:
        (folder / name).chmod(0o600)
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += copy.write(chunk)
    return Kept(name, size, digest.hexdigest())


def clean_copy(token: str, name: str) -> Path:
    """Where a file's clean copy lies while it is read again and made ready."""
    return folder_of(token) / f"{name}.clean"


def erase(token: str) -> None:
    shutil.rmtree(folder_of(token), ignore_errors=True)


def orphans(known: set[str]) -> list[str]:
    """Folders that no batch claims: a process died before it could say so."""
    old = time.time() - ORPHAN_AFTER
    return [
        folder.name
        for folder in root().iterdir()
        if folder.name not in known and folder.stat().st_mtime < old
    ]
