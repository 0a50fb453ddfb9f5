"""What the demo's people have shown so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from courses.competency import framework
from courses.competency.held import State, valid_until
from courses.competency.models import (
    Assessment,
    AssessmentBasis,
    AssessorAuthority,
    Competency,
    Domain,
    Evidence,
    EvidenceKind,
    EvidenceLink,
    FrameworkVersion,
    Method,
    Outcome,
    RoleRequirement,
    Waiver,
)
from courses.competency.standing import today
from courses.competency.volume import grow
from portal.lib.seeds import demo
from portal.people.models import RoleHolding, User

__all__ = ["grow", "plant"]

SINCE_DAYS = 1_500  # the framework is older than the longest-serving of the demo
ODDS = [
    (State.MET, 80),
    (State.SOON, 9),
    (State.GRACE, 2),
    (State.LAPSED, 4),
    (State.NEVER, 5),
]
# Told as a story elsewhere too: nobody else on nights covers for R. Willow.
STORY = {
    ("r.willow", "IM2"): State.LAPSED,
    ("r.willow", "DR1"): State.NEVER,
    ("trainee", "IM1"): State.MET,
    ("trainee", "SC4"): State.MET,
    ("trainee", "IM4"): State.NEVER,
    ("m.olive", "DR2"): State.NEVER,
    ("clinician", "IM4"): State.NEVER,
    ("technologist", "SC1"): State.SOON,
}
JUDGES_ALL, JUDGES = "lead@demo.example", "assessor@demo.example"
NEWCOMER_DAYS = 180


@dataclass(frozen=True, slots=True)
class Wanted:
    person: User
    competency: Competency
    level: int
    state: State
    since: date


@demo(order=30)
def plant() -> None:
    begins = today() - timedelta(days=SINCE_DAYS)
    framework.load(framework.read(framework.STARTER), effective_from=begins)
    if Assessment.objects.exists():
        return
    _authorise(begins)
    _excuse()
    people = {
        one.email: one for one in User.objects.filter(email__endswith="@demo.example")
    }
    wanted = list(_wanted(people))
    for one in wanted:
        _show(one, _judge_of(one, people))


def _authorise(begins: date) -> None:
    """The lead may judge everything, the assessor up to “independent”."""
    for email, level in ((JUDGES_ALL, 4), (JUDGES, 3)):
        person = User.objects.filter(email=email).first()
        if person:
            AssessorAuthority.objects.bulk_create(
                AssessorAuthority(
                    person=person,
                    domain=domain,
                    level=level,
                    valid_from=begins,
                    basis="Assessor course, renewed yearly",
                )
                for domain in Domain.objects.all()
            )


def _excuse() -> None:
    lead = User.objects.filter(email=JUDGES_ALL).first()
    excused = User.objects.filter(email="m.olive@demo.example").first()
    downtime = Competency.objects.filter(code="DR2").first()
    if lead and excused and downtime:
        Waiver.objects.create(
            person=excused,
            competency=downtime,
            reason="On the breast imaging unit until spring, which has its own paper.",
            approved_by=lead,
            starts_on=today() - timedelta(days=20),
            until=today() + timedelta(days=100),
        )


def _wanted(people: dict[str, User]) -> Iterator[Wanted]:
    """One draw for each person and demand, always the same."""
    chance, on = Random(2911), today()
    holdings = RoleHolding.objects.on(on).filter(person__in=people.values())
    for holding in holdings.select_related("person").order_by("pk"):
        account = holding.person.email.partition("@")[0]
        demands = (
            RoleRequirement.objects.on(on)
            .filter(profile=holding.profile_id)
            .select_related("competency")
            .order_by("competency__code")
        )
        for demand in demands:
            state = chance.choices(*zip(*ODDS, strict=True))[0]
            is_due = (on - holding.starts_on).days > demand.due_days_after_start
            if not is_due:
                state = chance.choices([State.MET, State.NEVER], [1, 3])[0]
            state = STORY.get((account, demand.competency.code), state)
            since = _since(chance, state, demand.competency, holding.starts_on)
            if since:
                yield Wanted(
                    holding.person, demand.competency, demand.level, state, since
                )


def _since(
    chance: Random, state: State, competency: Competency, started_on: date
) -> date | None:
    """The day of the last proof that leaves this state today."""
    days = {
        State.MET: (40, 30 * competency.validity_months - 5),
        State.SOON: (2, 29),
        State.GRACE: (-competency.grace_days + 1, -2),
        State.LAPSED: (-90, -competency.grace_days - 3),
    }.get(state)
    if days is None:
        return None
    until = today() + timedelta(days=chance.randint(*days))
    since = valid_until(until, -competency.validity_months)
    first = started_on + timedelta(days=5)
    if since < first:
        spread = (today() - first).days
        since = first + timedelta(days=chance.randint(0, max(spread - 1, 0)))
    return min(since, today() - timedelta(days=1))


def _judge_of(one: Wanted, people: dict[str, User]) -> User | None:
    judge = people.get(JUDGES)
    return people.get(JUDGES_ALL) if judge == one.person else judge


def _show(one: Wanted, judge: User | None) -> None:
    """Evidence as the rule of that level asks for it, and the decision on it."""
    tree = str(one.competency.rule["levels"][str(min(one.level, 2))])
    at = timezone.make_aware(
        datetime.combine(one.since, time(9 + one.person.pk % 8, one.competency.pk % 60))
    )
    shown = []
    if "quiz" in tree:
        shown.append(_evidence(one, at, EvidenceKind.QUIZ, Method.WRITTEN, 1))
    if "practical" in tree and one.level >= 2:
        shown.append(_evidence(one, at, EvidenceKind.PRACTICAL, Method.SIMULATION, 2))
    observed = one.level >= 3 or not shown
    by = judge if judge and judge != one.person and observed else None
    if observed and by:
        method = Method.DIRECT_OBSERVATION
        shown.append(
            _evidence(one, at, EvidenceKind.OBSERVATION, method, one.level, by)
        )
    level = one.level if by or one.level < 3 else 2
    if not shown:
        return
    _decide(one, at, level, by, shown)


def _evidence(
    one: Wanted,
    at: datetime,
    kind: EvidenceKind,
    method: Method,
    level: int,
    by: User | None = None,
) -> Evidence:
    words = {
        EvidenceKind.QUIZ: "Quiz",
        EvidenceKind.PRACTICAL: "Practice",
        EvidenceKind.OBSERVATION: "Observed",
    }
    before = {EvidenceKind.QUIZ: 9, EvidenceKind.PRACTICAL: 4}.get(kind, 0)
    is_graded = by is None
    evidence = Evidence.objects.create(
        person=one.person,
        kind=kind,
        method=method,
        title=f"{words[kind]}: {one.competency.title}",
        occurred_at=at - timedelta(hours=before),
        recorded_at=at,
        score=(80 + (one.person.pk * 7 + one.competency.pk * 3) % 20) / 100
        if is_graded
        else None,
        passed=True,
        recorded_by=by,
    )
    EvidenceLink.objects.create(
        evidence=evidence, competency=one.competency, level=level
    )
    return evidence


def _decide(
    one: Wanted, at: datetime, level: int, by: User | None, shown: list[Evidence]
) -> None:
    authority: dict[str, Any] = {}
    if by:
        authority = {"scope": one.competency.domain_id, "level": level}
    assessment = Assessment.objects.create(
        person=one.person,
        competency=one.competency,
        level=level,
        asked=level,
        outcome=Outcome.MET,
        method=shown[-1].method,
        decided_at=at,
        decided_by=by,
        authority=authority,
        rule=one.competency.rule["levels"][str(level)],
        version=FrameworkVersion.objects.filter(
            framework=one.competency.framework_id
        ).latest("number"),
        valid_until=valid_until(one.since, one.competency.validity_months),
    )
    AssessmentBasis.objects.bulk_create(
        AssessmentBasis(assessment=assessment, evidence=item) for item in shown
    )
