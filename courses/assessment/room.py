"""The practice room: every exercise that somebody may do, and how far they are."""

from django.db.models import Exists, OuterRef, QuerySet

from courses.assessment.models import Attempt, Exercise, ExerciseKind, Variant
from courses.catalog.models import Activity
from portal.people.models import User

STATES = ("new", "open", "passed")


def exercises_for(user: User, *, kind: str = "", state: str = "") -> QuerySet[Exercise]:
    """Each with `is_passed`, `is_open` and `is_ready`, in one query."""
    mine = Attempt.objects.filter(person=user, activity=OuterRef("activity"))
    found = (
        Exercise.objects.filter(
            activity__in=Activity.objects.visible_to(user), activity__trial_of=None
        )
        .select_related("activity__module__course")
        .annotate(
            is_passed=Exists(mine.filter(grades__passed=True)),
            is_open=Exists(mine.filter(state=Attempt.State.OPEN)),
            is_ready=Exists(Variant.objects.free().filter(exercise=OuterRef("pk"))),
        )
    )
    if kind in ExerciseKind.values:
        found = found.filter(kind=kind)
    if state == "passed":
        return found.filter(is_passed=True)
    if state == "open":
        return found.filter(is_open=True)
    if state == "new":
        return found.filter(is_passed=False, is_open=False)
    return found
