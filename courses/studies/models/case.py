"""Teaching cases: the row that is worked on, and each version as it was published."""

import secrets
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

from courses.studies.models.case_words import CaseWords
from courses.studies.models.study import Study
from portal.people.models import Role, User

# No letter that reads as a figure, and no word of any case: an address tells nothing.
LETTERS = "23456789bcdfghjkmnpqrstvwxz"


def new_short_id() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(8))


class CaseVersionQuerySet(models.QuerySet["CaseVersion"]):
    def shown(self) -> Self:
        """What readers see: of each case the current version, while its images are in
        the library."""
        library = Study.objects.released().filter(reserved=False)
        return self.filter(shown_by__isnull=False, case__study__in=library)

    def visible_to(self, user: User) -> Self:
        return self.shown() if user.is_active else self.none()

    def for_list(self) -> Self:
        """What a row shows; the texts stay where they are."""
        heavy = ("discussion", "references", "findings", "search")
        return self.select_related("case__study").defer(*heavy)


class CaseVersion(CaseWords):
    """A case as it was published. It never changes: what is corrected is a new one."""

    case = models.ForeignKey(
        "studies.TeachingCase", models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    loaded_from = models.CharField(
        max_length=80, blank=True, help_text="The file, where nobody reviewed it here."
    )
    published_at = models.DateTimeField(default=timezone.now)
    search = models.GeneratedField(
        expression=SearchVector("title", "finding_names", weight="A", config="english")
        + SearchVector("anatomy", "modality", "history", weight="B", config="english")
        + SearchVector("discussion", weight="D", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CaseVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a case")
        verbose_name_plural = _("versions of cases")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="a_case_counts_its_versions"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=False) | ~Q(loaded_from=""),
                name="a_version_names_its_reviewer_or_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(title="")
                & ~Q(discussion="")
                & ~Q(licence="")
                & ~Q(consent_note="")
                & ~Q(anatomy=""),
                name="a_published_case_says_what_it_is_and_whose",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="cases_newest"),
            models.Index(fields=["title", "id"], name="cases_by_title"),
            models.Index(
                fields=["difficulty", "-published_at", "-id"],
                name="cases_by_difficulty",
            ),
            GinIndex(fields=["search"], name="case_search"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def get_absolute_url(self) -> str:
        return self.case.get_absolute_url()


class TeachingCaseQuerySet(models.QuerySet["TeachingCase"]):
    def visible_to(self, user: User) -> Self:
        """Educators see what they work on; everybody sees what is published."""
        if user.has_role(Role.EDUCATOR, Role.ADMINISTRATOR):
            return self
        return self.published() if user.is_active else self.none()

    def published(self) -> Self:
        return self.filter(current__in=CaseVersion.objects.shown())


@pghistory.track(exclude=["findings", "finding_names", "revision", "page"])
class TeachingCase(CaseWords):
    """The row that educators work on. Readers see `current`, never this."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    short_id = models.SlugField(max_length=12, unique=True, default=new_short_id)
    study = models.ForeignKey(Study, models.PROTECT, related_name="cases")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    current = models.OneToOneField(
        CaseVersion, models.PROTECT, null=True, related_name="shown_by"
    )
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_back = models.CharField(
        max_length=500, blank=True, help_text="Why a reviewer wants it changed."
    )
    loaded_from = models.CharField(max_length=80, blank=True)
    revision = models.PositiveIntegerField(default=1)
    page = models.CharField(
        max_length=24, blank=True, help_text="The page that wrote last."
    )
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = TeachingCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("teaching case")
        verbose_name_plural = _("teaching cases")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(current__isnull=False),
                name="a_published_case_shows_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(current=None),
                name="a_withdrawn_case_shows_none",
            ),
            models.CheckConstraint(
                condition=~Q(state="review") | Q(handed_in_by__isnull=False),
                name="a_case_in_review_was_handed_in_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["loaded_from"],
                condition=~Q(loaded_from=""),
                name="a_file_is_loaded_into_one_case",
            ),
        ]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="cases_worked_on"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("studies:case", args=[self.short_id])
