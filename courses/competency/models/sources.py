"""Where an open need came up again: rows are added, never changed."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from courses.competency.models.duties import LearningNeed
from portal.people.models import User


class NeedSource(models.Model):
    """One more reason for a need that was open already. What it came from is plain
    text and a link, as on the need itself."""

    need = models.ForeignKey(LearningNeed, models.PROTECT, related_name="sources")
    reason = models.CharField(max_length=200)
    source_type = models.CharField(max_length=60)
    source_id = models.CharField(max_length=60)
    source_label = models.CharField(max_length=120)
    source_url = models.CharField(max_length=300, blank=True)
    raised_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "source_type", "source_id"],
                name="a_source_stands_once_on_a_need",
            ),
            models.CheckConstraint(
                condition=~Q(source_type="") & ~Q(source_id=""),
                name="a_further_source_is_named",
            ),
        ]
        indexes = [
            models.Index(
                fields=["source_type", "source_id"], name="further_needs_by_source"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.source_label
