"""How an item stands now, as an upper floor writes it down."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tickets.inventory.models.item import ConfigurationItem


class ItemState(models.Model):
    """The open tickets of an item, folded by the desk and by nobody else; and its
    silent probes, folded by `tickets.inventory.probing`."""

    item = models.OneToOneField(
        ConfigurationItem, models.CASCADE, primary_key=True, related_name="state"
    )
    open_tickets = models.PositiveIntegerField(default=0)
    worst_priority = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateTimeField(
        null=True, blank=True, help_text="When the worst open ticket was opened."
    )
    silent_probes = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(open_tickets=0, worst_priority=None, since=None)
                | Q(open_tickets__gt=0, worst_priority__range=(1, 4)),
                name="a_state_has_a_priority_while_tickets_are_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["worst_priority", "item"],
                condition=Q(open_tickets__gt=0),
                name="items_with_open_tickets",
            ),
            models.Index(
                fields=["item"],
                condition=Q(silent_probes__gt=0),
                name="items_that_are_silent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.open_tickets}"
