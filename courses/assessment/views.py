"""Doors of a quiz or an exercise: what awaits, the attempt, its result."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.assessment import (
    answers,
    images,
    pages,
    rules,
    showing,
    workflow,
)
from courses.assessment.models import Attempt, Exercise, Key, Quiz
from courses.catalog.models import Activity
from courses.catalog.outline import outline_of
from courses.studies.viewer import viewer_page
from portal.lib.refusal import Refused
from portal.people.models import StaffRequest

LONGEST_BODY = 100_000


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
        **_what_awaits(activity),
    }
    return render(request, "courses/assessment/practice.html", context)


@require_POST
def begin(request: StaffRequest, pk: int) -> HttpResponse:
    return redirect(workflow.start(request.user, _activity(request, pk)))


@viewer_page
@require_safe
def attempt(request: StaffRequest, pk: int) -> HttpResponse:
    """The open attempt to its owner; afterwards its result."""
    found = _attempt(request, pk)
    if found.is_open:
        show = _open_quiz if found.activity.kind == "quiz" else _open_exercise
        return show(request, found)
    grade = found.grades.select_related("key").order_by("-number").first()
    show_key = rules.can_see_key(request.user, found) and grade is not None
    context = {**_context(found), "grade": grade, "show_key": show_key}
    context["after"] = _what_next(request, found)
    if found.activity.kind == "quiz" or grade is None:
        if show_key:
            context["items"] = pages.feedback(found, grade)  # type: ignore[arg-type]
        return render(request, "courses/assessment/quiz_result.html", context)
    exercise = _exercise(found)
    context |= {"exercise": exercise}
    if show_key:
        context |= _exercise_feedback(request, found, exercise, grade)
    return render(request, "courses/assessment/exercise_result.html", context)


@require_POST
def save(request: StaffRequest, pk: int) -> HttpResponse:
    """Autosave. A quiz sends one item's fields, the viewer all its marks."""
    found = _attempt(request, pk)
    if found.activity.kind == "quiz":
        values = answers.from_form(request.POST)
    else:
        values = {1: _marks_in(request.body)}
    workflow.save(found, values, by=request.user)
    return JsonResponse({"kept": sorted(values)})


@require_POST
def submit(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand in what stands on the page; what the page did not send stays as saved."""
    found = _attempt(request, pk)
    if found.activity.kind == "quiz":
        values = answers.from_form(request.POST)
    else:
        marks = request.POST.get("marks", "")
        values = {1: _marks(marks)} if marks else {}
    if "later" in request.POST:
        workflow.save(found, values, by=request.user)
        return redirect("assessment:practice", found.activity_id)
    return redirect(workflow.submit(found, by=request.user, values=values))


def _activity(request: StaffRequest, pk: int) -> Activity:
    activities = Activity.objects.visible_to(request.user).exclude(kind="lesson")
    return get_object_or_404(activities.select_related("module__course"), pk=pk)


def _attempt(request: StaffRequest, pk: int) -> Attempt:
    attempts = Attempt.objects.visible_to(request.user).select_related(
        "activity__module__course", "person", "grant__study"
    )
    return get_object_or_404(attempts, pk=pk)


def _exercise(found: Attempt) -> Exercise:
    return Exercise.objects.select_related("study", "activity").get(
        activity=found.activity_id
    )


def _what_awaits(activity: Activity) -> dict[str, Any]:
    if activity.kind == "quiz":
        quiz = get_object_or_404(Quiz, activity=activity)
        asked = quiz.questions.filter(withdrawn=False).count()
        return {"rule": quiz, "asked": min(quiz.draw or asked, asked), "ready": True}
    exercise = get_object_or_404(
        Exercise.objects.select_related("study"), activity=activity
    )
    ready = exercise.study or images.find_study(exercise.study_name)
    return {
        "rule": exercise,
        "ready": bool(ready and ready.released_at),
        "has_key": Key.objects.filter(activity=activity).exists(),
    }


def _context(found: Attempt) -> dict[str, Any]:
    activity = found.activity
    return {
        "attempt": found,
        "activity": activity,
        "course": activity.module.course,
        "back": reverse("assessment:practice", args=[activity.pk]),
    }


def _open_quiz(request: StaffRequest, found: Attempt) -> HttpResponse:
    _must_be_own(request, found)
    context = {
        **_context(found),
        "quiz": Quiz.objects.get(activity=found.activity_id),
        "questions": pages.questions_of(found),
        "is_over": found.is_over(),
    }
    return render(request, "courses/assessment/quiz.html", context)


def _open_exercise(request: StaffRequest, found: Attempt) -> HttpResponse:
    _must_be_own(request, found)
    exercise = _exercise(found)
    task = pages.task_of(
        exercise,
        found,
        autosave_url=reverse("assessment:save", args=[found.pk]),
        csrf=get_token(request),
    )
    context = {
        **_context(found),
        "exercise": exercise,
        "is_over": found.is_over(),
        "viewer": showing.viewer_for(
            request.user, exercise, grant=found.grant, task=task
        ),
    }
    return render(request, "courses/assessment/exercise.html", context)


def _must_be_own(request: StaffRequest, found: Attempt) -> None:
    if not rules.can_answer(request.user, found):
        raise PermissionDenied


def _exercise_feedback(
    request: StaffRequest, found: Attempt, exercise: Exercise, grade: Any
) -> dict[str, Any]:
    wrong = set(pages.false_marks(grade))
    task = pages.task_of(exercise, found)
    task["marks"] = [
        {**mark, "wrong": number in wrong}
        for number, mark in enumerate(task["marks"], start=1)
    ]
    context = {
        "targets": pages.targets_seen(grade),
        "false_marks": sorted(wrong),
        "after_html": grade.key.content["after"],
    }
    if not showing.may_look(request.user, exercise, found.grant):
        return context
    expert = pages.expert(grade, images.images_of(exercise))
    viewer = showing.viewer_for(
        request.user, exercise, grant=found.grant, task=task, expert=expert
    )
    return {**context, "viewer": viewer}


def _what_next(request: HttpRequest, found: Attempt) -> Any:
    """The course's next step for the one who took the attempt."""
    return outline_of(found.activity.module.course, found.person).next_step


def _marks_in(body: bytes) -> Any:
    if len(body) > LONGEST_BODY:
        raise Refused(_("That is too long."))
    found = _marks(body.decode(errors="replace"))
    if not isinstance(found, dict) or not isinstance(found.get("marks"), list):
        raise Refused(_("Marks are a list."))
    return found["marks"]


def _marks(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused(_("Marks are a list.")) from None
