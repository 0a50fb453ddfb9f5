"""An attempt's life: opened, saved, handed in and graded at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.assessment import asking, marking, rules, variants
from courses.assessment.answers import is_blank, unanswered
from courses.assessment.models import Answer, Attempt, AttemptItem, Grade, Key
from courses.catalog import progress
from courses.catalog.activity_kinds import kind_of
from courses.catalog.models import Activity, Enrolment
from courses.competency import evidence
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify import kinds, outbox
from portal.people.models import User

# An answer that left the browser in time may arrive a little late.
GRACE: Final = timedelta(seconds=30)
UNTIMED: Final = timedelta(days=7)
# How long the images may be looked at again beside the expert's marks.
REVIEW: Final = timedelta(days=90)

kinds.register("attempt.graded", gettext_lazy("A quiz or exercise of yours is graded"))


@transaction.atomic
def start(person: User, activity: Activity) -> Attempt:
    """The attempt that is open, or the next one. Two clicks at once open one: the
    enrolment's row is the lock, the unique constraint the guard behind it."""
    if not rules.can_try(person, activity):
        raise PermissionDenied
    enrolment = progress.enrol(person, activity.module.course)
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    running = Attempt.objects.open().filter(person=person, activity=activity).first()
    if running and not running.is_over():
        return running
    if running:
        close(_locked(running))
    return _open(person, activity, enrolment)


def _open(person: User, activity: Activity, enrolment: Enrolment) -> Attempt:
    key = Key.objects.filter(activity=activity).order_by("-version").first()
    if key is None:
        raise Refused(_("“%s” cannot be tried yet: it has no key.") % activity)
    asked = asking.asking_of(activity)
    now = timezone.now()
    deadline = now + (asked.allowed or UNTIMED)
    taken = Attempt.objects.filter(person=person, activity=activity)
    attempt = Attempt.objects.create(
        person=person,
        activity=activity,
        number=(taken.aggregate(last=Max("number"))["last"] or 0) + 1,
        key=key,
        course_version=enrolment.version,
        grant=asked.grant_to(person, until=deadline + GRACE),
        opened_at=now,
        deadline=deadline,
        due_at=deadline + GRACE,
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, order=order, question=question, option_order=seen)
        for order, (question, seen) in enumerate(asked.items, start=1)
    )
    if asked.variant:
        variants.take(asked.variant, attempt)
    ledger.record(person, "attempt.opened", attempt, activity=activity.pk)
    return attempt


@transaction.atomic
def save(attempt: Attempt, values: Mapping[int, Any], *, by: User) -> Attempt:
    """Keep answers by the place of their item: saved is not handed in. The lock
    lets nothing slip in after the attempt is closed."""
    attempt = _locked(attempt)
    if not rules.can_answer(by, attempt):
        raise PermissionDenied
    if not attempt.is_open:
        raise Refused(_("This attempt is handed in. Nothing more is kept."))
    if attempt.is_over(at=timezone.now() - GRACE):
        raise Refused(_("The time for this attempt is over. Nothing more is kept."))
    _keep(attempt, asking.items_of(attempt), values)
    return attempt


@transaction.atomic
def submit(
    attempt: Attempt,
    *,
    by: User,
    values: Mapping[int, Any] | None = None,
    as_it_is: bool = True,
) -> Attempt:
    """Hand in and grade: all of it or nothing. Handed in twice, or by two windows
    at once, it is graded once. What comes after the time is over is not taken;
    what was saved before is graded. Not `as_it_is`: with a gap in it, it is kept
    and stays open while there is time."""
    attempt = _locked(attempt)
    if not rules.can_answer(by, attempt):
        raise PermissionDenied
    if not attempt.is_open:
        return attempt
    items = asking.items_of(attempt)
    if values and not attempt.is_over(at=timezone.now() - GRACE):
        _keep(attempt, items, values)
    if as_it_is or attempt.is_over() or not unanswered(items):
        _hand_in(attempt, items)
    return attempt


