"""Recalls and advisories, matched to what we run, and followed until closed."""

from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from tickets.inventory.models.item import ConfigurationItem


class AdvisoryKind(models.TextChoices):
    RECALL = "recall", _("Recall")
    SAFETY = "safety", _("Field safety notice")
    SECURITY = "security", _("Security advisory")
    SUPPORT = "support", _("End of support")


class AdvisoryQuerySet(models.QuerySet["Advisory"]):
    def visible_to(self, user: User) -> Self:
        return self if user.is_active else self.none()

    def open(self) -> Self:
        return self.filter(closed_at=None)


@pghistory.track()
class Advisory(models.Model):
    """A notice of a maker or an authority."""

    kind = models.CharField(_("kind"), max_length=8, choices=AdvisoryKind)
    reference = models.CharField(_("reference"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=160)
    manufacturer = models.CharField(_("manufacturer"), max_length=80)
    model_names = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        verbose_name=_("models"),
        help_text=_("Empty: all of the manufacturer's."),
    )
    version_from = models.CharField(_("versions from"), max_length=60, blank=True)
    version_until = models.CharField(
        _("to, this one included"), max_length=60, blank=True
    )
    published_on = models.DateField(_("published"))
    act_by = models.DateField(_("act by"), null=True, blank=True)
    what_to_do = models.TextField(_("what to do"), max_length=4000, blank=True)
    url = models.URLField(_("source"), blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AdvisoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("advisory")
        verbose_name_plural = _("advisories")
        ordering = ["-published_on", "-id"]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("inventory:advisory", args=[self.pk])


class MatchState(models.TextChoices):
    TO_CHECK = "to_check", _("To check")
    AFFECTED = "affected", _("Affected")
    NOT_AFFECTED = "not_affected", _("Not affected")
    DONE = "done", _("Done")


SETTLED_MATCHES = [MatchState.NOT_AFFECTED, MatchState.DONE]


@pghistory.track()
class AdvisoryMatch(models.Model):
    """An item that an advisory may be about."""

    advisory = models.ForeignKey(Advisory, models.CASCADE, related_name="matches")
    item = models.ForeignKey(
        ConfigurationItem, models.CASCADE, related_name="advisory_matches"
    )
    state = models.CharField(
        max_length=12, choices=MatchState, default=MatchState.TO_CHECK
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["state", "item__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["advisory", "item"], name="an_advisory_matches_an_item_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["item"],
                condition=~Q(state__in=["not_affected", "done"]),
                name="open_matches_of_an_item",
            )
        ]

    def __str__(self) -> str:
        return f"{self.advisory.reference}: {self.item}"
