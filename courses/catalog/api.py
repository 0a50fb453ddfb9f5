"""Courses over the API: the list, and one with its steps."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from courses.catalog.models import Course
from courses.catalog.outline import outline_of
from portal.api.auth import ApiRequest
from portal.api.routers import add

router = Router(tags=["Courses"])


class Counts(Schema):
    competency: str
    level: int


class CourseOut(Schema):
    slug: str
    title: str
    summary: str
    minutes: int
    state: str
    version: int
    counts_for: list[Counts]


class StepOut(Schema):
    module: str
    slug: str
    kind: str
    title: str
    minutes: int
    done: bool
    url: str


class CourseDetail(CourseOut):
    begun: bool
    steps: list[StepOut]


@router.get("", response=list[CourseOut])
def courses(request: ApiRequest, limit: int = 50, offset: int = 0) -> list[Any]:
    """What the caller may see, by title; 100 at most."""
    found = Course.objects.visible_to(request.user).prefetch_related(
        "counts_for__competency"
    )
    start, count = max(0, offset), min(max(1, limit), 100)
    return [_course(one) for one in found[start : start + count]]


@router.get("/{slug}", response=CourseDetail)
def course(request: ApiRequest, slug: str) -> dict[str, Any]:
    found = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    outline = outline_of(found, request.user)
    steps = [
        {
            "module": step.activity.module.slug,
            "slug": step.activity.slug,
            "kind": step.activity.kind,
            "title": step.activity.title,
            "minutes": step.activity.minutes,
            "done": step.is_done,
            "url": step.url,
        }
        for step in outline.steps
    ]
    return {**_course(found), "begun": outline.enrolment is not None, "steps": steps}


def _course(course: Course) -> dict[str, Any]:
    fields = ("slug", "title", "summary", "minutes", "state", "version")
    return {name: getattr(course, name) for name in fields} | {
        "counts_for": [
            {"competency": link.competency.code, "level": link.level}
            for link in course.counts_for.all()
        ]
    }


add("/courses", router)
