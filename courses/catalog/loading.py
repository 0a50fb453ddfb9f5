"""Writing a course that was read from its folder."""

from pathlib import Path

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from courses.catalog.activity_kinds import kind_of
from courses.catalog.content import ReadActivity, ReadCourse, ReadModule, read_course
from courses.catalog.models import (
    Activity,
    ActivityCompetency,
    Course,
    CourseCompetency,
    CourseState,
    Module,
)
from courses.competency.models import Competency
from portal.audit import ledger
from portal.people.models import User


def load_course(folder: Path, *, by: User | None = None) -> Course:
    """Read all of it first; then all of it is written, or nothing."""
    found = read_course(folder)
    with transaction.atomic():
        return _write(found, by)


def _write(found: ReadCourse, by: User | None) -> Course:
    competencies = _competencies(found)
    course = _course(found, by)
    _write_counts(course, found, competencies)
    kept: list[int] = []
    for order, module in enumerate(found.modules, start=1):
        kept += _write_module(course, module, order, competencies)
    _withdraw(Activity.objects.filter(module__course=course).exclude(pk__in=kept))
    course.minutes = sum(
        activity.minutes for module in found.modules for activity in module.activities
    )
    course.save(update_fields=["minutes"])
    ledger.record(by, "course.loaded", course, version=course.version)
    return course


def _course(found: ReadCourse, by: User | None) -> Course:
    course = Course.objects.filter(slug=found.slug).first() or Course(slug=found.slug)
    for name in ("title", "summary", "subject", "audience", "why", "state", "version"):
        setattr(course, name, getattr(found, name))
    course.keeper = course.keeper or by
    if course.state != CourseState.DRAFT and course.published_at is None:
        course.published_at = timezone.now()
    course.save()
    return course


def _competencies(found: ReadCourse) -> dict[str, Competency]:
    codes = list(found.counts_for)
    known = {
        competency.code: competency
        for competency in Competency.objects.filter(code__in=codes, archived=False)
    }
    for code in codes:
        if code not in known:
            found.spec.fail(f"no competency has the code {code}", "counts_for")
    return known


def _write_counts(
    course: Course, found: ReadCourse, competencies: dict[str, Competency]
) -> None:
    course.counts_for.all().delete()
    CourseCompetency.objects.bulk_create(
        CourseCompetency(course=course, competency=competencies[code], level=level)
        for code, level in found.counts_for.items()
    )


def _write_module(
    course: Course,
    found: ReadModule,
    order: int,
    competencies: dict[str, Competency],
) -> list[int]:
    module, _ = Module.objects.update_or_create(
        course=course, slug=found.slug, defaults={"title": found.title, "order": order}
    )
    return [
        _write_activity(module, activity, place, competencies)
        for place, activity in enumerate(found.activities, start=1)
    ]


def _write_activity(
    module: Module,
    found: ReadActivity,
    order: int,
    competencies: dict[str, Competency],
) -> int:
    activity, _ = Activity.objects.update_or_create(
        module=module,
        slug=found.slug,
        defaults={
            "kind": found.kind,
            "title": found.title,
            "summary": found.summary,
            "minutes": found.minutes,
            "order": order,
            "withdrawn": False,
        },
    )
    kind_of(found.kind).load(activity, found.content)
    activity.supports.all().delete()
    ActivityCompetency.objects.bulk_create(
        ActivityCompetency(
            activity=activity, competency=competencies[code], level=level
        )
        for code, level in found.supports.items()
    )
    return activity.pk


def _withdraw(gone: "models.QuerySet[Activity]") -> None:
    """What nobody did goes; what somebody did is kept, out of sight."""
    for activity in gone:
        try:
            with transaction.atomic():
                activity.delete()
        except ProtectedError:
            Activity.objects.filter(pk=activity.pk).update(withdrawn=True)
