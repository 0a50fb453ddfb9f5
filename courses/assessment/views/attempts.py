"""An attempt: the open one to work on, a closed one's result."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from courses.assessment import asking, looking, marking, pages, rules, showing, variants
from courses.assessment.kinds import Sheet, kind_of
from courses.assessment.models import Attempt, Grade, Quiz
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
    return open_exercise(request, found)


@require_POST
def look(request: StaffRequest, pk: int) -> HttpResponse:
    """Open another's images for who marks."""
    found = attempt_of(request, pk)
    looking.look(found, by=request.user)
    return redirect(found)


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


def open_exercise(
    request: StaffRequest, found: Attempt, *, typed: Any = None, wrong: str = ""
) -> HttpResponse:
    """With what was typed just now, where it can be no answer."""
    must_be_own(request, found)
    sheet = variants.sheet_of(found)
    kind = kind_of(sheet.exercise.kind)
    kept = marking.answer_of(asking.items_of(found))
    context = {
        **context_of(found),
        "exercise": sheet.exercise,
        "kind": kind,
        "is_over": found.is_over(),
        "wrong": wrong,
        "asked": kind.page(sheet, typed if wrong else kept),
        "asked_template": f"courses/assessment/kinds/{kind.code}.html",
    }
    if kind.has_viewer and found.grant:
        context["viewer"] = _viewer(request, found, sheet, kept)
    page = "exercise" if "viewer" in context else "worksheet"
    status = 422 if wrong else 200
    return render(request, f"courses/assessment/{page}.html", context, status=status)


def _viewer(
    request: StaffRequest, found: Attempt, sheet: Sheet, answer: Any
) -> dict[str, Any]:
    assert found.grant is not None  # noqa: S101 - the caller has looked
    return showing.viewer_for(
        request.user,
        sheet,
        answer,
        grant=found.grant,
        autosave_url=reverse("assessment:save", args=[found.pk]),
        csrf=get_token(request),
    )


def _result(request: StaffRequest, found: Attempt) -> HttpResponse:
    grade = found.grades.select_related("key").order_by("-number").first()
    show_result = grade is not None and rules.can_see_result(request.user, found)
    context = {
        **context_of(found),
        "grade": grade,
        "show_result": show_result,
        "show_key": show_result and rules.can_see_key(request.user, found),
        "tries": rules.TRIES,
        "is_own": found.person_id == request.user.pk,
        "after": _what_next(request, found),
    }
    if grade is None or found.activity.kind == "quiz":
        if grade and show_result:
            context["items"] = pages.feedback(found, grade, whole=context["show_key"])
        return render(request, "courses/assessment/quiz_result.html", context)
    if show_result:
        context |= _seen(request, found, grade, whole=context["show_key"])
    page = "exercise_result" if "viewer" in context else "worksheet_result"
    return render(request, f"courses/assessment/{page}.html", context)


def _seen(
    request: StaffRequest, found: Attempt, grade: Grade, *, whole: bool
) -> dict[str, Any]:
    """What was right and what was not; where the truth lies only with the key."""
    sheet, key = variants.sheet_of(found), variants.key_of(found, grade.key)
    kind = kind_of(sheet.exercise.kind)
    answer = marking.answer_of(asking.items_of(found))
    seen = kind.seen(sheet, answer, key, grade.parts, whole=whole)
    context: dict[str, Any] = {
        "exercise": sheet.exercise,
        "kind": kind,
        "seen": seen,
        "seen_template": f"courses/assessment/kinds/{kind.code}_seen.html",
        "after_html": key.get("after", "") if whole else "",
    }
    grant = looking.grant_for(request.user, found) if kind.has_viewer else None
    if grant is None or sheet.study is None:
        may_look = kind.has_viewer and rules.can_mark(request.user, found)
        return {**context, "may_look": may_look and sheet.study is not None}
    viewer = showing.viewer_for(request.user, sheet, answer, grant=grant)
    viewer["task"] = kind.marked(viewer["task"], seen)
    if whole:
        viewer = showing.with_expert(viewer, sheet, key)
    return {**context, "viewer": viewer}


def _what_next(request: HttpRequest, found: Attempt) -> Any:
    """The course's next step for the one who took the attempt."""
    return outline_of(found.activity.module.course, found.person).next_step
