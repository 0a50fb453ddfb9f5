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
    running = Enrolment.objects.filter(person=person, course=course).first()
    if running:
        return running
    if not rules.can_enrol(person, course):
        raise Refused(_("“%s” is not open to begin.") % course)

    enrolment, is_new = Enrolment.objects.get_or_create(
        person=person, course=course, defaults={"version": course.version}
    )
    if is_new:
        ledger.record(person, "course.begun", course, version=course.version)
    return enrolment


@transaction.atomic
def complete(
    person: User, activity: Activity, *, source: Model | None = None
) -> Completion:
    """The step is done, once and for good. Two clicks at once make one row."""
    course = activity.module.course
    enrolment = enrol(person, course)
    completion, is_new = Completion.objects.get_or_create(
        enrolment=enrolment, activity=activity, defaults={"source": _said(source)}
    )
    if not is_new:
        return completion
    ledger.record(person, "activity.completed", activity, course=course.slug)
    _move_on(enrolment, course)
    return completion


def _move_on(enrolment: Enrolment, course: Course) -> None:
    """Locked, so that of two last steps at once exactly one ends the course."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    enrolment.last_at = timezone.now()
    left = Activity.objects.current().filter(module__course=course)
    left = left.exclude(completions__enrolment=enrolment)
    ends = enrolment.finished_at is None and not left.exists()
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
