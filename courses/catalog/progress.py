"""Beginning a course and going through it, step by step."""

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalog import rules
from courses.catalog.models import Activity, Completion, Course, Enrolment
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.notify import kinds, outbox
from portal.people.models import User

kinds.register("course.finished", gettext_lazy("You finished a course"))


@transaction.atomic
def enrol(person: User, course: Course) -> Enrolment:
    """Take the course, in the version it has today. Asking twice changes nothing."""
    return _enrolled(person, course)


@transaction.atomic
def complete(
    person: User, activity: Activity, *, source: Model | None = None
) -> Completion:
    """The step is done, once and for good. Two clicks at once make one row: the
    enrolment is the lock, the unique constraint the guard behind it."""
    course = activity.module.course
    enrolment = _enrolled(person, course)
    left = set(
        Activity.objects.current()
        .filter(module__course=course)
        .exclude(completions__enrolment=enrolment)
        .values_list("pk", flat=True)
    )
    if activity.pk not in left:
        known = Completion.objects.filter(enrolment=enrolment, activity=activity)
        if done := known.first():
            return done
    completion = Completion.objects.create(
        enrolment=enrolment, activity=activity, source=_said(source)
    )
    if source is None:
        ledger.record(person, "activity.completed", activity, course=course.slug)
    _move_on(enrolment, course, ends=left == {activity.pk})
    return completion


def _enrolled(person: User, course: Course) -> Enrolment:
    """The enrolment, locked. Of two first steps at once one makes it."""
    running = Enrolment.objects.select_for_update(of=("self",)).select_related("person")
    found = running.filter(person=person, course=course).first()
    if found:
        return found
    if not rules.can_enrol(person, course):
        raise Refused(_("“%s” is not open to begin.") % course)
    enrolment, is_new = Enrolment.objects.get_or_create(
        person=person, course=course, defaults={"version": course.version}
    )
    if is_new:
        ledger.record(person, "course.begun", course, version=course.version)
        return enrolment
    return running.get(pk=enrolment.pk)


def _move_on(enrolment: Enrolment, course: Course, *, ends: bool) -> None:
    enrolment.last_at = timezone.now()
    ends = ends and enrolment.finished_at is None
    if ends:
        enrolment.finished_at = enrolment.last_at
    enrolment.save(update_fields=["last_at", "finished_at"])
    if ends:
        _tell(enrolment, course)


def _tell(enrolment: Enrolment, course: Course) -> None:
    person = enrolment.person
    ledger.record(person, "course.finished", course, version=enrolment.version)
    outbox.queue(
        "course.finished",
        _("You finished “%s”") % course,
        to=[person],
        url=course.get_absolute_url(),
    )


def _said(source: Model | None) -> str:
    return f"{source._meta.model_name}:{source.pk}" if source else ""
