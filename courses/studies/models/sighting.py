"""Devices whose images came by: for the inventory, apart from any study."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class SightingQuerySet(models.QuerySet["Sighting"]):
    def of_device(self, *, ae_title: str, station_name: str) -> Self:
        """By the names that an item of the inventory goes by; none, if it has none."""
        named = models.Q(pk__in=[])
        if ae_title:
            named |= models.Q(ae_title__iexact=ae_title)
        if station_name:
            named |= models.Q(station_name__iexact=station_name)
        return self.filter(named)


class Sighting(models.Model):
    """What a device said of itself in the headers of its images, and on which days.

    It names no study, no batch and no hour: a device is not a patient, and must not
    lead to one."""

    station_name = models.CharField(max_length=16, blank=True)
    ae_title = models.CharField(max_length=16, blank=True)
    manufacturer = models.CharField(max_length=64, blank=True)
    model = models.CharField(max_length=64, blank=True)
    software_version = models.CharField(max_length=64, blank=True)
    serial = models.CharField(max_length=64, blank=True, help_text="Of the device.")
    first_seen = models.DateField()
    last_seen = models.DateField()
    count = models.PositiveIntegerField(default=0, help_text="Studies it came in.")

    objects = SightingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "station_name",
                    "ae_title",
                    "manufacturer",
                    "model",
                    "software_version",
                    "serial",
                ],
                name="a_device_as_it_was_seen_stands_once",
            ),
            models.CheckConstraint(
                condition=models.Q(last_seen__gte=models.F("first_seen")),
                name="a_device_is_seen_last_after_it_is_seen_first",
            ),
        ]
        indexes = [
            models.Index(fields=["-last_seen", "-id"], name="sighting_by_day"),
            models.Index(
                models.functions.Upper("ae_title"), name="sighting_by_ae_title"
            ),
            models.Index(
                models.functions.Upper("station_name"), name="sighting_by_station"
            ),
        ]

    def __str__(self) -> str:
        names = (self.station_name or self.ae_title, self.manufacturer, self.model)
        return " ".join(name for name in names if name) or str(_("A device"))
