"""What the desk knows: articles, and the errors that are known."""

from typing import Self

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import Role, User
from tickets.inventory.models import ConfigurationItem, ItemType


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def visible_to(self, user: User) -> Self:
        """Everybody reads what is published; those who write see all."""
        if user.has_role(Role.AGENT, Role.LEAD, Role.ADMINISTRATOR):
            return self
        return self.published() if user.is_active else self.none()

    def for_list(self) -> Self:
        """What a row shows; the text itself stays where it is."""
        return self.select_related("author").defer("body", "html", "search")


@pghistory.track(exclude=["html", "search"])
class Article(models.Model):
    """How something is done or mended. A known error says besides how it shows
    itself and what helps until it is mended."""

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    summary = models.CharField(
        _("in one sentence"), max_length=200, help_text=_("Shown in lists.")
    )
    body = models.TextField(
        _("text"),
        max_length=20_000,
        help_text=_("Markdown: # heading, - list, 1. step."),
    )
    html = models.TextField(editable=False)
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.DRAFT
    )
    known_error = models.BooleanField(_("known error"), default=False)
    symptom = models.CharField(_("how it shows itself"), max_length=300, blank=True)
    workaround = models.CharField(
        _("what helps until it is mended"), max_length=500, blank=True
    )
    item_types = models.ManyToManyField(
        ItemType,
        blank=True,
        related_name="articles",
        verbose_name=_("about items of type"),
    )
    items = models.ManyToManyField(
        ConfigurationItem,
        blank=True,
        related_name="articles",
        verbose_name=_("about these items"),
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="articles")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("symptom", "summary", weight="B", config="english")
        + SearchVector("workaround", "body", weight="D", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(
                condition=Q(known_error=False) | ~Q(symptom="") & ~Q(workaround=""),
                name="a_known_error_has_a_symptom_and_a_workaround",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                name="what_is_published_was_published_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="articles_newest"),
            models.Index(fields=["title", "id"], name="articles_by_title"),
            GinIndex(fields=["search"], name="article_search"),
            GinIndex(
                OpClass(Upper("title"), name="gin_trgm_ops"),
                name="articles_by_part_of_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge:article", args=[self.slug])


class Vote(models.Model):
    """Did it help? One answer a person, which they may change."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="votes")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    helpful = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person"], name="a_person_votes_once_on_an_article"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.helpful}"
