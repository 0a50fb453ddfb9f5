"""Right answers, in a table of their own."""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalog.models import Activity


def append_only() -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(
            name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
        )
    ]


class Key(models.Model):
    """Everything that must not leave the server while an attempt is open: right
    answers, tolerances, the expert's marks, the reasons why. A table of its own,
    so that no query for a question can bring it along; a change is a new row."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="keys")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("key")
        ordering = ["activity_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "version"], name="a_key_has_a_version_of_its_own"
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"Key {self.version}"
