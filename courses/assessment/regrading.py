"""Grading anew, by the newest key: a new row for every attempt, the old one kept."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from courses.assessment import asking, marking, rules, variants, workflow
from courses.assessment.models import Attempt, Exercise, Grade
from courses.catalog.models import Activity
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify import outbox
from portal.people.models import User


@dataclass(frozen=True, slots=True)
class Change:
    """An attempt whose outcome another key, or another grader, has changed."""

    attempt: Attempt
    was: Grade
    now: Grade

    @property
    def turns(self) -> bool:
        return self.was.passed != self.now.passed


@transaction.atomic
def regrade(activity: Activity, *, by: User) -> list[Change]:
    """Every attempt that was handed in; those whose score stays get no new row. Whom
    it turns is told. What was once completed stays completed."""
    if not rules.can_author(by):
        raise PermissionDenied
    key = variants.newest_key(Exercise.objects.get(activity=activity))
    if key is None:
        raise Refused(_("“%s” has no key.") % activity)
    handed_in = Attempt.objects.filter(
        activity=activity, state=Attempt.State.SUBMITTED
    ).select_for_update(of=("self",))
    found = []
    for attempt in handed_in.select_related(
        "activity__module__course", "person", "key"
    ):
        items = asking.items_of(attempt)
        was = attempt.grades.order_by("-number")[0]
        graded = marking.grade(attempt, items, key)
        if (graded.score, graded.parts) == (float(was.score), was.parts):
            continue
        now = workflow.append_grade(attempt, graded, key=key, number=was.number + 1)
        found.append(Change(attempt, was, now))
    for change in found:
        _follow(change)
    ledger.record(by, "exercise.regraded", activity, attempts=len(found))
    return found


def _follow(change: Change) -> None:
    """A grade that turns is evidence of its own, and its person is told."""
    if not change.turns:
        return
    workflow.settle(change.attempt, change.now)
    said = (
        _("Graded anew, now passed: %s")
        if change.now.passed
        else _("Graded anew, no longer passed: %s")
    )
    outbox.queue(
        "attempt.graded",
        said % change.attempt.activity,
        to=[change.attempt.person],
        url=change.attempt.get_absolute_url(),
        body=_("%d %%") % change.now.percent,
    )
