"""Lists as people have set them: what a page was narrowed to, under a name."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def on(self, page: str, user: Any) -> Self:
        """A page's views: one's own, and those that colleagues share."""
        return self.filter(page=page).filter(Q(owner=user) | Q(is_shared=True))


class SavedView(models.Model):
    """One list's filters and order, to be opened again in one click."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views"
    )
    page = models.CharField(max_length=60, help_text="The URL's name.")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500, blank=True)
    is_shared = models.BooleanField(_("colleagues see it"), default=False)
    made_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "name"], name="a_view_has_its_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
