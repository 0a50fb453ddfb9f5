"""Erase what must not stay: originals of settled batches, and what a refused one
had prepared."""

from django.utils import timezone

from courses.studies import quarantine, storage
from courses.studies.models import Batch, Study
from portal.audit import ledger


def erase_settled() -> int:
    """Batches that were settled and whose originals are still there."""
    done = 0
    for batch in Batch.objects.settled().filter(erased_at=None):
        erase(batch)
        done += 1
    known = set(Batch.objects.open().values_list("token", flat=True))
    for token in quarantine.orphans(known):
        quarantine.erase(token)
    return done


def erase(batch: Batch) -> None:
    """Files first, then the note of it: dying in between only does it again."""
    quarantine.erase(batch.token)
    if not _is_held(batch.study_uid):
        storage.erase(storage.study_folder(batch.study_uid))
    batch.erased_at = timezone.now()
    batch.save(update_fields=["erased_at"])
    ledger.record(None, "batch.originals_erased", batch)


def _is_held(study_uid: str) -> bool:
    """In the library, or on its way in once more."""
    return (
        Study.objects.filter(uid=study_uid).exists()
        or Batch.objects.open().filter(study_uid=study_uid).exists()
    )
