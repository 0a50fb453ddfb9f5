"""Find what a process left behind when it died: in quarantine, and in the store.

Nothing young is touched in quarantine: it may be somebody's work."""

import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction

from courses.studies.keeping import quarantine, storage
from courses.studies.keeping.erasing import is_held
from courses.studies.models import Batch, Study
from courses.studies.turns import take_turns

DRAFT_AFTER = 6 * 3600
# Beside the originals until the batch ends: images with text painted out, and what
# the second reader noted down of each file.
KEPT = frozenset({"painted", "facts", "validated"})
DAY = 24 * 3600
AT_ONCE = 500


def sweep_quarantine() -> int:
    """Drafts that no worker writes any more, files that no row names, and whatever
    lies in quarantine without belonging to an open batch."""
    tokens = dict(Batch.objects.open().values_list("token", "pk"))
    swept = 0
    for path in list(quarantine.root().iterdir()):
        if path.name in tokens:
            swept += _sweep_batch(path, tokens[path.name])
        else:
            limit = settings.QUARANTINE_DAYS * DAY if _is_upload(path) else DAY
            swept += _sweep(path, older_than=limit)
    return swept


def _is_upload(path: Path) -> bool:
    """An upload may pause over night; it has a row, and a time limit of its own."""
    return path.name == quarantine.UPLOADS


def _sweep_batch(folder: Path, pk: int) -> int:
    names = set(Batch.objects.get(pk=pk).incoming.values_list("name", flat=True))
    swept = 0
    for path in list(folder.iterdir()):
        name, _dot, kind = path.name.partition(".")
        if kind in KEPT or path.name in names:
            continue
        swept += _sweep(path, older_than=DRAFT_AFTER if name in names else DAY)
    return swept


def _sweep(path: Path, *, older_than: float) -> int:
    """One file; or a folder's old files, and the folder once it is empty and old."""
    if not _is_older(path, older_than) and not path.is_dir():
        return 0
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return 1
    was_old = _is_older(path, older_than)
    swept = sum(_sweep(inner, older_than=older_than) for inner in list(path.iterdir()))
    if was_old and not any(path.iterdir()):
        shutil.rmtree(path, ignore_errors=True)
    return swept


def _is_older(path: Path, seconds: float) -> bool:
    """By the change of its name too: a linked file keeps its old times."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return max(found.st_mtime, found.st_ctime) < time.time() - seconds


def sweep_store() -> int:
    """Folders of studies that no row names."""
    return sum(_erase_orphan(uid) for uid in orphans())


def orphans() -> Iterator[str]:
    """UIDs of the folders in the store that belong to nothing the tables know."""
    try:
        uids, _files = storage.store().listdir(storage.study_folder("").rstrip("/"))
    except FileNotFoundError:
        return
    for at in range(0, len(uids), AT_ONCE):
        yield from _unknown(uids[at : at + AT_ONCE])


def _unknown(uids: Sequence[str]) -> Iterator[str]:
    known = set(Study.objects.filter(uid__in=uids).values_list("uid", flat=True))
    coming = Batch.objects.open().filter(study_uid__in=uids)
    known.update(coming.values_list("study_uid", flat=True))
    yield from (uid for uid in uids if uid not in known)


@transaction.atomic
def _erase_orphan(uid: str) -> bool:
    take_turns(uid)
    if is_held(uid):
        return False
    storage.erase(storage.study_folder(uid))
    return True
