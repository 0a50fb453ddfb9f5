"""When a ticket's clock stood still, and whom it has warned."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets.desk.models.ticket import Ticket


class HoldReason(models.TextChoices):
    VENDOR = "vendor", _("Waits for the vendor")
    REPORTER = "reporter", _("Waits for the reporter")
    PART = "part", _("Waits for a part")
    TEAM = "team", _("Waits for another team")
    PLANNED = "planned", _("Planned for later")


class HoldQuerySet(models.QuerySet["Hold"]):
    def running(self) -> Self:
        return self.filter(ended_at=None)


class Hold(models.Model):
    """A pause of the clock: never without a reason and an end."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=8, choices=HoldReason)
    promised = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("starts_at")),
                name="a_hold_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("starts_at")),
                name="a_hold_is_over_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(ended_at=None),
                name="a_ticket_is_held_once_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["ticket", "starts_at"], name="holds_in_order")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.get_reason_display()}"


class AlertKind(models.TextChoices):
    SOON = "soon", _("Three quarters of the time are gone")
    OVER = "over", _("The time is over")


class Alert(models.Model):
    """That somebody was told about the clock: once in each round of a ticket."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=4, choices=AlertKind)
    round = models.PositiveSmallIntegerField(
        default=0, help_text=_("How often the ticket had been reopened.")
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind", "round"], name="a_clock_warns_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.get_kind_display()}"
