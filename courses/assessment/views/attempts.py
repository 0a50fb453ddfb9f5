"""An attempt: the open one to work on, a closed one's result."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courses.assessment import images, pages, rules, showing
from courses.assessment.models import Attempt, Exercise, Grade, Quiz
from courses.catalog.outline import outline_of
from courses.studies.viewer import viewer_page
from portal.people.models import StaffRequest


@viewer_page
@require_safe
def attempt(request: StaffRequest, pk: int) -> HttpResponse:
    """The open attempt to its owner; afterwards its result."""
    found = attempt_of(request, pk)
    if not found.is_open:
        return _result(request, found)
    if found.activity.kind == "quiz":
        return open_quiz(request, found)
    return _open_exercise(request, found)


def attempt_of(request: StaffRequest, pk: int) -> Attempt:
    attempts = Attempt.objects.visible_to(request.user).select_related(
        "activity__module__course", "person", "grant__study"
    )
    return get_object_or_404(attempts, pk=pk)


def context_of(found: Attempt) -> dict[str, Any]:
    activity = found.activity
    return {
        "attempt": found,
        "activity": activity,
        "course": activity.module.course,
        "back": reverse("assessment:practice", args=[activity.pk]),
    }


def must_be_own(request: StaffRequest, found: Attempt) -> None:
    if not rules.can_answer(request.user, found):
        raise PermissionDenied


def open_quiz(
    request: StaffRequest, found: Attempt, *, typed: pages.Typed | None = None
) -> HttpResponse:
    """With what was typed just now, where some of it is no number."""
    must_be_own(request, found)
    context = {
        **context_of(found),
        "quiz": Quiz.objects.get(activity=found.activity_id),
        "questions": pages.questions_of(found, typed),
        "is_over": found.is_over(),
        "wrong": typed.wrong if typed else {},
    }
    status = 422 if typed else 200
    return render(request, "courses/assessment/quiz.html", context, status=status)


def _open_exercise(request: StaffRequest, found: Attempt) -> HttpResponse:
    must_be_own(request, found)
    exercise = _exercise(found)
    task = pages.task_of(
        exercise,
        found,
        autosave_url=reverse("assessment:save", args=[found.pk]),
        csrf=get_token(request),
    )
    context = {
        **context_of(found),
        "exercise": exercise,
        "is_over": found.is_over(),
        "viewer": showing.viewer_for(
            request.user, exercise, grant=found.grant, task=task
        ),
    }
    return render(request, "courses/assessment/exercise.html", context)


def _result(request: StaffRequest, found: Attempt) -> HttpResponse:
    grade = found.grades.select_related("key").order_by("-number").first()
    show_result = grade is not None and rules.can_see_result(request.user, found)
    context = {
        **context_of(found),
        "grade": grade,
        "show_result": show_result,
        "show_key": show_result and rules.can_see_key(request.user, found),
        "tries": rules.TRIES,
        "after": _what_next(request, found),
    }
    if grade is None or found.activity.kind == "quiz":
        if grade and show_result:
            context["items"] = pages.feedback(found, grade, whole=context["show_key"])
        return render(request, "courses/assessment/quiz_result.html", context)
    exercise = _exercise(found)
    context["exercise"] = exercise
    if show_result:
        show_key = context["show_key"]
        context |= _feedback(request, found, exercise, grade, show_key=show_key)
    return render(request, "courses/assessment/exercise_result.html", context)


def _exercise(found: Attempt) -> Exercise:
    return Exercise.objects.select_related("study", "activity").get(
        activity=found.activity_id
    )


def _feedback(
    request: StaffRequest,
    found: Attempt,
    exercise: Exercise,
    grade: Grade,
    *,
    show_key: bool,
) -> dict[str, Any]:
    """Which marks met something; where the findings lie only with the key."""
    wrong = set(pages.false_marks(grade))
    task = pages.task_of(exercise, found)
    task["marks"] = [
        {**mark, "wrong": number in wrong}
        for number, mark in enumerate(task["marks"], start=1)
    ]
    context: dict[str, Any] = {
        "met": pages.marks_met(grade),
        "missed": pages.count_missed(grade),
        "false_marks": sorted(wrong),
    }
    if show_key:
        context["targets"] = pages.targets_seen(grade)
        context["after_html"] = grade.key.content["after"]
    if not showing.may_look(request.user, exercise, found.grant):
        return context
    expert = pages.expert(grade, images.images_of(exercise)) if show_key else None
    viewer = showing.viewer_for(
        request.user, exercise, grant=found.grant, task=task, expert=expert
    )
    return {**context, "viewer": viewer}


def _what_next(request: HttpRequest, found: Attempt) -> Any:
    """The course's next step for the one who took the attempt."""
    return outline_of(found.activity.module.course, found.person).next_step
