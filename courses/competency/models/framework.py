"""The framework: domains, competencies, levels, and the versions it went through.

A competency is one row for ever (`stable_id`), so what points at it never goes
astray; each version keeps its whole wording in `FrameworkVersion.content`, so what
was asked under an older one stays readable."""

import uuid
from typing import Self

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TOP_LEVEL = 4


class Framework(models.Model):
    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    owner = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.title


class FrameworkVersion(models.Model):
    """The whole wording, as it was published. Never changed."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=20, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        ordering = ["framework_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "number"], name="a_version_number_is_used_once"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.framework.title} {self.label or self.number}"


class Domain(models.Model):
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="domains")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"], name="a_framework_names_a_domain_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Level(models.Model):
    """0 none to 4 expert, in this framework's own words."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="levels")
    n = models.PositiveSmallIntegerField(validators=[MaxValueValidator(TOP_LEVEL)])
    name = models.CharField(max_length=40)
    descriptor = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "n"], name="a_level_is_described_once"
            ),
            models.CheckConstraint(
                condition=Q(n__lte=TOP_LEVEL), name="a_level_is_0_to_4"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CompetencyQuerySet(models.QuerySet["Competency"]):
    def in_use(self) -> Self:
        """What is asked today, in the framework's order."""
        return self.filter(archived=False).order_by("domain__order", "code")


@pghistory.track()
class Competency(models.Model):
    """One thing that a person can be shown to be able to do."""

    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="competencies"
    )
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="competencies")
    stable_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=80, help_text="A few words, for lists.")
    statement = models.CharField(max_length=300, help_text="What the person can do.")
    guards_against = models.CharField(
        max_length=160, blank=True, help_text="The harm when nobody can."
    )
    risk = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    validity_months = models.PositiveSmallIntegerField(
        default=12, validators=[MinValueValidator(1)]
    )
    grace_days = models.PositiveSmallIntegerField(default=14)
    rule = models.JSONField(
        default=dict, help_text="Which evidence reaches which level."
    )
    archived = models.BooleanField(default=False)

    objects = CompetencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"], name="a_framework_uses_a_code_once"
            ),
            models.CheckConstraint(
                condition=Q(risk__gte=1, risk__lte=3), name="a_risk_is_1_to_3"
            ),
            models.CheckConstraint(
                condition=Q(validity_months__gte=1), name="a_competency_lasts_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class LevelDescriptor(models.Model):
    """What a level looks like in this competency: behaviour that one can see."""

    competency = models.ForeignKey(
        Competency, models.CASCADE, related_name="descriptors"
    )
    level = models.PositiveSmallIntegerField(validators=[MaxValueValidator(TOP_LEVEL)])
    behaviour = models.CharField(max_length=400)

    class Meta:
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "level"], name="a_behaviour_is_described_once"
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=TOP_LEVEL),
                name="a_behaviour_is_of_level_1_to_4",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency.code} at {self.level}"
