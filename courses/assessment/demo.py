"""Somebody in the middle of a course, and somebody who passed its check."""

from typing import Any, Final

from courses.assessment import variants, workflow
from courses.assessment.models import Attempt, Variant
from courses.catalog import progress
from courses.catalog.models import Activity
from portal.lib.seeds import demo
from portal.people.models import User

COURSE: Final = "keep-every-image-findable"
BEGINNER, PASSED = "trainee@demo.example", "technologist@demo.example"
READ: Final = 2


@demo(60)
def plant() -> None:
    _copy_what_is_there()
    people = {user.email: user for user in User.objects.active()}
    steps = list(
        Activity.objects.current()
        .filter(module__course__slug=COURSE)
        .select_related("module__course")
        .in_order()
    )
    for step in steps[:READ]:
        if BEGINNER in people:
            progress.complete(people[BEGINNER], step)
    for step in steps:
        if PASSED in people:
            _go_through(people[PASSED], step)


def _copy_what_is_there() -> None:
    """Exercises on studies of the library can be begun at once; the worker draws."""
    waiting = Variant.objects.filter(made_at=None, exercise__study__isnull=False)
    for variant in waiting.select_related("exercise__study", "key"):
        variants.make(variant)
        Variant.objects.filter(pk=variant.pk).update(due_at=None)


def _go_through(person: User, step: Activity) -> None:
    """Lessons are read, the check is passed; the images are left for another day."""
    if step.kind == "lesson":
        progress.complete(person, step)
    if step.kind == "quiz":
        attempt = workflow.start(person, step)
        workflow.submit(attempt, by=person, values=_as_the_key_has_it(attempt))


def _as_the_key_has_it(attempt: Attempt) -> dict[int, Any]:
    keys = attempt.key.content["questions"]
    found = {}
    for item in attempt.items.select_related("question"):
        if item.question:
            key = keys[item.question.code]
            found[item.order] = key.get("right") or key["value"]
    return found
