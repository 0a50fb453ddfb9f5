"""Rows that are work to be done, those that gave up, and the worker's pulse."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Work(models.Model):
    """A row that is its own job: while `due_at` is set there is work to do.

    Set `due_at` in the transaction that creates the work, then wake the task
    with `portal.wake.soon`; `portal.jobs.queue.work_through` does the rest."""

    due_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When to work on it; empty when done.")
    )
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="%(class)s_waiting",
            )
        ]


class DeadLetterQuerySet(models.QuerySet["DeadLetter"]):
    def open(self) -> Self:
        return self.filter(retried_at=None)


class DeadLetter(models.Model):
    """Work that failed until it was given up, and why."""

    queue = models.CharField(max_length=80, help_text=_("Model label of the row."))
    row = models.BigIntegerField()
    title = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    attempts = models.PositiveSmallIntegerField()
    died_at = models.DateTimeField(default=timezone.now)
    retried_at = models.DateTimeField(null=True, blank=True)

    objects = DeadLetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "row"],
                condition=Q(retried_at=None),
                name="work_lies_dead_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["-died_at", "-id"],
                condition=Q(retried_at=None),
                name="open_dead_letters",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Heartbeat(models.Model):
    """The last sign of life of a worker: some brokers cannot be asked."""

    STALE = timedelta(seconds=90)

    worker = models.CharField(max_length=120, unique=True)
    beat_at = models.DateTimeField()

    class Meta:
        ordering = ["-beat_at"]

    def __str__(self) -> str:
        return self.worker
