"""Something to do, and the copies of it that are made for each learner."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.assessment.models.attempt import Attempt
from courses.assessment.models.key import Key
from courses.catalog.models import Activity
from courses.studies.models import Study
from portal.jobs.models import Work
from portal.people.models import User


class ExerciseKind(models.TextChoices):
    """What is asked; `courses.assessment.kinds` knows how each is drawn and graded."""

    MARK = "mark", _("Find and mark")
    MEASURE = "measure", _("Measure")
    WINDOWING = "windowing", _("Windowing")
    SIDE_MARKER = "side-marker", _("Side marker")
    REJECT = "reject", _("Accept or reject")
    CRITICAL = "critical", _("Critical finding")
    HANGING = "hanging", _("Hanging protocol")
    HEADER_REPAIR = "header-repair", _("Repair a header")
    HEADER_READING = "header-reading", _("Read a header")
    ANOMALY = "anomaly", _("Anomaly decision")
    SORTING = "sorting", _("Merge, split, orphan")
    DEIDENTIFY = "deidentify", _("De-identify a study")


class Exercise(models.Model):
    """Something to do on a study. `task` is the open part of what its author wrote;
    the rest is in the key."""

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="exercise")
    kind = models.CharField(
        max_length=20, choices=ExerciseKind, default=ExerciseKind.MARK
    )
    study = models.ForeignKey(
        Study, models.PROTECT, null=True, blank=True, related_name="exercises"
    )
    study_name = models.CharField(
        max_length=120,
        blank=True,
        help_text="What the author calls the study; empty where each is made.",
    )
    reserves = models.BooleanField(
        default=True, help_text="The study leaves the library."
    )
    prompt = models.TextField(help_text="Rendered HTML: what to do.")
    task: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    pass_mark = models.PositiveSmallIntegerField(default=80, help_text="Percent.")
    allowed_minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("exercise")
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__range=(1, 100)),
                name="an_exercise_can_be_passed",
            )
        ]

    def __str__(self) -> str:
        return f"Exercise {self.pk}"


class VariantQuerySet(models.QuerySet["Variant"]):
    def free(self) -> "VariantQuerySet":
        """Made, and nobody's yet."""
        return self.filter(attempt=None, made_at__isnull=False)


class Variant(Work):
    """One learner's own copy of an exercise: images under UIDs of their own, seeded
    faults or findings. Made ahead by a job (`due_at`), claimed by one attempt."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="variants")
    key = models.ForeignKey(Key, models.PROTECT, related_name="variants")
    seed = models.BigIntegerField()
    task: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict, blank=True, help_text="Its open part, laid over the exercise's."
    )
    differs = models.BooleanField(
        default=False, help_text="Its right answer is another than its sisters'."
    )
    study = models.ForeignKey(
        Study, models.SET_NULL, null=True, blank=True, related_name="variants"
    )
    attempt = models.OneToOneField(
        Attempt, models.PROTECT, null=True, blank=True, related_name="variant"
    )
    made_at = models.DateTimeField(null=True, blank=True)

    objects = VariantQuerySet.as_manager()

    class Meta(Work.Meta):
        verbose_name = _("variant")
        constraints = [
            models.UniqueConstraint(
                fields=["exercise", "seed"], name="each_variant_has_a_seed_of_its_own"
            ),
            models.CheckConstraint(
                condition=Q(attempt=None) | Q(made_at__isnull=False),
                name="only_a_made_variant_is_claimed",
            ),
        ]
        indexes = [
            *Work.Meta.indexes,
            models.Index(
                fields=["exercise", "id"],
                condition=Q(attempt=None, made_at__isnull=False),
                name="variant_free",
            ),
        ]

    def __str__(self) -> str:
        return f"Variant {self.pk}"


class VariantKey(models.Model):
    """What is right in one variant. In a table of its own, as every key."""

    variant = models.OneToOneField(Variant, models.CASCADE, related_name="sealed")
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("key of a variant")
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"Key of {self.variant_id}"


class Draft(models.Model):
    """An exercise that an educator is writing. Publishing writes it where the files
    of a course would; the draft stays, for the next change."""

    kind = models.CharField(max_length=20, choices=ExerciseKind)
    author = models.ForeignKey(User, models.PROTECT, related_name="exercise_drafts")
    title = models.CharField(max_length=120)
    body: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    study = models.ForeignKey(
        Study, models.PROTECT, null=True, blank=True, related_name="exercise_drafts"
    )
    revision = models.PositiveIntegerField(default=1)
    activity = models.OneToOneField(
        Activity, models.SET_NULL, null=True, blank=True, related_name="draft"
    )
    trial = models.OneToOneField(
        Activity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="trial_of",
        help_text="The same, for educators alone: tried before it is published.",
    )
    changed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("draft")
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="draft_by_change")]

    def __str__(self) -> str:
        return self.title
