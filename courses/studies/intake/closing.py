"""A delivery ends: its batches wait no longer for more."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from courses.dicom.reading import files_under
from courses.studies.intake.arrival import PAUSE, open_delivery, receive_file
from courses.studies.intake.vouching import vouch_for
from courses.studies.intake.words import Receipt, Vouch, Words
from courses.studies.models import Batch, Delivery, IncomingFile
from portal.audit import ledger
from portal.people.models import User
from portal.wake import soon


@transaction.atomic
def close_delivery(delivery: Delivery, *, at_once: bool = True) -> Delivery:
    """Nothing more comes: its batches wait no longer for more, unless another
    delivery may bring it. Said twice, it is said once."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.ended_at is None:
        delivery.ended_at = timezone.now()
        delivery.save(update_fields=["ended_at"])
        ledger.record(
            delivery.sent_by, "delivery.ended", delivery, **delivery.lines.counts()
        )
    if at_once:
        stop_waiting(batches_of(delivery))
    return delivery


def batches_of(delivery: Delivery) -> Sequence[Batch]:
    found = delivery.lines.exclude(batch=None).order_by().values("batch")
    return list(Batch.objects.filter(pk__in=found).order_by("pk"))


def stop_waiting(batches: Iterable[Batch]) -> None:
    now = timezone.now()
    waiting = Batch.objects.filter(pk__in=[batch.pk for batch in batches])
    waiting.filter(settles_at__gt=now).update(settles_at=None)
    files = IncomingFile.objects.filter(batch__in=waiting, due_at__gt=now, attempts=0)
    files.filter(outcome=IncomingFile.Outcome.WAITING).update(due_at=now)
    soon("studies.prepare_waiting")


def receive(
    paths: Iterable[Path],
    *,
    by: User,
    words: Words | None = None,
    vouch: Vouch | None = None,
) -> Receipt:
    """All files under these paths, at once. Nothing is shown to anyone yet."""
    delivery = open_delivery(Delivery.Door.COMMAND, by=by, words=words)
    receipt = Receipt()
    for number, path in enumerate(files_under(paths), 1):
        line = receive_file(path, delivery=delivery, number=number, settle=PAUSE)
        if not line.has_arrived:
            receipt.left_out.append((path, line.reason))
    receipt.batches = list(batches_of(delivery))
    if vouch is not None:
        vouch_for(receipt.batches, by=by, vouch=vouch)
    close_delivery(delivery)
    return receipt
