"""Who services what: vendors, and the contracts with them."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.people.models import User


@pghistory.track()
class Vendor(models.Model):
    """Whom to phone."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    phone = models.CharField(_("service phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    portal_url = models.URLField(_("service portal"), blank=True)
    note = models.CharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_("“Press 2, then the site ID.”"),
    )

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("inventory:vendor", args=[self.pk])


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: User) -> Self:
        return self if user.is_active else self.none()

    def ending_by(self, day: object) -> Self:
        return self.filter(ends_on__lte=day)


@pghistory.track()
class Contract(models.Model):
    """What a vendor owes, when, and until when."""

    vendor = models.ForeignKey(
        Vendor, models.PROTECT, related_name="contracts", verbose_name=_("vendor")
    )
    number = models.CharField(_("number"), max_length=40)
    title = models.CharField(_("title"), max_length=120, blank=True)
    hours = models.CharField(
        _("service hours"),
        max_length=80,
        blank=True,
        help_text=_("“Mon to Fri, 7 to 19”."),
    )
    responds_within_hours = models.PositiveSmallIntegerField(
        _("responds within, hours"), null=True, blank=True
    )
    covers = models.CharField(
        _("covers"),
        max_length=200,
        blank=True,
        help_text=_("Parts, tubes, software, travel."),
    )
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["vendor__name", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "number"], name="a_vendor_numbers_a_contract_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(ends_on__gte=F("starts_on")),
                name="a_contract_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_on"],
                condition=Q(ends_on__isnull=False),
                name="contracts_ending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.vendor})"

    def get_absolute_url(self) -> str:
        return reverse("inventory:contract", args=[self.pk])
