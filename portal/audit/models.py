"""The record of who did what, and the seals that prove it whole."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone


def _append_only() -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(
            name="append_only",
            operation=pgtrigger.Update | pgtrigger.Delete,
        ),
        pgtrigger.Trigger(
            name="never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'The audit ledger is append-only.';",
        ),
    ]


class AuditEvent(models.Model):
    """One deed. Inserted in the deed's own transaction, never changed."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    label = models.CharField(max_length=160, blank=True)
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["target", "-at"], name="audit_of_a_thing"),
            models.Index(fields=["actor", "-at"], name="audit_of_a_person"),
            models.Index(fields=["verb", "-at"], name="audit_of_a_verb"),
        ]
        triggers = _append_only()

    def __str__(self) -> str:
        return f"{self.verb} {self.target}"


class AuditSeal(models.Model):
    """A link of the chain: it fixes one event and all that were sealed before.

    `event` is no enforced foreign key, so that a removed event is found by the
    check and not hidden by a cascade."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(
        AuditEvent, models.DO_NOTHING, related_name="seal", db_constraint=False
    )
    digest = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        triggers = _append_only()

    def __str__(self) -> str:
        return f"Seal {self.position}"
