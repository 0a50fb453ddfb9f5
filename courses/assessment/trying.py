"""An exercise that is being written, tried as a learner would: its author sees what
they will see, before anybody else does."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from courses.assessment import rules, variants
from courses.assessment.authoring import ReadExercise
from courses.assessment.keeping import keep_exercise
from courses.assessment.models import Draft, Exercise, Variant
from courses.assessment.variants import newest_key
from courses.catalog.models import Activity, Course, Enrolment, Module
from portal.audit import ledger
from portal.people.models import User

COURSE: Final = "trying-out"


@transaction.atomic
def try_out(
    draft: Draft, found: ReadExercise, said: Mapping[str, Any], *, by: User
) -> Activity:
    """The step that only educators see. Nothing of it is evidence, and a study that is
    tried stays in the library."""
    if not rules.can_author(by):
        raise PermissionDenied
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    activity = draft.trial or _place(draft, by)
    activity.title, activity.summary = said["title"], said["summary"]
    activity.minutes = said["minutes"]
    activity.save()
    Enrolment.objects.get_or_create(person=by, course=activity.module.course)
    keep_exercise(activity, replace(found, stays_in_library=True))
    draft.trial = activity
    draft.save(update_fields=["trial"])
    _make_at_once(activity)
    ledger.record(by, "exercise.tried", draft)
    return activity


def _place(draft: Draft, by: User) -> Activity:
    """In a course that is never published."""
    course, _new = Course.objects.get_or_create(
        slug=COURSE,
        defaults={
            "title": _("Trying out"),
            "summary": _("Exercises that are being written. Only educators see them."),
            "keeper": by,
        },
    )
    module, _new = Module.objects.get_or_create(
        course=course, slug="drafts", defaults={"title": _("Drafts")}
    )
    return Activity(module=module, kind="exercise", slug=f"draft-{draft.pk}")


def _make_at_once(activity: Activity) -> None:
    """What is copied, or is on paper, need not wait for the job that draws."""
    exercise = Exercise.objects.get(activity=activity)
    now = Variant.objects.filter(exercise=exercise, key=newest_key(exercise))
    waiting = now.filter(made_at=None).select_related("exercise__study", "key")
    variant = waiting.first()
    if variant is None or now.free().exists() or needs_drawing(variant.key.content):
        return
    variants.make(variant)
    Variant.objects.filter(pk=variant.pk).update(due_at=None)


def needs_drawing(key: Mapping[str, Any]) -> bool:
    series = key.get("series", [])
    drawn = any("phantom" in one for one in series)
    return "phantom" in key or "recipes" in key or drawn
