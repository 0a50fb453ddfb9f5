"""Maintenance windows: when something will be away on purpose."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from tickets.inventory.models.item import ConfigurationItem


class MaintenanceQuerySet(models.QuerySet["MaintenanceWindow"]):
    def now(self) -> Self:
        moment = timezone.now()
        return self.filter(cancelled_at=None, starts_at__lte=moment, ends_at__gt=moment)

    def coming(self) -> Self:
        return self.filter(cancelled_at=None, ends_at__gt=timezone.now())


@pghistory.track()
class MaintenanceWindow(models.Model):
    """Planned work on items: probes keep quiet, the map says so, people are told."""

    title = models.CharField(_("title"), max_length=120)
    items = models.ManyToManyField(
        ConfigurationItem, related_name="maintenance_windows", verbose_name=_("items")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    what_to_expect = models.CharField(_("what to expect"), max_length=300, blank=True)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MaintenanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("maintenance window")
        verbose_name_plural = _("maintenance windows")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="maintenance_ends_after_it_starts",
                violation_error_message=_("It must end after it starts."),
            )
        ]
        indexes = [
            models.Index(
                fields=["ends_at"],
                condition=Q(cancelled_at=None),
                name="maintenance_to_come",
            )
        ]

    def __str__(self) -> str:
        return self.title
