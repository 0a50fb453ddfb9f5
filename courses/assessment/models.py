"""What is asked, the sealed keys, and what people answered."""

from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.catalog.models import Activity
from courses.studies.models import Grant, Study
from portal.jobs.models import Work
from portal.people.models import Role, User

if TYPE_CHECKING:
    from datetime import datetime


def _append_only() -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(
            name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
        )
    ]


class Key(models.Model):
    """Everything that must not leave the server while an attempt is open: right
    answers, tolerances, the expert's marks, the reasons why. A table of its own,
    so that no query for a question can bring it along; a change is a new row."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="keys")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("key")
        ordering = ["activity_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "version"], name="a_key_has_a_version_of_its_own"
            )
        ]
        triggers = _append_only()

    def __str__(self) -> str:
        return f"Key {self.version}"


class Quiz(models.Model):
    """Questions that show whether a thing is known."""

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="quiz")
    pass_mark = models.PositiveSmallIntegerField(default=80, help_text="Percent.")
    draw = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many questions; empty for all."
    )
    allowed_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="By the server's clock; empty for none."
    )

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__range=(1, 100)),
                name="a_quiz_is_passed_at_a_percentage",
            )
        ]

    def __str__(self) -> str:
        return f"Quiz {self.pk}"


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    NUMERIC = "numeric", _("A number")


class Question(models.Model):
    """A question as the learner sees it. Its wording never changes once asked: a
    new wording is a new revision, and the old one is withdrawn."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=40)
    revision = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=QuestionKind)
    stem = models.TextField(help_text="Rendered HTML.")
    options = models.JSONField(
        default=list, blank=True, help_text='[{"id": "a", "text": "rendered HTML"}]'
    )
    unit = models.CharField(max_length=20, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("question")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "code", "revision"],
                name="a_question_has_a_revision_once",
            ),
            models.UniqueConstraint(
                fields=["quiz", "code"],
                condition=Q(withdrawn=False),
                name="one_revision_of_a_question_is_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.revision}"


class Exercise(models.Model):
    """Something to do on a study."""

    class Kind(models.TextChoices):
        MARK = "mark", _("Find and mark")

    activity = models.OneToOneField(Activity, models.CASCADE, related_name="exercise")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.MARK)
    study = models.ForeignKey(
        Study, models.PROTECT, null=True, blank=True, related_name="exercises"
    )
    study_name = models.CharField(
        max_length=120, help_text="What the author calls the study."
    )
    reserves = models.BooleanField(
        default=True, help_text="The study leaves the library."
    )
    prompt = models.TextField(help_text="Rendered HTML: what to do.")
    max_marks = models.PositiveSmallIntegerField(default=5)
    pass_mark = models.PositiveSmallIntegerField(default=80, help_text="Percent.")
    allowed_minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("exercise")
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__range=(1, 100), max_marks__gte=1),
                name="an_exercise_can_be_passed",
            )
        ]

    def __str__(self) -> str:
        return f"Exercise {self.pk}"


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
        triggers = _append_only()

    def __str__(self) -> str:
        return f"Grade {self.number}"

    @property
    def percent(self) -> int:
        """Rounded down: 79.9 % must not read as 80."""
        return int(self.score * 100)
