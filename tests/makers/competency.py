"""Competencies, requirements and what people have shown."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from courses.competency import evidence
from courses.competency.default_rules import default_rule
from courses.competency.held import valid_until
from courses.competency.models import (
    Assessment,
    AssessorAuthority,
    Competency,
    Domain,
    Evidence,
    EvidenceKind,
    Framework,
    FrameworkVersion,
    Method,
    Outcome,
    RoleRequirement,
)
from courses.competency.standing import today
from portal.people.models import Role, RoleHolding, RoleProfile, User
from tests.makers.people import make_profile, make_user

_number = count(1)


def make_framework() -> Framework:
    framework, is_new = Framework.objects.get_or_create(
        code="core", defaults={"title": "Core"}
    )
    if is_new:
        FrameworkVersion.objects.create(
            framework=framework, number=1, content_hash="1", content={}
        )
    return framework


def make_competency(*, kinds: str = "KPO", **over: Any) -> Competency:
    """`kinds` as the framework's file writes them: K quiz, P practical, O observed."""
    number, framework = next(_number), make_framework()
    over["domain"] = (
        over.get("domain")
        or Domain.objects.get_or_create(
            framework=framework, code="IM", defaults={"title": "Image management"}
        )[0]
    )
    over.setdefault("code", f"IM{number}")
    over.setdefault("title", f"Trace a study {number}")
    over.setdefault("statement", "Trace a study from order to archive")
    over.setdefault("rule", default_rule(list(kinds)))
    return Competency.objects.create(framework=framework, **over)


def require(
    competency: Competency, profile: RoleProfile | None = None, **over: Any
) -> RoleRequirement:
    over.setdefault("level", 2)
    over.setdefault("due_days_after_start", 0)
    over.setdefault("starts_on", today() - timedelta(days=900))
    return RoleRequirement.objects.create(
        competency=competency, profile=profile or make_profile(), **over
    )


def give_role(person: User, profile: RoleProfile, *, days_ago: int = 400) -> User:
    starts_on = today() - timedelta(days=days_ago)
    RoleHolding.objects.create(person=person, profile=profile, starts_on=starts_on)
    return person


def make_holder(requirement: RoleRequirement, **over: Any) -> User:
    """Somebody whose role asks for it, for more than a year."""
    days_ago = over.pop("days_ago", 400)
    return give_role(make_user(**over), requirement.profile, days_ago=days_ago)


def make_assessor(competency: Competency, *, level: int = 4, **over: Any) -> User:
    """Qualified over the competency's whole domain."""
    person = over.pop("person", None) or make_user(Role.ASSESSOR)
    over.setdefault("valid_from", today() - timedelta(days=30))
    AssessorAuthority.objects.create(
        person=person, domain=competency.domain, level=level, **over
    )
    return person


def make_assessment(
    person: User, competency: Competency, level: int = 2, **over: Any
) -> Assessment:
    """A decision by a rule, in force since `days_ago`."""
    days_ago = over.pop("days_ago", 10)
    decided_at: datetime = over.setdefault(
        "decided_at", timezone.now() - timedelta(days=days_ago)
    )
    until: date = valid_until(decided_at.date(), competency.validity_months)
    over.setdefault("valid_until", until)
    over.setdefault("asked", level)
    over.setdefault("outcome", Outcome.MET)
    over.setdefault("method", Method.SIMULATION)
    over.setdefault("version", competency.framework.versions.latest("number"))
    return Assessment.objects.create(
        person=person, competency=competency, level=level, **over
    )


def show(
    person: User,
    supports: Mapping[Competency, int],
    kind: EvidenceKind = EvidenceKind.PRACTICAL,
    **over: Any,
) -> Evidence:
    """A passed piece of work, graded by the portal just now."""
    methods = {EvidenceKind.QUIZ: Method.WRITTEN, EvidenceKind.SELF: Method.WRITTEN}
    over.setdefault("method", methods.get(kind, Method.SIMULATION))
    over.setdefault("occurred_at", timezone.now())
    over.setdefault("title", "Fix a header mismatch")
    over.setdefault("passed", True)
    return evidence.record(person, kind=kind, supports=supports, **over)
