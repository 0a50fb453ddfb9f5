"""A device on the DICOM network, with the names of PS3.15 annex H.

Device (the item) → network AEs → network connections, and each AE's transfer
capabilities. The item's own `ae_title`, `host` and `port` repeat those of its
principal AE for lists and labels; `tickets.inventory.nodes` keeps both in step."""

from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.people.models import Facility
from tickets.inventory.models.item import ConfigurationItem
from tickets.inventory.models.naming import AE_TITLE, AE_TITLE_LENGTH


@pghistory.track()
class NetworkConnection(models.Model):
    """Where a device listens (PS3.15 table H.1-3)."""

    item = models.ForeignKey(
        ConfigurationItem, models.CASCADE, related_name="connections"
    )
    host = models.CharField(_("host name or address"), max_length=120)
    port = models.PositiveIntegerField(
        _("port"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(65535)],
        help_text=_("Empty where it only calls out."),
    )
    uses_tls = models.BooleanField(_("TLS"), default=False)
    certificate_ends_on = models.DateField(_("certificate ends"), null=True, blank=True)
    installed = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("network connection")
        verbose_name_plural = _("network connections")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "host", "port"],
                nulls_distinct=False,
                name="a_device_has_a_connection_once",
                violation_error_message=_("This connection is already written down."),
            )
        ]
        indexes = [
            models.Index(
                fields=["certificate_ends_on"],
                condition=Q(certificate_ends_on__isnull=False),
                name="certificates_ending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}" if self.port else self.host


class NetworkAEQuerySet(models.QuerySet["NetworkAE"]):
    def installed(self) -> Self:
        return self.filter(installed=True)


@pghistory.track()
class NetworkAE(models.Model):
    """An application entity (PS3.15 table H.1-4)."""

    item = models.ForeignKey(
        ConfigurationItem, models.CASCADE, related_name="network_aes"
    )
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    title = models.CharField(
        _("AE title"), max_length=AE_TITLE_LENGTH, validators=[RegexValidator(AE_TITLE)]
    )
    description = models.CharField(_("description"), max_length=120, blank=True)
    is_principal = models.BooleanField(_("the one it goes by"), default=False)
    initiates = models.BooleanField(_("calls others"), default=True)
    accepts = models.BooleanField(_("is called"), default=True)
    installed = models.BooleanField(_("in use"), default=True)
    connection = models.ForeignKey(
        NetworkConnection,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="network_aes",
        verbose_name=_("connection"),
    )
    character_sets = ArrayField(
        models.CharField(max_length=16),
        default=list,
        blank=True,
        verbose_name=_("character sets"),
    )
    worklist_source = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="gives_worklist_to",
        verbose_name=_("worklist from"),
    )
    mpps_target = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="hears_mpps_of",
        verbose_name=_("MPPS to"),
    )
    commitment_target = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="commits_for",
        verbose_name=_("storage commitment by"),
    )

    objects = NetworkAEQuerySet.as_manager()

    class Meta:
        verbose_name = _("network AE")
        verbose_name_plural = _("network AEs")
        ordering = ["-is_principal", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "title"],
                condition=Q(installed=True),
                name="an_ae_title_is_used_once_in_its_facility",
                violation_error_message=_(
                    "Another item of this facility has this AE title."
                ),
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(is_principal=True),
                name="an_item_goes_by_one_ae_title",
            ),
        ]
        indexes = [models.Index(fields=["title"], name="network_ae_by_title")]

    def __str__(self) -> str:
        return self.title


class TransferRole(models.TextChoices):
    SCU = "SCU", _("SCU (asks)")
    SCP = "SCP", _("SCP (serves)")


class TransferCapability(models.Model):
    """What an AE can do (PS3.15 table H.1-5)."""

    network_ae = models.ForeignKey(
        NetworkAE, models.CASCADE, related_name="transfer_capabilities"
    )
    sop_class = models.CharField(_("SOP class UID"), max_length=64)
    role = models.CharField(_("role"), max_length=3, choices=TransferRole)
    transfer_syntaxes = ArrayField(
        models.CharField(max_length=64),
        default=list,
        blank=True,
        verbose_name=_("transfer syntax UIDs"),
    )

    class Meta:
        verbose_name = _("transfer capability")
        verbose_name_plural = _("transfer capabilities")
        ordering = ["sop_class", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["network_ae", "sop_class", "role"],
                name="an_ae_states_a_capability_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sop_class} {self.role}"
