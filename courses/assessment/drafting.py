"""Writing an exercise in the browser: begun, kept, published. Publishing writes what a
course's files would, into a course of the house's own."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.assessment import rules
from courses.assessment.authoring import ReadExercise
from courses.assessment.forms.beginning import body_of
from courses.assessment.keeping import keep_exercise
from courses.assessment.kinds import KINDS
from courses.assessment.models import Draft, Exercise, ExerciseKind
from courses.assessment.variants import newest_key
from courses.catalog.models import (
    Activity,
    ActivityCompetency,
    Course,
    CourseCompetency,
    CourseState,
    Module,
)
from courses.studies.models import Grant, Study
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User

COURSE: Final = "our-practice"
# How long the author may look at images that have left the library.
LOOKS: Final = timedelta(days=30)


class ChangedMeanwhileError(Refused):
    """Somebody else kept another text first."""


@transaction.atomic
def begin(kind: str, *, by: User) -> Draft:
    if not rules.can_author(by):
        raise PermissionDenied
    if kind not in KINDS:
        raise Refused(_("There is no such kind of exercise."))
    title = _("New exercise: %s") % ExerciseKind(kind).label
    draft = Draft.objects.create(kind=kind, author=by, title=title)
    ledger.record(by, "exercise.begun", draft, kind=kind)
    return draft


@transaction.atomic
def begin_from(exercise: Exercise, *, by: User) -> Draft:
    """A draft of what another exercise says; one that came as a file, too. The other
    stays as it is."""
    if not rules.can_author(by):
        raise PermissionDenied
    key = newest_key(exercise)
    if key is None:
        raise Refused(_("“%s” has no key.") % exercise.activity)
    body = body_of(exercise, key)
    draft = Draft.objects.create(
        kind=exercise.kind,
        author=by,
        title=body["title"],
        body=body,
        study=exercise.study,
    )
    if exercise.study is not None and exercise.study.reserved:
        _let_look(by, exercise.study)
    ledger.record(by, "exercise.begun", draft, kind=draft.kind, like=exercise.pk)
    return draft


@transaction.atomic
def keep(
    draft: Draft,
    body: Mapping[str, Any],
    *,
    study: Study | None,
    revision: int,
    by: User,
) -> Draft:
    """As it was typed, whether it can be published or not. Over what another has kept
    since, nothing is written."""
    if not rules.can_author(by):
        raise PermissionDenied
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.revision != revision:
        raise ChangedMeanwhileError(
            _("Somebody else has changed this exercise since you opened it.")
        )
    draft.body, draft.study = dict(body), study
    draft.title = str(body.get("title") or draft.title)[:120]
    draft.revision, draft.changed_at = revision + 1, timezone.now()
    draft.save()
    if study is not None and study.reserved:
        _let_look(by, study)
    return draft


@transaction.atomic
def publish(
    draft: Draft, found: ReadExercise, said: Mapping[str, Any], *, by: User
) -> Activity:
    """Open it to everybody. `said`: title, summary, minutes, competency and level."""
    if not rules.can_author(by):
        raise PermissionDenied
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    activity = draft.activity or _place(draft, said, by)
    activity.title, activity.summary = said["title"], said["summary"]
    activity.minutes, activity.withdrawn = said["minutes"], False
    activity.save()
    _count(activity, said)
    keep_exercise(activity, found)
    draft.activity, draft.published_at = activity, timezone.now()
    draft.save(update_fields=["activity", "published_at"])
    if draft.study is not None:
        _let_look(by, draft.study)
    ledger.record(by, "exercise.published", activity, kind=draft.kind)
    return activity


@transaction.atomic
def withdraw(draft: Draft, *, by: User) -> None:
    """Nobody begins it any more; what was done stays."""
    if not rules.can_author(by):
        raise PermissionDenied
    if draft.activity is None:
        raise Refused(_("This exercise is not published."))
    Activity.objects.filter(pk=draft.activity.pk).update(withdrawn=True)
    ledger.record(by, "exercise.withdrawn", draft.activity)


def _place(draft: Draft, said: Mapping[str, Any], by: User) -> Activity:
    course, _new = Course.objects.get_or_create(
        slug=COURSE,
        defaults={
            "title": _("Our own practice"),
            "summary": _("Exercises that our educators have made."),
            "state": CourseState.PUBLISHED,
            "published_at": timezone.now(),
            "keeper": by,
        },
    )
    module, _new = Module.objects.get_or_create(
        course=course,
        slug=draft.kind,
        defaults={"title": str(ExerciseKind(draft.kind).label)},
    )
    slug = f"{slugify(said['title'])[:48] or draft.kind}-{draft.pk}"
    return Activity(module=module, kind="exercise", slug=slug)


def _count(activity: Activity, said: Mapping[str, Any]) -> None:
    activity.supports.all().delete()
    competency, level = said.get("competency"), said.get("level") or 1
    if competency is None:
        return
    ActivityCompetency.objects.create(
        activity=activity, competency=competency, level=level
    )
    link, _new = CourseCompetency.objects.get_or_create(
        course=activity.module.course, competency=competency, defaults={"level": level}
    )
    if link.level < level:
        link.level = level
        link.save(update_fields=["level"])


def _let_look(by: User, study: Study) -> None:
    Grant.objects.update_or_create(
        person=by, study=study, hidden=[], defaults={"until": timezone.now() + LOOKS}
    )
