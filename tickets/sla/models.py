"""How soon help is promised, and the hours in which the promise runs."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from portal.people.models import is_time_zone

MINUTES_OF_A_DAY = 24 * 60
LONGEST = 366 * MINUTES_OF_A_DAY


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class BusinessCalendar(models.Model):
    """The hours in which a clock runs."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="UTC", validators=[is_time_zone]
    )
    round_the_clock = models.BooleanField(_("day and night"), default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OpeningInterval(models.Model):
    """Part of a weekday, in minutes from local midnight; several a day leave a
    gap for lunch. 1440 is the end of the day."""

    calendar = models.ForeignKey(
        BusinessCalendar, models.CASCADE, related_name="intervals"
    )
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens"), closes__lte=MINUTES_OF_A_DAY),
                name="an_interval_closes_after_it_opens_on_the_same_day",
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(0, 6)), name="an_interval_has_a_weekday"
            ),
            ExclusionConstraint(
                name="intervals_of_a_weekday_do_not_overlap",
                expressions=[
                    ("calendar", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (
                        Func(
                            Func("opens", template="%(expressions)s::integer"),
                            Func("closes", template="%(expressions)s::integer"),
                            function="int4range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{clock_face(self.opens)} to {clock_face(self.closes)}"


def clock_face(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


class Holiday(models.Model):
    calendar = models.ForeignKey(
        BusinessCalendar, models.CASCADE, related_name="holidays"
    )
    on = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "on"], name="a_holiday_is_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ServiceLevel(models.Model):
    """What is promised for a priority; a row for one tier goes before the
    general one."""

    priority = models.PositiveSmallIntegerField(
        _("priority"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    tier = models.PositiveSmallIntegerField(
        _("tier"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
        help_text=_("Empty: for items of every tier."),
    )
    response_minutes = models.PositiveIntegerField(
        _("first answer within, minutes"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
    )
    resolution_minutes = models.PositiveIntegerField(
        _("solved within, minutes"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
    )
    calendar = models.ForeignKey(
        BusinessCalendar,
        models.PROTECT,
        related_name="levels",
        verbose_name=_("hours that count"),
    )

    class Meta:
        ordering = ["priority", F("tier").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "tier"],
                nulls_distinct=False,
                name="a_priority_is_promised_once_for_a_tier",
                violation_error_message=_("This priority and tier has its promise."),
            ),
            models.CheckConstraint(
                condition=Q(priority__range=(1, 4)), name="a_level_is_for_P1_to_P4"
            ),
            models.CheckConstraint(
                condition=Q(response_minutes__lte=F("resolution_minutes")),
                name="an_answer_comes_no_later_than_the_solution",
                violation_error_message=_(
                    "The first answer must come no later than the solution."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"P{self.priority}" + (f", tier {self.tier}" if self.tier else "")

    @property
    def response(self) -> str:
        return _said(self.response_minutes, self.calendar)

    @property
    def resolution(self) -> str:
        return _said(self.resolution_minutes, self.calendar)


def _said(minutes: int, calendar: BusinessCalendar) -> str:
    """“4 h”, and of desk hours “25 h 30 min of desk time”, never a misleading day."""
    hours, rest = divmod(minutes, 60)
    parts = [_("%(n)s h") % {"n": hours}] if hours else []
    parts += [_("%(n)s min") % {"n": rest}] if rest else []
    said = " ".join(str(part) for part in parts)
    if calendar.round_the_clock:
        return said
    return str(_("%(span)s of desk time")) % {"span": said}


class PriorityRule(models.Model):
    """How much is affected x how much it hurries → how soon it is done."""

    impact = models.PositiveSmallIntegerField()
    urgency = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["impact", "urgency"]
        constraints = [
            models.UniqueConstraint(
                fields=["impact", "urgency"], name="impact_and_urgency_meet_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    impact__range=(1, 3), urgency__range=(1, 3), priority__range=(1, 4)
                ),
                name="a_priority_rule_keeps_to_its_scales",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.impact} x {self.urgency} = P{self.priority}"
