"""What people are employed as, and when they are on duty."""

from typing import Any, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from portal.people.models.user import User


class RoleProfile(models.Model):
    """What a person is employed as: it sets what they must be able to do."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class RoleHoldingQuerySet(models.QuerySet["RoleHolding"]):
    def on(self, day: Any) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Source(models.TextChoices):
    MANUAL = "manual", _("By hand")
    CSV = "csv", _("CSV file")
    ICAL = "ical", _("Calendar file")
    SCIM = "scim", _("Directory")


@pghistory.track()
class RoleHolding(models.Model):
    """Who was what, from when to when. `ends_on` is the first day without."""

    person = models.ForeignKey(User, models.PROTECT, related_name="holdings")
    profile = models.ForeignKey(RoleProfile, models.PROTECT, related_name="holdings")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=6, choices=Source, default=Source.MANUAL)

    objects = RoleHoldingQuerySet.as_manager()

    class Meta:
        ordering = ["person_id", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="a_holding_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="a_profile_is_held_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("profile", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.profile}"


class Shift(models.Model):
    """When somebody is on duty, and on what kind of duty."""

    class Duty(models.TextChoices):
        DAY = "day", _("Day")
        EVENING = "evening", _("Evening")
        NIGHT = "night", _("Night")
        ON_CALL = "on_call", _("On call")

    person = models.ForeignKey(User, models.PROTECT, related_name="shifts")
    duty = models.CharField(max_length=8, choices=Duty)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=6, choices=Source, default=Source.MANUAL)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="a_shift_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person", "starts_at"], name="a_person_starts_a_shift_once"
            ),
        ]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="shifts_by_time")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_duty_display()}"


class Absence(models.Model):
    """Days away. `ends_on` is the first day back."""

    class Reason(models.TextChoices):
        LEAVE = "leave", _("Leave")
        SICK = "sick", _("Sick")
        STUDY = "study", _("Study")
        OTHER = "other", _("Other")

    person = models.ForeignKey(User, models.PROTECT, related_name="absences")
    reason = models.CharField(max_length=5, choices=Reason)
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=6, choices=Source, default=Source.MANUAL)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="an_absence_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person", "starts_on", "reason"],
                name="a_person_begins_an_absence_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} away"
