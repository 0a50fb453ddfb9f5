"""Duties: what must be done to an item again and again, and that it was done."""

from typing import Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from tickets.inventory.models.item import ConfigurationItem
from tickets.inventory.models.record import ItemDocument


class DutyKind(models.TextChoices):
    MAINTENANCE = "maintenance", _("Maintenance")
    QC = "qc", _("Quality control")
    PHYSICS = "physics", _("Physicist's test")
    ACCREDITATION = "accreditation", _("Accreditation")
    DRILL = "drill", _("Downtime drill")
    OTHER = "other", _("Other")


@pghistory.track()
class Checklist(models.Model):
    """Steps to tick off. A new version is a new row; records keep the one they used."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("title"), max_length=120)
    steps: Any = models.JSONField(
        _("steps"),
        default=list,
        help_text=_("A list of {code, says, kind, unit, low, high}."),
    )
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"], name="a_checklist_has_a_version_once"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(is_current=True),
                name="a_checklist_has_one_current_version",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, user: User) -> Self:
        return self if user.is_active else self.none()


@pghistory.track()
class Duty(models.Model):
    """One recurring duty of one item."""

    item = models.ForeignKey(ConfigurationItem, models.CASCADE, related_name="duties")
    kind = models.CharField(_("kind"), max_length=13, choices=DutyKind)
    title = models.CharField(_("title"), max_length=120)
    every_days = models.PositiveSmallIntegerField(
        _("every, days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
        help_text=_("Empty: once."),
    )
    next_on = models.DateField(_("next"), null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(
        _("ticket opens, days before"),
        null=True,
        blank=True,
        default=14,
        validators=[MaxValueValidator(365)],
        help_text=_("Empty: no ticket, as for what is done every morning."),
    )
    checklist = models.ForeignKey(
        Checklist,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("checklist"),
    )
    responsible = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name=_("who sees to it"),
    )
    source = models.CharField(
        _("asked for by"),
        max_length=120,
        blank=True,
        help_text=_("Law, accreditation, maker's manual."),
    )
    is_on = models.BooleanField(_("on"), default=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["next_on", "id"]
        indexes = [
            models.Index(
                fields=["next_on"],
                condition=Q(is_on=True, next_on__isnull=False),
                name="duties_coming",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.item}"

    def get_absolute_url(self) -> str:
        return reverse("inventory:duty", args=[self.pk])


class DutyResult(models.TextChoices):
    PASS = "pass", _("Passed")
    REMARKS = "remarks", _("Passed with remarks")
    FAIL = "fail", _("Failed")


class DutyRecord(models.Model):
    """That a duty was done, by whom, with what result. Appended, never changed."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="records")
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(_("done on"))
    result = models.CharField(_("result"), max_length=7, choices=DutyResult)
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answers: Any = models.JSONField(default=dict, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    documents = models.ManyToManyField(ItemDocument, blank=True, related_name="records")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("record of a duty")
        verbose_name_plural = _("records of duties")
        ordering = ["-done_on", "-id"]

    def __str__(self) -> str:
        return f"{self.duty} {self.done_on}"
