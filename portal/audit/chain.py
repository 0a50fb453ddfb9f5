"""The chain over the ledger: what is committed is sealed, in one row of links.

Events are inserted unchained, so that no writer waits for another. One sealer
at a time then links what has been committed: each digest covers the event and
the digest before it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection, transaction

from portal.audit.models import AuditEvent, AuditSeal

LOCK = 4_210_001  # pg_advisory_xact_lock: one sealer at a time
BATCH = 1_000
GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole ledger found. `faults` are sentences."""

    sealed: int
    unsealed: int
    head: str
    faults: list[str]


def digest_of(event: AuditEvent, before: bytes) -> bytes:
    """Covers every column of the event, in a form that never depends on the
    database's own way of writing JSON or time."""
    fields = {
        "id": event.pk,
        "at": event.at.isoformat(),
        "actor": event.actor_id,
        "verb": event.verb,
        "target": event.target,
        "label": event.label,
        "detail": event.detail,
        "address": event.address,
    }
    text = json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(before + text.encode()).digest()


def seal() -> int:
    """Link every committed event that has no seal yet."""
    sealed = 0
    while count := _seal_batch():
        sealed += count
    return sealed


@transaction.atomic
def _seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditSeal.objects.order_by("-position").first()
    position, digest = (last.position, bytes(last.digest)) if last else (0, GENESIS)
    seals = []
    for event in AuditEvent.objects.filter(seal=None).order_by("pk")[:BATCH]:
        position, digest = position + 1, digest_of(event, digest)
        seals.append(AuditSeal(position=position, event=event, digest=digest))
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


@transaction.atomic
def verify() -> Verdict:
    """Follow the chain from its first link. Finds a changed, a removed and an
    inserted row; what is not sealed yet is only counted. A cut end shows in
    `head`, which belongs somewhere that this database's owner cannot write."""
    faults, sealed, before = [], 0, GENESIS
    for seal_row, event in _links():
        if seal_row.position != sealed + 1:
            faults.append(f"Seals {sealed + 1} to {seal_row.position - 1} are missing.")
        sealed = seal_row.position
        if event is None:
            faults.append(f"Event {seal_row.event_id}, seal {sealed}, was removed.")
        elif digest_of(event, before) != bytes(seal_row.digest):
            faults.append(f"Event {event.pk}, seal {sealed}, does not fit the chain.")
        before = bytes(seal_row.digest)
    unsealed = AuditEvent.objects.filter(seal=None).count()
    return Verdict(sealed, unsealed, before.hex() if sealed else "", faults)


def _links() -> Iterator[tuple[AuditSeal, AuditEvent | None]]:
    """Each seal with its event, read in pieces that fit the memory."""
    after = 0
    while True:
        seals = list(
            AuditSeal.objects.filter(position__gt=after).order_by("position")[:BATCH]
        )
        if not seals:
            return
        events = AuditEvent.objects.in_bulk([row.event_id for row in seals])
        for row in seals:
            yield row, events.get(row.event_id)
        after = seals[-1].position
