"""Attempts, what was answered in them, and what that was worth."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.assessment.models.key import Key, append_only
from courses.assessment.models.quiz import Question
from courses.catalog.models import Activity
from courses.studies.models import Grant
from portal.jobs.models import Work
from portal.people.models import Role, User

if TYPE_CHECKING:
    from datetime import datetime


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: User) -> Self:
        """One's own; educators and assessors see what has been handed in."""
        own = Q(person=user)
        if user.has_role(Role.EDUCATOR, Role.ASSESSOR):
            return self.filter(own | ~Q(state=Attempt.State.OPEN))
        return self.filter(own)

    def open(self) -> Self:
        return self.filter(state=Attempt.State.OPEN)


class Attempt(Work):
    """One go at a quiz or an exercise. What was asked, in which order and by
    which key, is fixed when it is opened; `due_at` is when the server closes it."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SUBMITTED = "submitted", _("Handed in")
        LAPSED = "lapsed", _("Never answered")

    person = models.ForeignKey(User, models.PROTECT, related_name="attempts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    key = models.ForeignKey(Key, models.PROTECT, related_name="attempts")
    course_version = models.PositiveSmallIntegerField(default=1)
    grant = models.ForeignKey(
        Grant, models.SET_NULL, null=True, blank=True, related_name="attempts"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    deadline = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta(Work.Meta):
        verbose_name = _("attempt")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "activity"],
                condition=Q(state="open"),
                name="one_open_attempt_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["person", "activity", "number"],
                name="attempts_are_counted_through",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="what_is_closed_was_closed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("assessment:attempt", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_over(self, *, at: "datetime | None" = None) -> bool:
        return (at or timezone.now()) > self.deadline


class AttemptItem(models.Model):
    """One thing asked in an attempt, at its place; the options in the order that
    this learner saw them."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True)
    option_order = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "order"], name="one_item_at_each_place"
            )
        ]

    def __str__(self) -> str:
        return f"Item {self.order}"


class Answer(models.Model):
    """What is saved for one item: the last word until the attempt is handed in."""

    item = models.OneToOneField(AttemptItem, models.CASCADE, related_name="answer")
    value: "models.JSONField[Any, Any]" = models.JSONField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer")

    def __str__(self) -> str:
        return f"Answer to {self.item}"


class Grade(models.Model):
    """What an attempt was worth, by which grader and key. A later grade of the
    same attempt is a new row; the highest number counts."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="grades")
    number = models.PositiveSmallIntegerField(default=1)
    score = models.DecimalField(max_digits=5, decimal_places=4)
    passed = models.BooleanField()
    parts = models.JSONField()
    grader = models.CharField(max_length=40)
    key = models.ForeignKey(Key, models.PROTECT, related_name="grades")
    graded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("grade")
        ordering = ["attempt_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "number"], name="grades_are_counted_through"
            ),
            models.CheckConstraint(
                condition=Q(score__range=(0, 1)), name="a_score_lies_between_0_and_1"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"Grade {self.number}"

    def get_absolute_url(self) -> str:
        return self.attempt.get_absolute_url()

    @property
    def percent(self) -> int:
        """Rounded down: 79.9 % must not read as 80."""
        return int(self.score * 100)
