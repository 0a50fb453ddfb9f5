"""Who may see what of a study while an attempt is open."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models import User

if TYPE_CHECKING:
    from datetime import datetime


class GrantQuerySet(models.QuerySet["Grant"]):
    def running(self, *, at: "datetime | None" = None) -> Self:
        return self.filter(until__gt=at or timezone.now())


class Grant(models.Model):
    """What an open attempt may see of a study, and until when."""

    person = models.ForeignKey(User, models.CASCADE, related_name="study_grants")
    study = models.ForeignKey("studies.Study", models.CASCADE, related_name="grants")
    until = models.DateTimeField()
    hidden = ArrayField(
        models.CharField(max_length=64),
        default=list,
        blank=True,
        help_text="Keywords of attributes that would answer the question.",
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        indexes = [models.Index(fields=["person", "until"], name="grant_by_person")]

    def __str__(self) -> str:
        return f"{self.person} may see {self.study}"
