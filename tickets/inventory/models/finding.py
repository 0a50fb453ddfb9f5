"""Findings: what a probe or the radar noticed, left for the desk to take up."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.models import Work
from tickets.inventory.models.item import ConfigurationItem


class FindingKind(models.TextChoices):
    PROBE = "probe", _("A probe")
    DUTY = "duty", _("Maintenance or a test")
    ENDING = "ending", _("A date that ends")
    ADVISORY = "advisory", _("A recall or an advisory")


class FindingQuerySet(models.QuerySet["Finding"]):
    def open(self) -> Self:
        return self.filter(cleared_at=None)


class Finding(Work):
    """Something that is so until it is cleared. Written by `findings.leave` and
    `findings.clear`; `due_at` says that the desk has yet to hear of the change."""

    item = models.ForeignKey(ConfigurationItem, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=8, choices=FindingKind)
    key = models.CharField(max_length=120, help_text="What it is about, for ever.")
    title = models.CharField(max_length=160)
    detail = models.TextField(max_length=2000, blank=True)
    url = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    times = models.PositiveIntegerField(default=1, help_text="How often it was seen.")
    found_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta(Work.Meta):
        ordering = ["-found_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(cleared_at=None),
                name="a_finding_is_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.title
