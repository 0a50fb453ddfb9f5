"""The map: where people have put an item, and what a symptom leads to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from tickets.inventory.models.item import ConfigurationItem


class MapPlace(models.Model):
    """Where an item stands on a map, in the map's own units, right and down."""

    map = models.CharField(max_length=20, help_text="A facility's code, or “all”.")
    item = models.ForeignKey(ConfigurationItem, models.CASCADE, related_name="+")
    x = models.FloatField()
    y = models.FloatField()
    placed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    placed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["map", "item"], name="an_item_stands_once_on_a_map"
            )
        ]

    def __str__(self) -> str:
        return f"{self.map}: {self.item}"


class Symptom(models.Model):
    """What people say is missing, and the services that bring it."""

    code = models.SlugField(max_length=40, unique=True)
    says = models.CharField(
        _("what people say"), max_length=80, help_text=_("“No worklist”.")
    )
    services = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("services that bring it"),
        help_text=_("As interfaces name them: modality worklist, C-MOVE, ADT."),
    )
    first_look = models.CharField(
        _("look here first"),
        max_length=300,
        blank=True,
        help_text=_("What is checked at the device itself, before the chain."),
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "says"]

    def __str__(self) -> str:
        return self.says
