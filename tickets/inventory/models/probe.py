"""Probes: what is asked of an item, how often, and what it answered."""

from typing import Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.models import Work
from tickets.inventory.models.asking import Lifecycle
from tickets.inventory.models.item import ConfigurationItem
from tickets.inventory.models.naming import AE_TITLE_LENGTH


class ProbeKind(models.TextChoices):
    ECHO = "echo", _("C-ECHO")
    TCP = "tcp", _("TCP connection")
    HTTP = "http", _("HTTP")
    DICOMWEB = "dicomweb", _("DICOMweb")
    MLLP = "mllp", _("HL7 MLLP connection")
    CERTIFICATE = "certificate", _("Certificate")


class ProbeState(models.TextChoices):
    UNKNOWN = "unknown", _("Not asked yet")
    ANSWERS = "answers", _("Answers")
    SHAKY = "shaky", _("Missed an answer")
    SILENT = "silent", _("Does not answer")


WORST = [ProbeState.SILENT, ProbeState.SHAKY, ProbeState.UNKNOWN]


class ProbeQuerySet(models.QuerySet["Probe"]):
    def on_running_items(self) -> Self:
        return self.filter(
            is_on=True, item__lifecycle__in=[Lifecycle.IN_USE, Lifecycle.STANDBY]
        )

    def for_list(self) -> Self:
        """All that one row shows; `worst` sorts the silent ones first."""
        worst = Case(
            When(is_on=False, then=Value(9)),
            *(When(state=state, then=Value(n)) for n, state in enumerate(WORST)),
            default=Value(8),
        )
        return self.select_related("item__facility").annotate(worst=worst)


@pghistory.track(
    exclude=[
        *("due_at", "attempts", "state", "since", "misses", "last_at", "last_said")
    ]
)
class Probe(Work):
    """One question asked of an item again and again. `due_at` is the next time."""

    item = models.ForeignKey(ConfigurationItem, models.CASCADE, related_name="probes")
    kind = models.CharField(_("kind"), max_length=12, choices=ProbeKind)
    host = models.CharField(_("host name or address"), max_length=120)
    port = models.PositiveIntegerField(
        _("port"), validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    path = models.CharField(
        _("path"), max_length=200, blank=True, help_text=_("For HTTP and DICOMweb.")
    )
    uses_tls = models.BooleanField(_("TLS"), default=False)
    called_ae = models.CharField(
        _("called AE title"), max_length=AE_TITLE_LENGTH, blank=True
    )
    calling_ae = models.CharField(
        _("calling AE title"),
        max_length=AE_TITLE_LENGTH,
        blank=True,
        help_text=_("Empty: the portal's own."),
    )
    every_minutes = models.PositiveSmallIntegerField(
        _("every, minutes"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
    )
    timeout_seconds = models.PositiveSmallIntegerField(
        _("waits, seconds"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    misses_allowed = models.PositiveSmallIntegerField(
        _("misses before it counts"), default=2, validators=[MaxValueValidator(20)]
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    is_on = models.BooleanField(_("on"), default=True)

    state = models.CharField(
        max_length=8, choices=ProbeState, default=ProbeState.UNKNOWN, editable=False
    )
    since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Of the state."
    )
    misses = models.PositiveIntegerField(default=0, editable=False)
    last_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_said = models.CharField(max_length=200, blank=True, editable=False)

    objects = ProbeQuerySet.as_manager()

    class Meta(Work.Meta):
        verbose_name = _("probe")
        verbose_name_plural = _("probes")
        ordering = ["item", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="a_quiet_period_has_both_ends",
                violation_error_message=_("Give both ends of the quiet period."),
            )
        ]
        indexes = [
            *Work.Meta.indexes,
            models.Index(
                fields=["item"],
                condition=Q(state="silent", is_on=True),
                name="silent_probes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.host}:{self.port}"

    def get_absolute_url(self) -> str:
        return reverse("inventory:probe", args=[self.item.short_id, self.pk])


class ProbeResult(models.Model):
    """One answer, or none."""

    probe = models.ForeignKey(Probe, models.CASCADE, related_name="results")
    at = models.DateTimeField(default=timezone.now)
    answered = models.BooleanField()
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    said = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["probe", "-at"], name="results_of_a_probe")]

    def __str__(self) -> str:
        return f"{self.probe}: {self.said}"


class ProbeDay(models.Model):
    """A day of a probe, folded: availability outlives the single answers."""

    probe = models.ForeignKey(Probe, models.CASCADE, related_name="days")
    day = models.DateField()
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["probe", "day"], name="a_day_of_a_probe_is_folded_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.probe} {self.day}"
