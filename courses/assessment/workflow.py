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

from courses.assessment import asking, marking, rules
from courses.assessment.models import Answer, Attempt, AttemptItem, Grade, Key
from courses.catalog import progress
from courses.catalog.models import Activity, Enrolment
from courses.competency import evidence
from courses.competency.models import EvidenceKind, Method
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
    sheet = asking.sheet_for(activity)
    now = timezone.now()
    deadline = now + (sheet.allowed or UNTIMED)
    taken = Attempt.objects.filter(person=person, activity=activity)
    attempt = Attempt.objects.create(
        person=person,
        activity=activity,
        number=(taken.aggregate(last=Max("number"))["last"] or 0) + 1,
        key=key,
        course_version=enrolment.version,
        grant=sheet.grant_to(person, until=deadline + GRACE),
        opened_at=now,
        deadline=deadline,
        due_at=deadline + GRACE,
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, order=order, question=question, option_order=seen)
        for order, (question, seen) in enumerate(sheet.items, start=1)
    )
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
    _keep(attempt, values)
    return attempt


@transaction.atomic
def submit(
    attempt: Attempt, *, by: User, values: Mapping[int, Any] | None = None
) -> Attempt:
    """Hand in and grade: all of it or nothing. Handed in twice, or by two windows
    at once, it is graded once. What comes after the time is over is not taken;
    what was saved before is graded."""
    attempt = _locked(attempt)
    if not rules.can_answer(by, attempt):
        raise PermissionDenied
    if not attempt.is_open:
        return attempt
    if values and not attempt.is_over(at=timezone.now() - GRACE):
        _keep(attempt, values)
    _hand_in(attempt)
    return attempt


def close(attempt: Attempt) -> None:
    """The server's clock has run out: grade what was saved. Nothing saved is no
    attempt, and speaks for or against nobody. Given a locked row."""
    if not attempt.is_open:
        attempt.due_at = None
        return
    if Answer.objects.filter(item__attempt=attempt).exists():
        _hand_in(attempt)
        return
    _shut(attempt, Attempt.State.LAPSED)
    ledger.record(None, "attempt.lapsed", attempt)


def _locked(attempt: Attempt) -> Attempt:
    return (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("activity__module__course", "key", "person", "grant")
        .get(pk=attempt.pk)
    )


def _keep(attempt: Attempt, values: Mapping[int, Any]) -> None:
    items = {
        item.order: item for item in asking.items_of(attempt) if item.order in values
    }
    if values.keys() - items.keys():
        raise Refused(_("That was not asked in this attempt."))
    now, check = timezone.now(), asking.checker_for(attempt)
    Answer.objects.bulk_create(
        (
            Answer(item=item, value=check(item, values[order]), saved_at=now)
            for order, item in items.items()
        ),
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["value", "saved_at"],
    )


def _hand_in(attempt: Attempt) -> None:
    _shut(attempt, Attempt.State.SUBMITTED)
    grade = _append_grade(attempt, number=1)
    _lay_down(attempt, grade)
    if grade.passed:
        progress.complete(attempt.person, attempt.activity, source=attempt)
    ledger.record(
        attempt.person,
        "attempt.graded",
        attempt,
        score=float(grade.score),
        passed=grade.passed,
        grader=grade.grader,
        key=attempt.key.version,
    )
    _tell(attempt, grade)


def _shut(attempt: Attempt, state: Attempt.State) -> None:
    attempt.state, attempt.closed_at, attempt.due_at = state, timezone.now(), None
    attempt.save(update_fields=["state", "closed_at", "due_at"])
    if attempt.grant:
        attempt.grant.until = attempt.closed_at + REVIEW
        attempt.grant.save(update_fields=["until"])


def _append_grade(attempt: Attempt, *, number: int) -> Grade:
    found = marking.grade(attempt)
    return Grade.objects.create(
        attempt=attempt,
        number=number,
        score=found.score,
        passed=found.passed,
        parts=found.parts,
        grader=found.grader,
        key=attempt.key,
    )


def _lay_down(attempt: Attempt, grade: Grade) -> None:
    """Passed or not, it is evidence; the competency's own rule weighs it."""
    activity = attempt.activity
    supports = {
        link.competency: link.level
        for link in activity.supports.select_related("competency")
    }
    if not supports:
        return
    is_quiz = activity.kind == "quiz"
    evidence.record(
        attempt.person,
        kind=EvidenceKind.QUIZ if is_quiz else EvidenceKind.PRACTICAL,
        method=Method.WRITTEN if is_quiz else Method.DEMONSTRATION,
        supports=supports,
        occurred_at=attempt.closed_at or timezone.now(),
        source=attempt,
        title=f"{activity.title}: {activity.module.course.title}",
        score=float(grade.score),
        passed=grade.passed,
        by=attempt.person,
    )


def _tell(attempt: Attempt, grade: Grade) -> None:
    said = _("Passed: %s") if grade.passed else _("Not passed yet: %s")
    outbox.queue(
        "attempt.graded",
        said % attempt.activity,
        to=[attempt.person],
        url=attempt.get_absolute_url(),
        body=_("%d %%") % grade.percent,
    )
