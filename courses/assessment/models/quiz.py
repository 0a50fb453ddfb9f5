"""Questions as a learner sees them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.catalog.models import Activity


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
