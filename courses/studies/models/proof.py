"""What the second reader says of a batch, kept with the study that came of it."""

from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.studies.models.batch import Batch
from courses.studies.models.study import Study


class ProofQuerySet(models.QuerySet["Proof"]):
    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def of(self, batch: Batch) -> "Proof | None":
        return self.filter(batch=batch).newest_first().first()


class Proof(models.Model):
    """Names and counts, never a value. A batch that grows is proven anew; what was
    said before stays."""

    class Validated(models.TextChoices):
        PASSED = "passed", _("No new error")
        FAULTS = "faults", _("New errors")
        ABSENT = "absent", _("Not installed")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="proofs")
    study = models.ForeignKey(
        Study, models.SET_NULL, null=True, blank=True, related_name="proofs"
    )
    made_at = models.DateTimeField(default=timezone.now)
    edition = models.CharField(max_length=80, help_text="Of the reader, and its rules.")
    profile = models.CharField(max_length=40)
    passed = models.BooleanField()
    files = models.PositiveIntegerField(help_text="Read a second time.")
    searched = models.PositiveBigIntegerField(help_text="Values looked for.")
    counts = models.JSONField(default=dict, help_text="UIDs, days and the like.")
    leaks = models.JSONField(default=dict, help_text="Attribute to number of files.")
    faults = models.JSONField(default=dict, help_text="Fault to number of files.")
    validated = models.CharField(max_length=6, choices=Validated)
    lacking = models.JSONField(
        default=dict, help_text="What the validator misses and the original had."
    )

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(passed=False)
                | models.Q(passed=True, leaks={}, faults={}),
                name="a_proof_with_a_leak_or_a_fault_has_not_passed",
            ),
        ]
        indexes = [models.Index(fields=["batch", "-id"], name="proof_by_batch")]

    def __str__(self) -> str:
        return f"{self.batch.reference}, {self.files}"

    @property
    def found(self) -> list[str]:
        """What stands against the batch, by name."""
        return [*self.leaks, *self.faults]

    def as_dict(self) -> dict[str, Any]:
        """The report as a file."""
        return {
            "batch": self.batch.reference,
            "study": self.study.uid if self.study else None,
            "made_at": self.made_at.isoformat(),
            "edition": self.edition,
            "profile": self.profile,
            "passed": self.passed,
            "files": self.files,
            "values_searched": self.searched,
            "compared": self.counts,
            "leaks": self.leaks,
            "faults": self.faults,
            "dciodvfy": {"verdict": self.validated, "lacking": self.lacking},
        }
