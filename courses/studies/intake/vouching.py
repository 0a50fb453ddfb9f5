"""A sender's word, given beforehand, that these very images may be released."""

from collections.abc import Iterable

from django.db import transaction

from courses.studies.intake.decision import release_if_vouched
from courses.studies.intake.words import Vouch
from courses.studies.models import Batch
from portal.people.models import User


def vouch_for(batches: Iterable[Batch], *, by: User, vouch: Vouch) -> None:
    """Only where every file was theirs: nobody signs for what another sent."""
    for batch in batches:
        with transaction.atomic():
            found = Batch.objects.open().select_for_update().filter(pk=batch.pk)
            held = found.first()
            if held is not None and _is_all_theirs(held, by):
                held.vouched_by, held.pixels_vouched = by, vouch.pixels_clear
                held.save(update_fields=["vouched_by", "pixels_vouched"])
                release_if_vouched(held)


def _is_all_theirs(batch: Batch, person: User) -> bool:
    others = batch.lines.exclude(delivery__sent_by=person)
    return batch.sent_by_id == person.pk and not others.exists()


def withdraw_vouch(batch: Batch, sender: User) -> None:
    """Another's file came to it since; the caller saves."""
    if batch.vouched_by_id is not None and batch.vouched_by_id != sender.pk:
        batch.vouched_by, batch.pixels_vouched = None, False
