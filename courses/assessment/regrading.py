"""Grading anew, by the newest key: said beforehand, then a new row for every attempt
that it changes. The old ones stay as they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.assessment import marking, rules, variants, workflow
from courses.assessment.models import Attempt, Exercise, Grade, Key
from courses.catalog.models import Activity
from courses.competency import withdrawing
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify import outbox
from portal.people.models import User


@dataclass(frozen=True, slots=True)
class Change:
    """An attempt whose outcome another key, or another grader, changes."""

    attempt: Attempt
    was: Grade
    now: marking.Graded

    @property
    def turns(self) -> bool:
        return self.was.passed != self.now.passed


def proposed(activity: Activity) -> list[Change]:
    """Whom it would change, and how; who is turned stands first. Only reads."""
    found = _changes(_handed_in(activity), _key(activity))
    return sorted(found, key=lambda one: (not one.turns, one.attempt.pk))


@transaction.atomic
def regrade(activity: Activity, *, by: User) -> list[Change]:
    """Every attempt that was handed in; those whose score stays get no new row. Whom
    it turns is told. What was once completed stays completed. One that is open will
    be graded by this key, too, however close it comes."""
    if not rules.can_author(by):
        raise PermissionDenied
    key = _key(activity)
    held = Attempt.objects.filter(activity=activity).exclude(state=Attempt.State.LAPSED)
    held = held.select_for_update(of=("self",)).order_by("pk")
    locked = [pk for (pk,) in held.values_list("pk")]
    Attempt.objects.open().filter(pk__in=locked).update(key=key)
    found = list(_changes(_handed_in(activity).filter(pk__in=locked), key))
    for change in found:
        _follow(change, key, by)
    turned = sum(change.turns for change in found)
    ledger.record(
        by,
        "exercise.regraded",
        activity,
        key=key.version,
        attempts=len(found),
        turned=turned,
    )
    return found


def _key(activity: Activity) -> Key:
    key = variants.newest_key(Exercise.objects.get(activity=activity))
    if key is None:
        raise Refused(_("“%s” has no key.") % activity)
    return key


def _handed_in(activity: Activity) -> QuerySet[Attempt]:
    handed_in = Attempt.objects.filter(activity=activity, state=Attempt.State.SUBMITTED)
    return handed_in.select_related(
        "activity__module__course", "person", "key"
    ).order_by("pk")


def _changes(attempts: QuerySet[Attempt], key: Key) -> Iterator[Change]:
    held = list(attempts.prefetch_related("grades__key", "items__answer"))
    read = variants.read_together(held)
    for attempt, (sheet, own) in zip(held, read, strict=True):
        was = attempt.grades.all()[0]
        items = list(attempt.items.all())
        now = marking.by_sheet(items, sheet, {**key.content, **own})
        if (now.score, now.parts) != (float(was.score), was.parts):
            yield Change(attempt, was, now)


def _follow(change: Change, key: Key, by: User) -> None:
    """A grade that turns is evidence of its own, and its person is told. What an
    earlier one gave for being passed is withdrawn."""
    attempt = change.attempt
    grade = workflow.append_grade(
        attempt, change.now, key=key, number=change.was.number + 1
    )
    if not change.turns:
        return
    workflow.settle(attempt, grade)
    if not grade.passed:
        why = _("Graded anew, no longer passed: %s") % attempt.activity
        earlier = attempt.grades.exclude(pk=grade.pk)
        withdrawing.withdraw(attempt.person, [attempt, *earlier], by=by, why=why)
    _tell(attempt, grade)


def _tell(attempt: Attempt, grade: Grade) -> None:
    said = (
        _("Graded anew, now passed: %s")
        if grade.passed
        else _("Graded anew, no longer passed: %s")
    )
    outbox.queue(
        "attempt.graded",
        said % attempt.activity,
        to=[attempt.person],
        url=attempt.get_absolute_url(),
        body=_("%d %%") % grade.percent,
    )
