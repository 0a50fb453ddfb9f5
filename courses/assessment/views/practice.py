"""Before an attempt: what awaits, the rule for passing, and the way in."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from courses.assessment import rules, workflow
from courses.assessment.kinds import kind_of
from courses.assessment.models import Attempt, Draft, Exercise, Quiz
from courses.catalog.models import Activity
from portal.people.models import StaffRequest


@require_safe
def practice(request: StaffRequest, pk: int) -> HttpResponse:
    """What awaits, the rule for passing, and the attempts so far."""
    activity = _activity(request, pk)
    attempts = list(
        Attempt.objects.filter(person=request.user, activity=activity)
        .prefetch_related("grades")
        .order_by("-number")[:10]
    )
    context = {
        "activity": activity,
        "course": activity.module.course,
        "attempts": attempts,
        "running": next((one for one in attempts if one.is_open), None),
        "can_try": rules.can_try(request.user, activity),
        "tries": rules.TRIES,
        "can_see_handed_in": rules.can_see_handed_in(request.user),
        "can_author": rules.can_author(request.user),
        **_what_awaits(activity),
    }
    return render(request, "courses/assessment/practice.html", context)


@require_POST
def begin(request: StaffRequest, pk: int) -> HttpResponse:
    return redirect(workflow.start(request.user, _activity(request, pk)))


def _activity(request: StaffRequest, pk: int) -> Activity:
    activities = Activity.objects.visible_to(request.user).exclude(kind="lesson")
    return get_object_or_404(activities.select_related("module__course"), pk=pk)


def _what_awaits(activity: Activity) -> dict[str, Any]:
    if activity.kind == "quiz":
        quiz = get_object_or_404(Quiz, activity=activity)
        asked = quiz.questions.filter(withdrawn=False).count()
        return {"rule": quiz, "asked": min(quiz.draw or asked, asked), "ready": True}
    exercise = get_object_or_404(Exercise, activity=activity)
    return {
        "rule": exercise,
        "kind": kind_of(exercise.kind),
        "ready": exercise.variants.free().exists(),
        "writing": Draft.objects.filter(
            Q(activity=activity) | Q(trial=activity)
        ).first(),
    }
