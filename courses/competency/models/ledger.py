"""The ledger: what was decided upon the evidence. Rows are added, not changed."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.competency.models.evidence import (
    Evidence,
    Method,
    Withdrawal,
    append_only,
)
from courses.competency.models.framework import (
    TOP_LEVEL,
    Competency,
    FrameworkVersion,
)
from portal.people.models import User


class Outcome(models.TextChoices):
    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    PROVISIONAL = "provisional", _("Provisional")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def standing(self, before: Any | None = None) -> Self:
        """Decisions that count (of the time before `before`, when given)."""
        rows = self.exclude(outcome=Outcome.PROVISIONAL)
        # Asked as a join that finds nothing, it leads the planner to expect no rows.
        revoked = Revocation.objects.filter(assessment=OuterRef("pk"))
        if before is None:
            return rows.filter(~Exists(revoked))
        revoked = revoked.filter(revoked_at__lt=before)
        return rows.filter(~Exists(revoked), decided_at__lt=before)

    def latest_each(self) -> Self:
        """The newest decision of each person and competency."""
        return self.order_by(
            "person_id", "competency_id", "-decided_at", "-pk"
        ).distinct("person_id", "competency_id")


class Assessment(models.Model):
    """A decision: this person, this competency, this level, until this day.

    `level` is the level shown, `asked` the one looked for; where they differ the
    outcome is “not met”, and the lower level is what the person now holds."""

    person = models.ForeignKey(User, models.PROTECT, related_name="assessments")
    competency = models.ForeignKey(
        Competency, models.PROTECT, related_name="assessments"
    )
    level = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=11, choices=Outcome)
    method = models.CharField(max_length=18, choices=Method)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments_decided",
        help_text="Empty when the competency's rule decided.",
    )
    authority = models.JSONField(
        default=dict, blank=True, help_text="The assessor's authority on that day."
    )
    rule = models.JSONField(
        default=dict, blank=True, help_text="The rule that decided, as it then was."
    )
    version = models.ForeignKey(
        FrameworkVersion, models.PROTECT, related_name="assessments"
    )
    valid_until = models.DateField(help_text="The last day that it holds.")
    reason = models.CharField(max_length=300, blank=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    basis = models.ManyToManyField(
        Evidence, through="AssessmentBasis", related_name="assessments"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked__gte=1, asked__lte=TOP_LEVEL),
                name="an_assessment_looks_for_level_1_to_4",
            ),
            models.CheckConstraint(
                condition=Q(outcome="not_met", level__lt=F("asked"))
                | Q(outcome__in=["met", "provisional"], level=F("asked")),
                name="a_level_not_met_leaves_a_lower_one",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("person")),
                name="nobody_assesses_themselves",
            ),
        ]
        indexes = [
            models.Index(
                "person",
                "competency",
                F("decided_at").desc(),
                F("id").desc(),
                name="assessments_newest_first",
            ),
            models.Index(fields=["valid_until"], name="assessments_by_end"),
            models.Index(fields=["decided_by", "-decided_at"], name="assessments_by"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.person}: {self.competency.code} at {self.level}"


class AssessmentBasis(models.Model):
    """The evidence that a decision rests on."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "evidence"], name="a_decision_cites_evidence_once"
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.assessment} rests on {self.evidence}"


class Revocation(models.Model):
    """Taken back, by whom and why. The decision itself stays as it was made."""

    assessment = models.OneToOneField(
        Assessment, models.PROTECT, related_name="revocation"
    )
    revoked_at = models.DateTimeField(default=timezone.now)
    revoked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    withdrawal = models.ForeignKey(
        Withdrawal,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="revocations",
        help_text="Where one piece of evidence fell: the others speak on.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="a_revocation_says_why")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"Revoked: {self.assessment}"
