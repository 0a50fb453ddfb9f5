"""Cases in an order that somebody chose, to go through one after the other."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.studies.models.case import TeachingCase, new_short_id
from portal.people.models import User


class PlaylistQuerySet(models.QuerySet["Playlist"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and what educators share with all."""
        if not user.is_active:
            return self.none()
        return self.filter(Q(owner=user) | Q(shared=True))


class Playlist(models.Model):
    """Personal, until an educator shares it."""

    short_id = models.SlugField(max_length=12, unique=True, default=new_short_id)
    title = models.CharField(
        _("title"),
        max_length=120,
        help_text=_("It is read in a quiz too, so it must not tell the answers."),
    )
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    owner = models.ForeignKey(User, models.CASCADE, related_name="playlists")
    shared = models.BooleanField(_("everybody may use it"), default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = PlaylistQuerySet.as_manager()

    class Meta:
        verbose_name = _("playlist")
        verbose_name_plural = _("playlists")
        indexes = [
            models.Index(fields=["title", "id"], name="playlists_by_title"),
            models.Index(fields=["owner", "title"], name="playlists_of_a_person"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("studies:playlist", args=[self.short_id])


class PlaylistEntry(models.Model):
    """One case in its place."""

    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="entries")
    case = models.ForeignKey(TeachingCase, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["playlist", "case"], name="a_playlist_names_a_case_once"
            ),
            models.UniqueConstraint(
                fields=["playlist", "place"],
                name="a_place_in_a_playlist_holds_one_case",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.case}"
