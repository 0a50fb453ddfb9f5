"""Studies on their way in: a batch is one study, a row for each of its files."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.studies import counted
from courses.studies.models.look import Reading, TextBox
from courses.studies.models.study import Instance, Study
from portal.jobs.models import Work
from portal.people.models import User


def _of_study(rows: models.QuerySet[Any], study: str) -> Coalesce:
    """How many rows there are of the batch's study."""
    own = rows.filter(**{study: OuterRef("study")}).order_by()
    counted = own.values(study).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


class BatchQuerySet(models.QuerySet["Batch"]):
    def in_review(self) -> Self:
        return self.filter(state=Batch.State.REVIEW)

    def open(self) -> Self:
        return self.filter(state__in=Batch.OPEN)

    def settled(self) -> Self:
        return self.exclude(state__in=Batch.OPEN)

    def with_progress(self) -> Self:
        """How many files there are, and how many have been worked through."""
        waiting = Q(incoming__outcome=IncomingFile.Outcome.WAITING)
        return self.annotate(
            total=Count("incoming"), done=Count("incoming", filter=~waiting)
        )

    def with_texts(self) -> Self:
        """Images that can be shown, those that may carry text, boxes that wait for
        a word, and images that the machine has still to read."""
        suspect = Instance.objects.filter(burned_in=True)
        pictures = Instance.objects.filter(frames__gt=0)
        boxes = TextBox.objects.filter(state=TextBox.State.SUGGESTED)
        due = Reading.objects.filter(due_at__isnull=False)
        return self.annotate(
            pictures=_of_study(pictures, "series__study"),
            suspects=_of_study(suspect, "series__study"),
            boxes=_of_study(boxes, "instance__series__study"),
            reading=_of_study(due, "instance__series__study"),
        )


class Batch(models.Model):
    """The files of one study between arrival and a named person's decision.
    The originals stay in quarantine, under names that say nothing."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        DEIDENTIFYING = "deidentifying", _("Being cleaned")
        REVIEW = "review", _("Waits for your look")
        RELEASED = "released", _("Released")
        REFUSED = "refused", _("Refused")

    OPEN = (State.RECEIVED, State.DEIDENTIFYING, State.REVIEW)

    study_uid = models.CharField(max_length=64, help_text="Already replaced.")
    token = models.CharField(max_length=32, unique=True, help_text="Quarantine folder.")
    state = models.CharField(max_length=13, choices=State, default=State.RECEIVED)
    profile = models.CharField(max_length=40, default="teaching")
    title = models.CharField(max_length=120, blank=True)
    body_part = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="sent_batches")
    received_at = models.DateTimeField(default=timezone.now)
    settles_at = models.DateTimeField(
        null=True, blank=True, help_text="More may come: not worked on before."
    )
    vouched_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Saw these very images before they came, and releases what is clean.",
    )
    pixels_vouched = models.BooleanField(
        default=False, help_text="And found no patient's text in the pixels."
    )
    study = models.ForeignKey(
        Study, models.SET_NULL, null=True, blank=True, related_name="batches"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="settled_batches"
    )
    reason = models.CharField(max_length=200, blank=True, help_text="Why refused.")
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="When the originals were erased."
    )
    warned_at = models.DateTimeField(
        null=True, blank=True, help_text="When the reviewers were told that time ends."
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["received", "deidentifying", "review"],
                    settled_at=None,
                    settled_by=None,
                )
                | Q(
                    state="released",
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                )
                | Q(state="refused", settled_at__isnull=False) & ~Q(reason=""),
                name="batch_is_released_by_a_named_person_or_refused_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["study_uid"],
                condition=Q(state__in=["received", "deidentifying", "review"]),
                name="one_open_batch_for_a_study",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="batch_by_state")]

    def __str__(self) -> str:
        return self.title or self.reference

    @property
    def reference(self) -> str:
        return f"B-{self.pk:04d}"

    @property
    def contents(self) -> str:
        """Modality and number of images, as far as they are known."""
        if self.study is None:
            return ""
        modality, n = self.study.modality, self.study.images
        return f"{modality}, {counted.images(n)}" if n else modality

    @property
    def full_name(self) -> str:
        """Told apart from another of the same title."""
        first = self.reference if self.title else ""
        inside = ", ".join(part for part in (first, self.contents) if part)
        return f"{self} ({inside})" if inside else str(self)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class IncomingFile(Work):
    """One file in quarantine. Working on it once means: cleaned, checked by the
    second reader, its frames prepared."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CLEAN = "clean", _("Clean")
        DUPLICATE = "duplicate", _("Already here")
        UNREADABLE = "unreadable", _("Cannot be read")
        LEAK = "leak", _("An identifier is still in it")
        DOCUMENT = "document", _("A teaching file document")
        UNNAMED = "unnamed", _("Not named by the teaching file document")
        ELSEWHERE = "elsewhere", _("Belongs to another study")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="incoming")
    name = models.CharField(max_length=32, help_text="In the quarantine folder.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    line = models.CharField(max_length=200, blank=True, help_text="What came of it.")
    report = models.JSONField(default=dict, help_text="Counts and names; no values.")
    seen = models.JSONField(
        default=dict, blank=True, help_text="The device, until the batch is settled."
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="When the original was erased by itself."
    )
    instance = models.OneToOneField(
        Instance, models.SET_NULL, null=True, blank=True, related_name="incoming"
    )

    class Meta(Work.Meta):
        verbose_name = _("file on its way in")
        verbose_name_plural = _("files on their way in")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "sha256"], name="a_file_comes_in_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch.reference}, file {self.pk}"
