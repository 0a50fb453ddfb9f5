"""Sample studies as they are kept: study, series, instance."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.studies.models.grant import Grant
from portal.people.models import User

if TYPE_CHECKING:
    from datetime import datetime


def _pictures() -> Exists:
    return Exists(Instance.objects.filter(series__study=OuterRef("pk"), frames__gt=0))


class StudyQuerySet(models.QuerySet["Study"]):
    def released(self) -> Self:
        return self.filter(released_at__isnull=False)

    def with_pictures(self) -> Self:
        """Whether there is anything to look at: reports and curves have no frames."""
        return self.annotate(has_pictures=_pictures())

    def showing(self, *, pictures: bool) -> Self:
        return self.filter(_pictures() if pictures else ~_pictures())

    def visible_to(self, user: User) -> Self:
        """The library: released, and in use by no exercise. Everybody who is
        signed in may read it; what is under review is reached by its batch."""
        if not user.is_active:
            return self.none()
        return self.released().filter(reserved=False)

    def open_to(self, user: User, *, at: "datetime | None" = None) -> Self:
        """The library, and what an open attempt has been granted."""
        moment = at or timezone.now()
        granted = Grant.objects.filter(person=user, until__gt=moment)
        released = self.released() if user.is_active else self.none()
        return released.filter(Q(reserved=False) | Q(pk__in=granted.values("study_id")))


@pghistory.track(exclude=["search"])
class Study(models.Model):
    """One examination, cleaned of its patient; shown only once released."""

    uid = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=120)
    modality = models.CharField(max_length=16)
    body_part = models.CharField(max_length=40, blank=True)
    patient_id = models.CharField(max_length=32)
    patient_sex = models.CharField(max_length=1, blank=True)
    patient_age = models.CharField(max_length=4, blank=True, help_text="DICOM AS: 058Y")
    study_date = models.DateField(null=True, blank=True, help_text="Shifted.")
    note = models.TextField(blank=True, help_text="What this case teaches.")
    source = models.CharField(max_length=200, blank=True, help_text="Origin, licence.")
    images = models.PositiveIntegerField(default=0)
    reserved = models.BooleanField(
        default=False, help_text="Used by an exercise: seen only under a grant."
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="released_studies"
    )
    created_at = models.DateTimeField(default=timezone.now)
    search = models.GeneratedField(
        expression=SearchVector(
            "title", "modality", "body_part", "patient_id", config="english"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="study_is_released_by_a_named_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-released_at", "-id"],
                condition=Q(released_at__isnull=False, reserved=False),
                name="study_library",
            ),
            models.Index(
                fields=["modality", "-released_at", "-id"],
                condition=Q(released_at__isnull=False, reserved=False),
                name="study_library_by_modality",
            ),
            models.Index(fields=["patient_id"], name="study_by_patient"),
            models.Index(fields=["study_date"], name="study_by_date"),
            GinIndex(fields=["search"], name="study_search"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def age(self) -> str:
        """'058Y' read aloud: 58 y."""
        number, unit = self.patient_age[:3].lstrip("0"), self.patient_age[3:].lower()
        return f"{number or 0} {unit}" if unit else ""

    @property
    def patient_line(self) -> str:
        who = " ".join(part for part in (self.age, self.patient_sex) if part)
        return ", ".join(
            part for part in (f"Training ID {self.patient_id}", who) if part
        )


class Series(models.Model):
    """Images made in one go, in one frame of reference."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="series")
    uid = models.CharField(max_length=64, unique=True)
    number = models.IntegerField(default=0)
    modality = models.CharField(max_length=16)
    body_part = models.CharField(max_length=40, blank=True)
    description = models.CharField(
        max_length=64, blank=True, help_text="Written by us from coded attributes."
    )
    frame_of_reference_uid = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["number", "id"]

    def __str__(self) -> str:
        return self.description or f"{self.modality} {self.number}"


class Instance(models.Model):
    """One SOP instance. Its frames and header lie in the file store under its
    own name; what a list needs to order and count lies here."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="instances")
    uid = models.CharField(max_length=64, unique=True)
    sop_class_uid = models.CharField(max_length=64)
    number = models.IntegerField(default=0)
    position = models.FloatField(
        null=True, blank=True, help_text="Millimetres along the slice normal."
    )
    rows = models.PositiveIntegerField(default=0)
    columns = models.PositiveIntegerField(default=0)
    frames = models.PositiveIntegerField(default=0, help_text="0: no pixels.")
    folder = models.CharField(max_length=200, help_text="In the file store.")
    burned_in = models.BooleanField(
        default=False, help_text="May carry text in the pixels: look at each frame."
    )

    class Meta:
        verbose_name = _("instance")
        verbose_name_plural = _("instances")
        ordering = ["position", "number", "id"]

    def __str__(self) -> str:
        return f"{self.series}, image {self.number}"
