"""What can be learned, who takes it, and what they have done."""

from typing import Self

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.competency.models import Competency
from portal.people.models import Role, User


class CourseState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class CourseQuerySet(models.QuerySet["Course"]):
    def published(self) -> Self:
        return self.filter(state=CourseState.PUBLISHED)

    def visible_to(self, user: User) -> Self:
        """What is published; what is archived to those who took it; educators
        see drafts too."""
        if user.has_role(Role.EDUCATOR, Role.ADMINISTRATOR):
            return self
        taken = Enrolment.objects.filter(person=user).values("course")
        return self.exclude(state=CourseState.DRAFT).filter(
            Q(state=CourseState.PUBLISHED) | Q(pk__in=taken)
        )


@pghistory.track(exclude=["search"])
class Course(models.Model):
    """A way to a competency. Published for all; archived, never deleted."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=300)
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    audience = models.CharField(_("for"), max_length=200, blank=True)
    why = models.TextField(_("why it matters"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    state = models.CharField(
        max_length=9, choices=CourseState, default=CourseState.DRAFT
    )
    version = models.PositiveSmallIntegerField(default=1)
    keeper = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="kept_courses"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    competencies = models.ManyToManyField(
        Competency, through="CourseCompetency", related_name="courses"
    )
    search = models.GeneratedField(
        expression=SearchVector(
            "title", "summary", "subject", "audience", config="english"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CourseState.DRAFT) | Q(published_at__isnull=False),
                name="what_left_the_draft_was_published_at_a_time",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="course_search"),
            models.Index(fields=["state", "title", "id"], name="course_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalog:course", args=[self.slug])


class CourseCompetency(models.Model):
    """What a course counts for, and up to which level."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="counts_for")
    competency = models.ForeignKey(
        Competency, models.PROTECT, related_name="course_links"
    )
    level = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["competency__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "competency"],
                name="a_course_names_a_competency_once",
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 4)), name="a_course_leads_to_a_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency}, level {self.level}"


class Module(models.Model):
    """A chapter of a course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="modules")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("module")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "slug"], name="a_course_names_a_module_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ActivityQuerySet(models.QuerySet["Activity"]):
    def current(self) -> Self:
        return self.filter(withdrawn=False)

    def visible_to(self, user: User) -> Self:
        courses = Course.objects.visible_to(user)
        return self.current().filter(module__course__in=courses)

    def in_order(self) -> Self:
        return self.order_by("module__order", "module_id", "order", "pk")


class Activity(models.Model):
    """One step of a course. What it holds beyond a text is its kind's affair."""

    module = models.ForeignKey(Module, models.CASCADE, related_name="activities")
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(default=5)
    order = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True, help_text="Markdown.")
    html = models.TextField(blank=True, help_text="The body, rendered on save.")
    withdrawn = models.BooleanField(
        default=False, help_text="Left the course, and kept for who did it."
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["module", "slug"], name="a_module_names_an_activity_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Needs the module and its course fetched."""
        module = self.module
        return reverse(
            "catalog:activity", args=[module.course.slug, module.slug, self.slug]
        )


class ActivityCompetency(models.Model):
    """What passing this one activity is evidence for."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="supports")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "competency"],
                name="an_activity_names_a_competency_once",
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 4)), name="an_activity_shows_a_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency}, level {self.level}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def running(self) -> Self:
        return self.filter(finished_at=None, course__state=CourseState.PUBLISHED)


class Enrolment(models.Model):
    """Who takes what. The version is the one that they began with."""

    person = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    version = models.PositiveSmallIntegerField(default=1)
    enrolled_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(
        default=timezone.now, help_text="When they last did something in it."
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course"], name="a_person_takes_a_course_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["person", "-last_at"],
                condition=Q(finished_at=None),
                name="enrolment_running",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.course}"


class Completion(models.Model):
    """One step done, for good. Never changed, never taken back."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="completions")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="completions")
    completed_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(
        max_length=80, blank=True, help_text="What proves it: attempt:12."
    )

    class Meta:
        verbose_name = _("completion")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], name="a_step_is_done_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} done"
