"""What learners handed in at an exercise, and grading it anew."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.assessment import regrading, rules
from courses.assessment.models import Attempt, Exercise, ExerciseKind
from courses.catalog.models import Activity
from portal.people.models import StaffRequest
from portal.web.listing import page_of


@require_safe
def handed_in(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest first, each with the grade that counts."""
    if not rules.can_see_handed_in(request.user):
        raise PermissionDenied
    activity = _activity(request, pk)
    attempts = (
        Attempt.objects.visible_to(request.user)
        .filter(activity=activity, state=Attempt.State.SUBMITTED)
        .select_related("person")
        .prefetch_related("grades")
    )
    page = page_of(request, attempts, order=("-opened_at", "-pk"), size=30)
    return render(
        request,
        "courses/assessment/handed_in.html",
        {
            **_context(activity),
            "page": page,
            "can_regrade": rules.can_author(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def regrade(request: StaffRequest, pk: int) -> HttpResponse:
    """Who is changed and how; then, once that is meant, it is done."""
    if not rules.can_author(request.user):
        raise PermissionDenied
    activity = _activity(request, pk)
    if request.method != "POST":
        context = {**_context(activity), "changes": regrading.proposed(activity)}
        return render(request, "courses/assessment/regrade.html", context)
    found = regrading.regrade(activity, by=request.user)
    said = ngettext(
        "%d attempt has a new grade.", "%d attempts have a new grade.", len(found)
    )
    messages.success(request, said % len(found))
    return redirect("assessment:handed_in", activity.pk)


def _activity(request: StaffRequest, pk: int) -> Activity:
    activities = Activity.objects.visible_to(request.user).filter(kind="exercise")
    return get_object_or_404(activities.select_related("module__course"), pk=pk)


def _context(activity: Activity) -> dict[str, Any]:
    exercise = get_object_or_404(Exercise, activity=activity)
    return {
        "activity": activity,
        "course": activity.module.course,
        "kind_label": ExerciseKind(exercise.kind).label,
    }
