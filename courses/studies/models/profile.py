"""A department's own de-identification profiles, beside those that come with the
portal (`courses/dicom/profiles.toml`)."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dicom.deid.options import Option, Profile
from courses.dicom.deid.profiles import Described
from portal.people.models import User

NAME = r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$"


class DeidProfileQuerySet(models.QuerySet["DeidProfile"]):
    def active(self) -> Self:
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.exclude(archived_at=None)


class DeidProfile(models.Model):
    """The Basic Profile with options chosen. Batches name it, and its name must go
    on meaning what it meant: once used its options stay, and it is never deleted."""

    name = models.CharField(
        _("name"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(NAME, _("Use a-z, 0-9 and hyphens."))],
        help_text=_("Short, for lists and the command line: a-z, 0-9 and hyphens."),
        error_messages={"unique": _("There is a profile of this name already.")},
    )
    title = models.CharField(_("title"), max_length=80)
    purpose = models.CharField(_("what it is for"), max_length=200, blank=True)
    options = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = DeidProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("de-identification profile")
        verbose_name_plural = _("de-identification profiles")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(name__regex=NAME), name="a_profile_has_a_plain_name"
            ),
            models.CheckConstraint(
                condition=~Q(options__contains=["full_dates", "modified_dates"]),
                name="dates_are_kept_or_moved_not_both",
            ),
            models.CheckConstraint(
                condition=Q(options__contained_by=[one.value for one in Option]),
                name="a_profile_knows_its_options",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def described(self) -> Described:
        chosen = frozenset(Option(one) for one in self.options)
        return Described(Profile(self.name, chosen), self.title, self.purpose)
