"""Courses and their steps."""

from itertools import count
from typing import Any

from django.utils import timezone

from courses.catalog.activities import write_body
from courses.catalog.models import (
    Activity,
    ActivityCompetency,
    Course,
    CourseCompetency,
    CourseState,
    Module,
)
from courses.competency.models import Competency

_number = count(1)


def make_course(
    *, counts_for: dict[Competency, int] | None = None, **over: Any
) -> Course:
    """Published, with nothing in it yet."""
    number = next(_number)
    over.setdefault("slug", f"course-{number}")
    over.setdefault("title", f"Course {number}")
    over.setdefault("summary", "What it is about.")
    over.setdefault("state", CourseState.PUBLISHED)
    if over["state"] != CourseState.DRAFT:
        over.setdefault("published_at", timezone.now())
    course = Course.objects.create(**over)
    for competency, level in (counts_for or {}).items():
        CourseCompetency.objects.create(
            course=course, competency=competency, level=level
        )
    return course


def make_module(**over: Any) -> Module:
    number = next(_number)
    over["course"] = over.get("course") or make_course()
    over.setdefault("slug", f"module-{number}")
    over.setdefault("title", f"Module {number}")
    over.setdefault("order", number)
    return Module.objects.create(**over)


def make_activity(
    *, supports: dict[Competency, int] | None = None, **over: Any
) -> Activity:
    number = next(_number)
    course = over.pop("course", None)
    over["module"] = over.get("module") or make_module(course=course)
    over.setdefault("slug", f"step-{number}")
    over.setdefault("title", f"Step {number}")
    over.setdefault("kind", "lesson")
    over.setdefault("order", number)
    activity = Activity.objects.create(**over)
    for competency, level in (supports or {}).items():
        ActivityCompetency.objects.create(
            activity=activity, competency=competency, level=level
        )
    return activity


def make_lesson(body: str = "## Begin\n\nRead on.", **over: Any) -> Activity:
    lesson = make_activity(kind="lesson", **over)
    write_body(lesson, body)
    return lesson


def make_course_with_lessons(lessons: int, **over: Any) -> Course:
    course = make_course(**over)
    module = make_module(course=course)
    for _ in range(lessons):
        make_lesson(module=module)
    return course
