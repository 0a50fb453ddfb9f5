"""What each role must reach, who may judge it, who is excused, what is lacking."""

from typing import Any, NamedTuple, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.competency.models.framework import TOP_LEVEL, Competency, Domain
from courses.competency.models.ledger import Assessment
from portal.people.models import Role, RoleProfile, User

A_LEVEL = Q(level__gte=1, level__lte=TOP_LEVEL)


class RoleRequirementQuerySet(models.QuerySet["RoleRequirement"]):
    def on(self, day: Any) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


@pghistory.track()
class RoleRequirement(models.Model):
    """A role asks for this level. `ends_on` is the first day without; a changed
    level ends one row and begins another, so any past day can be answered."""

    profile = models.ForeignKey(
        RoleProfile, models.PROTECT, related_name="requirements"
    )
    competency = models.ForeignKey(
        Competency, models.PROTECT, related_name="requirements"
    )
    level = models.PositiveSmallIntegerField()
    due_days_after_start = models.PositiveSmallIntegerField(default=90)
    critical = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = RoleRequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "competency"],
                condition=Q(ends_on=None),
                name="a_role_asks_for_one_level_at_a_time",
            ),
            models.CheckConstraint(
                condition=A_LEVEL, name="a_role_asks_for_level_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_requirement_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile}: {self.competency.code} at {self.level}"


class AssessorAuthorityQuerySet(models.QuerySet["AssessorAuthority"]):
    def on(self, day: Any) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def over(self, competency: Competency) -> Self:
        return self.filter(Q(competency=competency) | Q(domain_id=competency.domain_id))


@pghistory.track()
class AssessorAuthority(models.Model):
    """Who is qualified to judge what, up to which level; both days included."""

    person = models.ForeignKey(User, models.PROTECT, related_name="authorities")
    competency = models.ForeignKey(
        Competency, models.PROTECT, null=True, blank=True, related_name="authorities"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, related_name="authorities"
    )
    level = models.PositiveSmallIntegerField()
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True)

    objects = AssessorAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "assessor authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(competency=None, domain__isnull=False)
                | Q(competency__isnull=False, domain=None),
                name="authority_is_over_a_competency_or_a_domain",
            ),
            models.CheckConstraint(
                condition=A_LEVEL, name="authority_reaches_level_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="authority_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} judges {self.scope} up to {self.level}"

    @property
    def scope(self) -> str:
        return self.competency.code if self.competency else str(self.domain)


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def on(self, day: Any) -> Self:
        return self.filter(starts_on__lte=day, until__gte=day)


@pghistory.track()
class Waiver(models.Model):
    """Excused, by whom, why, and until which day (included)."""

    person = models.ForeignKey(User, models.PROTECT, related_name="waivers")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="waivers")
    reason = models.CharField(max_length=200)
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    until = models.DateField()

    objects = WaiverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("starts_on")),
                name="a_waiver_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="a_waiver_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(person=F("approved_by")),
                name="nobody_waives_for_themselves",
            ),
        ]
        indexes = [models.Index(fields=["person", "until"], name="waivers_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person} is excused from {self.competency.code}"


class LearningNeedQuerySet(models.QuerySet["LearningNeed"]):
    def open(self) -> Self:
        return self.filter(met_at=None)

    def from_source(self, source_type: str, source_id: str) -> Self:
        """Those that this laid bare, first or again."""
        named = {"source_type": source_type, "source_id": source_id}
        again = {f"sources__{name}": value for name, value in named.items()}
        return self.filter(Q(**named) | Q(**again)).distinct()

    def visible_to(self, user: User) -> Self:
        """One's own, one's reports', and all for those who answer for all."""
        if user.has_role(
            Role.LEAD,
            Role.ASSESSOR,
            Role.EDUCATOR,
            Role.AUDITOR,
            Role.ADMINISTRATOR,
        ):
            return self
        return self.filter(Q(learner=user) | Q(learner__manager=user))


class Origin(NamedTuple):
    """What laid a need bare, to be read and followed."""

    label: str
    url: str


class LearningNeed(models.Model):
    """A hole in the matrix that work laid bare. Where it came from is plain text
    and a link: this room does not know the helpdesk."""

    learner = models.ForeignKey(User, models.PROTECT, related_name="learning_needs")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="needs")
    level = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=200)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=60, blank=True)
    source_label = models.CharField(max_length=120, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    raised_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField(default=timezone.now)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(
        Assessment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs_met",
        help_text="The decision that met it, where one did.",
    )

    objects = LearningNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning need")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "competency"],
                condition=Q(met_at=None),
                name="one_open_need_per_competency",
            ),
            models.CheckConstraint(condition=A_LEVEL, name="a_need_is_of_level_1_to_4"),
            models.CheckConstraint(
                condition=Q(met_by=None) | Q(met_at__isnull=False),
                name="a_need_met_by_a_decision_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["source_type", "source_id"], name="needs_by_source"),
            models.Index(
                fields=["raised_at"], condition=Q(met_at=None), name="open_needs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} needs {self.competency}"

    @property
    def origins(self) -> list[Origin]:
        """All that it came from, in order. Prefetch `sources` for many needs."""
        found = (
            [Origin(self.source_label, self.source_url)] if self.source_label else []
        )
        return found + [
            Origin(one.source_label, one.source_url) for one in self.sources.all()
        ]

    @property
    def came_from(self) -> str:
        return ", ".join(origin.label for origin in self.origins)
