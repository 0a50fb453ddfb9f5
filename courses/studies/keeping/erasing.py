"""Erase what must not stay: originals of settled batches, what a refused one had
prepared, and originals that no decision can need any more."""

import logging
import os
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.utils import timezone

from courses.studies.keeping import quarantine, storage
from courses.studies.models import Batch, IncomingFile, Study
from courses.studies.turns import take_turns
from portal.audit import ledger

logger = logging.getLogger(__name__)
Outcome = IncomingFile.Outcome
# Such a file can be released by nobody: it is sent again, or never.
DEAD_ENDS = (
    Outcome.DUPLICATE,
    Outcome.UNREADABLE,
    Outcome.LEAK,
    Outcome.DOCUMENT,
    Outcome.UNNAMED,
    Outcome.ELSEWHERE,
)
AT_ONCE = 500


def erase_settled() -> int:
    """Batches that were settled and whose originals are still there. The originals
    of all go first: a file store that does not answer keeps none of them alive."""
    waiting = list(Batch.objects.settled().filter(erased_at=None).order_by("pk"))
    if waiting:
        os.sync()  # what was made of them is on the disk before they go
    ready = [batch for batch in waiting if _erase_originals(batch)]
    return sum(_erase_rest(batch) for batch in ready)


def erase(batch: Batch) -> bool:
    """Whether nothing is left of the originals, and this call was it that erased."""
    return _erase_originals(batch) and _erase_rest(batch)


@transaction.atomic
def _erase_originals(batch: Batch) -> bool:
    """Not while a worker reads one of them: it lets go of a closed batch by itself,
    and the next sweep comes in a minute."""
    idle = batch.incoming.select_for_update(skip_locked=True).values_list("pk")
    if len(idle) < batch.incoming.count():
        return False
    try:
        quarantine.erase(batch.token)
    except OSError:  # its words name a folder of ours, and nobody
        logger.exception("%s: the originals cannot be erased", batch.reference)
        return False
    return True


@transaction.atomic
def _erase_rest(batch: Batch) -> bool:
    """Files first, then the note of it: dying in between only does it again."""
    take_turns(batch.study_uid)
    folder = storage.study_folder(batch.study_uid)
    if is_held(batch.study_uid):
        _erase_drafts(folder)
    else:
        storage.erase(folder)
    batch.incoming.exclude(seen={}).update(seen={})
    now = timezone.now()
    first = Batch.objects.filter(pk=batch.pk, erased_at=None).update(erased_at=now)
    if first:
        batch.erased_at = now
        ledger.record(None, "batch.originals_erased", batch)
    return bool(first)


def _erase_drafts(folder: str) -> None:
    """What a process that died had half-written beside the study's files; a bucket
    takes a file whole or not at all."""
    kept = storage.store()
    if isinstance(kept, FileSystemStorage):
        for path in list(Path(kept.path(folder)).rglob(".*")):
            path.unlink(missing_ok=True)


def is_held(study_uid: str) -> bool:
    """In the library, or on its way in once more."""
    return (
        Study.objects.filter(uid=study_uid).exists()
        or Batch.objects.open().filter(study_uid=study_uid).exists()
    )


def erase_dead_ends() -> int:
    """Originals, one by one, that their batch's release cannot want."""
    done = 0
    while erased := _some_dead_ends():
        done += erased
    return done


@transaction.atomic
def _some_dead_ends() -> int:
    ended = IncomingFile.objects.filter(
        outcome__in=DEAD_ENDS, erased_at=None, batch__state__in=Batch.OPEN
    ).select_related("batch")
    rows = list(ended.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
    for row in rows:
        quarantine.erase_file(row.batch.token, row.name)
    gone = [row.pk for row in rows]
    return IncomingFile.objects.filter(pk__in=gone).update(erased_at=timezone.now())
