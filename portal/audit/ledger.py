"""Write to the record, inside the caller's transaction."""

from collections.abc import Iterable
from contextvars import ContextVar

from django.db.models import Model

from portal.audit.models import AuditEvent
from portal.people.models import User

# The client's address during a request; set by portal.audit.middleware.
client_address: ContextVar[str | None] = ContextVar("client_address", default=None)


def record(
    actor: User | None, verb: str, target: Model, **detail: object
) -> AuditEvent:
    """One line in the ledger. `detail` must never hold a patient's data.

    A person is kept by number alone, so that erasure reaches the ledger too."""
    event = _event(actor, verb, target, detail)
    event.save()
    return event


def record_each(
    actor: User | None, verb: str, targets: Iterable[Model], **detail: object
) -> None:
    """One line for each of many, in one query."""
    AuditEvent.objects.bulk_create(
        _event(actor, verb, target, detail) for target in targets
    )


def _event(
    actor: User | None, verb: str, target: Model, detail: dict[str, object]
) -> AuditEvent:
    return AuditEvent(
        actor=actor,
        verb=verb,
        target=f"{target._meta.label_lower}:{target.pk}",
        label="" if isinstance(target, User) else str(target)[:160],
        detail=detail,
        address=client_address.get(),
    )
