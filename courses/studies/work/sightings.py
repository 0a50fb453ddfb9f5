"""Devices seen in headers: held with the file until its batch is settled, then
counted once for the batch and kept apart from it."""

from datetime import date
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest, Least

from courses.studies.models import Batch, IncomingFile, Sighting

FIELDS = (
    "station_name",
    "ae_title",
    "manufacturer",
    "model",
    "software_version",
    "serial",
)


def fold(batch: Batch) -> None:
    """In the transaction that settles the batch, which happens once: so each device
    counts once for it, however often a worker was killed over its files.

    A file in which the second reader still found the patient is not believed."""
    believed = batch.incoming.exclude(outcome=IncomingFile.Outcome.LEAK)
    devices = believed.exclude(seen={}).values_list("seen", flat=True).distinct()
    for device in sorted(devices.order_by(), key=lambda one: sorted(one.items())):
        _count(
            {name: device.get(name, "") for name in FIELDS}, batch.received_at.date()
        )


def _count(device: dict[str, Any], day: date) -> None:
    """Two batches that end together may meet in the same device: the row is made
    first, then counted on in the database. In one order, so they never wait in a
    ring."""
    Sighting.objects.bulk_create(
        [Sighting(**device, first_seen=day, last_seen=day)], ignore_conflicts=True
    )
    Sighting.objects.filter(**device).update(
        count=F("count") + 1,
        first_seen=Least(F("first_seen"), day),
        last_seen=Greatest(F("last_seen"), day),
    )