def close(attempt: Attempt) -> None:
    """The server's clock has run out: grade what was saved. Nothing saved is no
    attempt, and speaks for or against nobody. Given a locked row."""
    if not attempt.is_open:
        attempt.due_at = None
        return
    items = asking.items_of(attempt)
    if any(hasattr(item, "answer") for item in items):
        grade = _hand_in(attempt, items)
        _tell(attempt, grade)
        return
    _shut(attempt, Attempt.State.LAPSED)
    ledger.record(None, "attempt.lapsed", attempt)


def _locked(attempt: Attempt) -> Attempt:
    """Locked before it is read: whoever waited for the lock finds the key that was
    put in meanwhile."""
    Attempt.objects.select_for_update().only("pk").get(pk=attempt.pk)
    return Attempt.objects.select_related(
        "activity__module__course", "activity__quiz", "key", "person", "grant"
    ).get(pk=attempt.pk)


def _keep(
    attempt: Attempt, items: list[AttemptItem], values: Mapping[int, Any]
) -> None:
    """One statement for all; `items` then hold what was kept."""
    by_order = {item.order: item for item in items}
    if values.keys() - by_order.keys():
        raise Refused(_("That was not asked in this attempt."))
    now, check, kept = timezone.now(), asking.checker_for(attempt), []
    for order, value in values.items():
        item = by_order[order]
        if hasattr(item, "answer") or not is_blank(value):
            said = check(item, value)
            said = "" if is_blank(said) else said  # an empty column is none of JSON's
            kept.append(Answer(item=item, value=said, saved_at=now))
    Answer.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["value", "saved_at"],
    )


def _hand_in(attempt: Attempt, items: list[AttemptItem]) -> Grade:
    _shut(attempt, Attempt.State.SUBMITTED)
    graded = marking.grade(attempt, items, attempt.key)
    grade = append_grade(attempt, graded, key=attempt.key, number=1)
    settle(attempt, grade)
    ledger.record(
        attempt.person,
        "attempt.graded",
        attempt,
        score=float(grade.score),
        passed=grade.passed,
        grader=grade.grader,
        key=attempt.key.version,
    )
    return grade


def _shut(attempt: Attempt, state: Attempt.State) -> None:
    attempt.state, attempt.closed_at, attempt.due_at = state, timezone.now(), None
    attempt.save(update_fields=["state", "closed_at", "due_at"])
    if attempt.grant:
        attempt.grant.until = attempt.closed_at + REVIEW
        attempt.grant.save(update_fields=["until"])


def append_grade(
    attempt: Attempt, found: marking.Graded, *, key: Key, number: int
) -> Grade:
    return Grade.objects.create(
        attempt=attempt,
        number=number,
        score=found.score,
        passed=found.passed,
        parts=found.parts,
        grader=found.grader,
        key=key,
    )


def settle(attempt: Attempt, grade: Grade) -> None:
    """What a grade is good for: evidence, and a step done once it is passed."""
    _lay_down(attempt, grade)
    if grade.passed:
        progress.complete(attempt.person, attempt.activity, source=attempt)


def _lay_down(attempt: Attempt, grade: Grade) -> None:
    """Passed or not, it is evidence; the competency's own rule weighs it."""
    activity = attempt.activity
    supports = {
        link.competency: link.level
        for link in activity.supports.select_related("competency")
    }
    shown_by = kind_of(activity.kind).evidence
    if not supports or shown_by is None:
        return
    evidence.record(
        attempt.person,
        kind=shown_by[0],
        method=shown_by[1],
        supports=supports,
        occurred_at=attempt.closed_at or timezone.now(),
        source=attempt if grade.number == 1 else grade,
        title=f"{activity.title}: {activity.module.course.title}",
        score=float(grade.score),
        passed=grade.passed,
        by=attempt.person,
    )


def _tell(attempt: Attempt, grade: Grade) -> None:
    """Who handed in sees the result at once; who was closed out is told."""
    said = _("Passed: %s") if grade.passed else _("Not passed yet: %s")
    outbox.queue(
        "attempt.graded",
        said % attempt.activity,
        to=[attempt.person],
        url=attempt.get_absolute_url(),
        body=_("%d %%") % grade.percent,
    )
