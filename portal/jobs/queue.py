"""Work through rows that are their own queue."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from math import inf
from time import monotonic
from typing import TypeVar

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from portal.jobs.models import DeadLetter, Work
from portal.lib.refusal import Refused

W = TypeVar("W", bound=Work)
logger = logging.getLogger(__name__)

TRIES = 8
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=2)


def work_through(
    queue: type[W],
    step: Callable[[W], None],
    *,
    tries: int = TRIES,
    seconds: float = inf,
) -> int:
    """Take every due row once, one transaction each. Counts what was done. After so
    many seconds no other row is begun: long work leaves the worker to the rest, and
    the schedule comes again.

    A row is locked while it is worked on, so two workers never share one, and
    a worker that dies gives it back untouched. `step` may set a new `due_at`
    to be called again later; otherwise the row is finished."""
    began, outcomes = timezone.now(), []
    until = monotonic() + seconds
    while monotonic() < until:
        done = _take(queue, step, began, tries)
        if done is None:
            break
        outcomes.append(done)
    return sum(outcomes)


def _take(
    queue: type[W], step: Callable[[W], None], began: datetime, tries: int
) -> bool | None:
    """Whether the next row was done; None when no row is left."""
    with transaction.atomic():
        row = (
            queue._default_manager.select_for_update(skip_locked=True, of=("self",))
            .filter(due_at__lte=began)
            .order_by("due_at", "pk")
            .first()
        )
        if row is None:
            return None
        due = row.due_at
        try:
            with transaction.atomic():
                step(row)
        except Exception as error:  # noqa: BLE001 - a step may fail in any way
            _failed(row, error, tries)
            return False
        _finished(row, due)
        return True


def _finished(row: Work, due: datetime | None) -> None:
    if row.due_at == due:
        row.due_at = None
    row.attempts = 0
    row.save(update_fields=["due_at", "attempts"])


def _failed(row: Work, error: Exception, tries: int) -> None:
    """Wait twice as long each time; after the last try, lay the row aside."""
    queue = type(row)
    attempts = row.attempts + 1
    logger.warning("%s %s: %s", queue._meta.label, row.pk, type(error).__name__)
    given_up = attempts >= tries or isinstance(error, Refused)
    wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    queue._default_manager.filter(pk=row.pk).update(
        attempts=attempts, due_at=None if given_up else timezone.now() + wait
    )
    if given_up:
        DeadLetter.objects.get_or_create(
            queue=queue._meta.label,
            row=row.pk,
            retried_at=None,
            defaults={
                "title": str(queue._meta.verbose_name).capitalize() + f" {row.pk}",
                "reason": reason_of(error),
                "attempts": attempts,
            },
        )


def reason_of(error: Exception) -> str:
    """What an administrator may read. Only our own sentences are quoted: any
    other message could carry a patient's name."""
    if isinstance(error, Refused):
        return str(error)[:500]
    return f"{type(error).__module__}.{type(error).__qualname__}"


@transaction.atomic
def retry(letter: DeadLetter) -> None:
    """Put the row back to work; the caller wakes its task or the schedule does."""
    letter = DeadLetter.objects.select_for_update().get(pk=letter.pk)
    if letter.retried_at is not None:
        raise Refused("This was tried again already.")
    model = apps.get_model(letter.queue)
    now = timezone.now()
    model._default_manager.filter(pk=letter.row).update(attempts=0, due_at=now)
    letter.retried_at = now
    letter.save(update_fields=["retried_at"])
