"""Evidence: what happened and speaks for a person, or proved wrong and is silent. Rows
are added, not changed."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.competency.models.framework import TOP_LEVEL, Competency
from portal.people.models import User


def append_only() -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(
            name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
        )
    ]


class EvidenceKind(models.TextChoices):
    QUIZ = "quiz", _("Quiz")
    PRACTICAL = "practical", _("Practical exercise")
    OBSERVATION = "observation", _("Observed sign-off")
    CERTIFICATE = "certificate", _("Certificate")
    TICKET = "ticket", _("Ticket work")
    PRIOR_LEARNING = "prior_learning", _("Prior learning")
    SELF = "self", _("Own statement")


class Method(models.TextChoices):
    WRITTEN = "written", _("Written test")
    SIMULATION = "simulation", _("Simulation")
    DEMONSTRATION = "demonstration", _("Demonstration")
    DIRECT_OBSERVATION = "direct_observation", _("Direct observation")
    RECORD_REVIEW = "record_review", _("Review of records")


class Evidence(models.Model):
    """Something that happened and speaks for (or against) a person's ability."""

    person = models.ForeignKey(User, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=14, choices=EvidenceKind)
    method = models.CharField(max_length=18, choices=Method)
    title = models.CharField(max_length=160)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=60, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    content_version = models.CharField(max_length=60, blank=True)
    score = models.FloatField(null=True, blank=True, help_text="0 to 1.")
    passed = models.BooleanField(null=True, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    comment = models.TextField(blank=True)
    expires_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    competencies = models.ManyToManyField(
        Competency, through="EvidenceLink", related_name="evidence"
    )

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["-occurred_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "source_type", "source_id"],
                condition=~Q(source_type=""),
                name="a_source_is_evidence_once",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=1),
                name="a_score_is_0_to_1",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-occurred_at"], name="evidence_of_a_person"
            ),
            models.Index(
                fields=["source_type", "source_id"], name="evidence_by_source"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return self.title


class EvidenceLink(models.Model):
    """Which competency it speaks for, and up to which level."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="links")
    competency = models.ForeignKey(
        Competency, models.PROTECT, related_name="evidence_links"
    )
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "competency"],
                name="evidence_speaks_once_for_a_competency",
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=TOP_LEVEL),
                name="evidence_supports_level_1_to_4",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.evidence} for {self.competency.code} at {self.level}"


class Withdrawal(models.Model):
    """The evidence stays to be read, and speaks for nothing any longer."""

    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="a_withdrawal_says_why")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"Withdrawn: {self.evidence}"
