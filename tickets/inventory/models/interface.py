"""An interface: one item feeds another, and what it means when it does not."""

from typing import Self

import pghistory
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from tickets.inventory.models.asking import Lifecycle
from tickets.inventory.models.item import ConfigurationItem
from tickets.inventory.models.node import NetworkAE


class Standard(models.TextChoices):
    DICOM = "DICOM", "DICOM"
    DICOMWEB = "DICOMweb", "DICOMweb"
    HL7 = "HL7", "HL7 v2"
    FHIR = "FHIR", "FHIR"
    FILE = "file", _("Files")
    OTHER = "other", _("Other")


class Effect(models.IntegerChoices):
    """What becomes of the target when the source is silent; worst first."""

    STOPS = 1, _("Stops")
    LIMITED = 2, _("Works with limits")
    GAP = 3, _("Lacks only this part")


class InterfaceQuerySet(models.QuerySet["Interface"]):
    def visible_to(self, user: User) -> Self:
        return self if user.is_active else self.none()

    def for_page(self) -> Self:
        """One interface as a whole: both ends, how they stand, and their AEs."""
        return self.select_related(
            *("source__state", "source__facility", "source__type"),
            *("target__state", "target__facility", "target__type"),
            *("source_ae__connection", "target_ae__connection", "owner"),
        )

    def of(self, item: ConfigurationItem) -> Self:
        """Those that the item feeds, and those that it lives on."""
        return self.filter(Q(source=item) | Q(target=item)).select_related(
            "source__state",
            "target__state",
            "source_ae__connection",
            "target_ae__connection",
        )

    def among_those_in_use(self) -> Self:
        return self.exclude(source__lifecycle=Lifecycle.RETIRED).exclude(
            target__lifecycle=Lifecycle.RETIRED
        )


@pghistory.track()
class Interface(models.Model):
    """`source` feeds `target`: the target cannot work fully without it."""

    source = models.ForeignKey(
        ConfigurationItem,
        models.CASCADE,
        related_name="feeds",
        db_index=False,
        verbose_name=_("from"),
    )
    target = models.ForeignKey(
        ConfigurationItem,
        models.CASCADE,
        related_name="needs",
        db_index=False,
        verbose_name=_("to"),
    )
    standard = models.CharField(_("standard"), max_length=8, choices=Standard)
    service = models.CharField(
        _("service"),
        max_length=60,
        help_text=_("C-STORE, modality worklist, ADT, ORM, ORU, QIDO-RS …"),
    )
    opened_by_target = models.BooleanField(
        _("the receiver asks"),
        default=False,
        help_text=_("Worklist and query are asked for; storing and HL7 are sent."),
    )
    channel = models.CharField(_("channel"), max_length=60, blank=True)
    port = models.PositiveIntegerField(
        _("port"), null=True, blank=True, validators=[MaxValueValidator(65535)]
    )
    uses_tls = models.BooleanField(_("TLS"), default=False)
    source_ae = models.ForeignKey(
        NetworkAE,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("AE of the sender"),
    )
    target_ae = models.ForeignKey(
        NetworkAE,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("AE of the receiver"),
    )
    messages = models.CharField(
        _("messages"),
        max_length=120,
        blank=True,
        help_text=_("ADT^A01 ADT^A08, ORM^O01; or what resources or SOP classes."),
    )
    version = models.CharField(
        _("version"), max_length=20, blank=True, help_text=_("HL7 2.5.1, FHIR R4.")
    )
    queue_threshold = models.PositiveIntegerField(
        _("alarm above, waiting"),
        null=True,
        blank=True,
        help_text=_("How many messages or images may wait before somebody looks."),
    )
    owner = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_interfaces",
        verbose_name=_("owner"),
    )
    went_live_on = models.DateField(_("live since"), null=True, blank=True)
    effect = models.PositiveSmallIntegerField(
        _("without it, the receiver"), choices=Effect, default=Effect.LIMITED
    )
    lost = models.CharField(
        _("what is lost"),
        max_length=160,
        blank=True,
        help_text=_("“Booked patients on the console”."),
    )
    downtime_behaviour = models.CharField(
        _("what still works, and how"), max_length=300, blank=True
    )

    objects = InterfaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("interface")
        verbose_name_plural = _("interfaces")
        ordering = ["effect", "id"]
        indexes = [
            models.Index(
                fields=["source"],
                include=["target", "effect"],
                name="interfaces_downstream",
            ),
            models.Index(
                fields=["target"],
                include=["source", "effect"],
                name="interfaces_upstream",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "standard", "service"],
                name="an_interface_is_written_down_once",
                violation_error_message=_("This interface is already written down."),
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="an_item_does_not_feed_itself",
                violation_error_message=_("An item does not feed itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.source} → {self.target}"

    def get_absolute_url(self) -> str:
        return reverse("inventory:interface", args=[self.pk])

    @property
    def route(self) -> str:
        """Who calls whom: “CT1_RAD → MWLBRK:104”."""
        ends = [(self.source, self.source_ae), (self.target, self.target_ae)]
        (caller, calling), (called, answering) = (
            reversed(ends) if self.opened_by_target else ends
        )
        came = calling.title if calling else caller.ae_title
        title = answering.title if answering else called.ae_title
        there = answering.connection if answering else None
        port = self.port or (there.port if there else called.port)
        address = title or called.host or called.name
        return f"{came or caller.name} → {address}" + (f":{port}" if port else "")
