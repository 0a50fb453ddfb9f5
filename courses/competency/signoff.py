"""An observed sign-off: somebody qualified saw it done, and says so."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.competency import (
    assessments,
    criteria,
    evidence,
    held,
    kinds,
    needs,
    reading,
    rules,
)
from courses.competency.models import (
    Assessment,
    AssessorAuthority,
    Competency,
    EvidenceKind,
    Method,
    Outcome,
)
from courses.competency.standing import today
from portal.lib.refusal import Refused
from portal.people.models import User


@transaction.atomic
def sign_off(
    person: User,
    competency: Competency,
    level: int,
    *,
    by: User,
    method: Method,
    comment: str = "",
    shown: int | None = None,
) -> Assessment:
    """Judge one level. `shown` is the level that was seen, where it fell short."""
    shown = level if shown is None else min(shown, level)
    authority = _qualified(by, person, competency, level)
    assessments.hold_still(person)
    current = assessments.standing_of(person, competency)

    seen = evidence.append(
        person,
        supports={competency: level},
        kind=EvidenceKind.OBSERVATION,
        method=method,
        occurred_at=timezone.now(),
        title=_("Observed: %(title)s") % {"title": competency.title},
        passed=shown >= level,
        comment=comment,
        recorded_by=by,
    )
    assessment = assessments.add(
        person,
        competency,
        basis=_basis(seen, competency, level),
        level=shown,
        asked=level,
        outcome=Outcome.MET if shown >= level else Outcome.NOT_MET,
        method=method,
        decided_by=by,
        authority=_snapshot(authority),
        rule=dict(criteria.tree_for(competency.rule, level) or {}),
        valid_until=held.valid_until(today(), competency.validity_months),
        reason=comment[:300],
        supersedes=current,
    )

    is_met = assessment.outcome == Outcome.MET
    assessments.tell(assessment, kinds.REACHED if is_met else kinds.NOT_REACHED)
    needs.meet(person, competency, assessment=assessment if is_met else None)
    return assessment


def _qualified(
    by: User, person: User, competency: Competency, level: int
) -> AssessorAuthority:
    if by.pk == person.pk:
        raise Refused(_("Nobody signs off their own work."))
    if not rules.can_assess(by, person):
        raise PermissionDenied
    authority = rules.authority_for(by, competency, on=today())
    if authority is None:
        raise Refused(
            _("You hold no authority to judge %(code)s today.")
            % {"code": competency.code}
        )
    if authority.level < level:
        raise Refused(
            _("You may judge %(code)s up to level %(most)s, not level %(level)s.")
            % {"code": competency.code, "most": authority.level, "level": level}
        )
    return authority


def _basis(seen: Any, competency: Competency, level: int) -> list[int]:
    """What the rule asks besides the observation must be there too."""
    if not seen.passed:
        return [seen.pk]
    items = reading.items_of(seen.person_id, competency)
    verdict = criteria.judge(competency.rule, level, items, today())
    if not verdict.reached:
        raise Refused(_missing(verdict))
    return sorted({seen.pk, *(item.key for item in verdict.basis)})


def _missing(verdict: criteria.Verdict) -> str:
    names = dict(EvidenceKind.choices)
    wanted = [
        _("%(kind)s at level %(level)s") % {"kind": names[one.kind], "level": one.level}
        for one in verdict.missing
    ]
    if not wanted:
        return _("No rule of this competency leads to that level.")
    return _("The rule still asks for: %(what)s.") % {"what": ", ".join(wanted)}


def _snapshot(authority: AssessorAuthority) -> dict[str, Any]:
    """As it was on the day: the row may change, the decision may not."""
    return {
        "id": authority.pk,
        "scope": authority.scope,
        "level": authority.level,
        "valid_from": authority.valid_from.isoformat(),
        "valid_to": authority.valid_to.isoformat() if authority.valid_to else None,
        "basis": authority.basis,
    }
