"""Open and close the holes in the matrix. The helpdesk enters by this door."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.competency import criteria, kinds, reading
from courses.competency.models import (
    Assessment,
    Competency,
    LearningNeed,
    NeedSource,
)
from courses.competency.standing import today
from portal.audit import ledger
from portal.notify import outbox
from portal.people.models import User

# What a need keeps of itself when it is open again.
COPIED: Final = (
    "level", "reason", "source_type", "source_id", "source_label", "source_url",
    "raised_by", "raised_at",
)  # fmt: skip


@transaction.atomic
def raise_need(
    learner: User,
    competency: Competency,
    *,
    by: User | None,
    reason: str,
    source: Model | None = None,
    level: int = 1,
) -> LearningNeed:
    """One open need for a learner and a competency; asked again, it is the same,
    and says what it came from each time."""
    need, is_new = LearningNeed.objects.get_or_create(
        learner=learner,
        competency=competency,
        met_at=None,
        defaults={
            "level": level,
            "reason": reason[:200],
            "raised_by": by,
            **_named(source),
        },
    )
    if not is_new and source is not None:
        _came_up_again(need, source, by=by, reason=reason)
    if is_new:
        ledger.record(by, "need.raised", need, competency=competency.code)
        _tell(need)
    return need


def _tell(need: LearningNeed) -> None:
    outbox.queue(
        kinds.NEED,
        _("A lesson for you: %(title)s") % {"title": need.competency.title},
        to=[need.learner],
        url=reverse("competency:person", args=[need.learner_id]),
    )


def raised_from(source: Model) -> LearningNeed | None:
    """The newest need that this laid bare, with all that it came from."""
    found = LearningNeed.objects.from_source(source._meta.label_lower, str(source.pk))
    return found.prefetch_related("sources").order_by("-pk").first()


def _came_up_again(
    need: LearningNeed, source: Model, *, by: User | None, reason: str
) -> None:
    """The same source once, though it be resolved a second time."""
    named = _named(source)
    key = {name: named.pop(name) for name in ("source_type", "source_id")}
    if key.items() <= vars(need).items():
        return
    _row, is_new = NeedSource.objects.get_or_create(
        need=need,
        **key,
        defaults={**named, "reason": reason[:200], "raised_by": by},
    )
    if is_new:
        code = need.competency.code
        ledger.record(by, "need.came_up_again", need, competency=code)


def _named(source: Model | None) -> dict[str, Any]:
    label = str(source)[:120] if source else ""
    return {**reading.source_of(source), "source_label": label}


def meet(
    learner: User,
    competency: Competency,
    *,
    assessment: Assessment | None = None,
    now: datetime | None = None,
) -> LearningNeed | None:
    """Close the open need, if what was shown since it was raised is enough."""
    need = (
        LearningNeed.objects.open()
        .select_for_update(of=("self",))
        .filter(learner=learner, competency=competency)
        .first()
    )
    if need is None or not (
        _is_decided(need, assessment) or _is_shown(need, competency)
    ):
        return None
    need.met_at, need.met_by = now or timezone.now(), assessment
    need.save(update_fields=["met_at", "met_by"])
    ledger.record(learner, "need.met", need, competency=competency.code)
    return need


def open_again(
    learner: User, competency: Competency, *, since: datetime, by: User
) -> LearningNeed | None:
    """What was filled since then, and is filled no longer, is to be learned anew;
    where it came from is kept."""
    met = LearningNeed.objects.filter(
        learner=learner, competency=competency, met_at__gte=since
    )
    need = met.select_related("met_by").order_by("-met_at").first()
    if need is None or _still_fills(need, competency):
        return None
    again, is_new = LearningNeed.objects.get_or_create(
        learner=learner,
        competency=competency,
        met_at=None,
        defaults={name: getattr(need, name) for name in COPIED},
    )
    if is_new:
        ledger.record(by, "need.open_again", again, competency=competency.code)
        _tell(again)
    return again


def _still_fills(need: LearningNeed, competency: Competency) -> bool:
    decided = need.met_by
    was_revoked = decided is not None and hasattr(decided, "revocation")
    is_judged = not was_revoked and _is_decided(need, decided)
    return is_judged or _is_shown(need, competency)


def _is_decided(need: LearningNeed, assessment: Assessment | None) -> bool:
    """A person judged it, after the need was raised."""
    return (
        assessment is not None
        and assessment.decided_by_id is not None
        and assessment.level >= need.level
    )


def _is_shown(need: LearningNeed, competency: Competency) -> bool:
    """Evidence from before the need does not fill it, even where a level is held."""
    items = reading.items_of(need.learner_id, competency, since=need.raised_at)
    verdict = criteria.highest(competency.rule, items, today())
    return verdict[0] >= need.level
