"""Text in the pixels: what the machine read, the boxes, and what a person saw."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.studies.models.study import Instance, Study
from portal.jobs.models import Work
from portal.people.models import User


class Reading(Work):
    """The machine's search for text in one instance. The row is there for every
    instance of a study that was given to the machine; without one, or when it gave
    up (nothing is due and nothing was read), a person's eyes are all there is."""

    instance = models.OneToOneField(Instance, models.CASCADE, related_name="reading")
    frames = ArrayField(
        models.PositiveIntegerField(),
        default=list,
        blank=True,
        help_text="Which to read; none where others of its series speak for it.",
    )
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta(Work.Meta):
        verbose_name = _("search for text in an image")
        verbose_name_plural = _("searches for text in images")

    def __str__(self) -> str:
        return f"Reading of instance {self.instance_id}"


class TextBoxQuerySet(models.QuerySet["TextBox"]):
    def of_study(self, study: Study | None) -> Self:
        if study is None:
            return self.none()
        return self.filter(instance__series__study=study)

    def undecided(self) -> Self:
        return self.filter(state=TextBox.State.SUGGESTED)

    def kept(self) -> Self:
        """Those that are painted out on release."""
        return self.filter(state=TextBox.State.KEPT)


class TextBox(models.Model):
    """A rectangle of pixels that may tell who the patient is. What stands in it is
    not written down anywhere."""

    class FoundBy(models.TextChoices):
        MACHINE = "machine", _("the machine")
        PERSON = "person", _("a person")

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Waits for your word")
        KEPT = "kept", _("Masked on release")
        DISMISSED = "dismissed", _("Harmless")

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="boxes")
    frame = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty: all frames, as burned text stands."
    )
    x = models.PositiveIntegerField()
    y = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    confidence = models.FloatField(null=True, blank=True)
    found_by = models.CharField(max_length=7, choices=FoundBy)
    state = models.CharField(max_length=9, choices=State, default=State.SUGGESTED)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = TextBoxQuerySet.as_manager()

    class Meta:
        verbose_name = _("box around text")
        verbose_name_plural = _("boxes around text")
        ordering = ["y", "x", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0), name="box_has_a_size"
            ),
            models.CheckConstraint(
                condition=Q(state="suggested") | Q(by__isnull=False),
                name="box_is_decided_by_a_named_person",
            ),
        ]
        indexes = [models.Index(fields=["instance", "state"], name="box_by_state")]

    def __str__(self) -> str:
        return f"{self.width} x {self.height} at {self.x}, {self.y}"

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def low(self) -> int:
        return self.y + self.height

    @property
    def sure(self) -> int:
        """Percent, for the machine's own boxes."""
        return round(100 * (self.confidence or 0))

    def is_on(self, frame: int) -> bool:
        return self.frame in (None, frame)


class Look(models.Model):
    """A named person saw one frame while the study waited for release."""

    instance = models.ForeignKey(Instance, models.CASCADE, related_name="looks")
    frame = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("look at a frame")
        verbose_name_plural = _("looks at frames")
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "frame", "by"], name="a_person_sees_a_frame_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} saw frame {self.frame}"
