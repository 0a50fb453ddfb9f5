"""Answers on their way in: kept as one goes, looked over, handed in."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.assessment import answers, asking, pages, workflow
from courses.assessment.models import Attempt
from courses.assessment.views.attempts import (
    attempt_of,
    context_of,
    must_be_own,
    open_quiz,
)
from portal.lib.refusal import Refused
from portal.people.models import StaffRequest

LONGEST_BODY = 100_000


@require_POST
def save(request: StaffRequest, pk: int) -> HttpResponse:
    """Autosave. A quiz sends one item's fields, the viewer all its marks. What is
    no answer is named beside its field, and the rest is kept."""
    found = attempt_of(request, pk)
    if found.activity.kind != "quiz":
        workflow.save(found, {1: _marks_in(request.body)}, by=request.user)
        return JsonResponse({"kept": [1]})
    values = answers.from_form(request.POST)
    wrong = answers.no_numbers(asking.items_of(found), values)
    kept = {order: value for order, value in values.items() if order not in wrong}
    workflow.save(found, kept, by=request.user)
    if not wrong:
        return JsonResponse({"kept": sorted(kept)})
    said = {f"q{order}": sentence for order, sentence in wrong.items()}
    return JsonResponse({"kept": sorted(kept), "wrong": said}, status=422)


@require_POST
def submit(request: StaffRequest, pk: int) -> HttpResponse:
    """Hand in what stands on the page; what the page did not send stays as saved.
    Gaps are shown first: leaving one may be meant, or not."""
    found = attempt_of(request, pk)
    must_be_own(request, found)
    if not found.is_open:
        return redirect(found)
    values = _values(request, found)
    try:
        return _take(request, found, values)
    except answers.NoNumber:
        wrong = answers.no_numbers(asking.items_of(found), values)
    kept = {order: value for order, value in values.items() if order not in wrong}
    if found.is_over():
        return _take(request, found, kept)
    workflow.save(found, kept, by=request.user)
    return open_quiz(request, found, typed=pages.Typed(values, wrong))


def _take(
    request: StaffRequest, found: Attempt, values: dict[int, Any]
) -> HttpResponse:
    if "later" in request.POST:
        workflow.save(found, values, by=request.user)
        return redirect("assessment:practice", found.activity_id)
    is_meant = "as_it_is" in request.POST
    taken = workflow.submit(found, by=request.user, values=values, as_it_is=is_meant)
    return (
        redirect("assessment:hand_in", taken.pk) if taken.is_open else redirect(taken)
    )


@require_safe
def hand_in(request: StaffRequest, pk: int) -> HttpResponse:
    """What is still open in it, and the question whether that is meant."""
    found = attempt_of(request, pk)
    if not found.is_open:
        return redirect(found)
    must_be_own(request, found)
    items = asking.items_of(found)
    context = {
        **context_of(found),
        "open": answers.unanswered(items),
        "all": len(items),
        "is_quiz": found.activity.kind == "quiz",
    }
    return render(request, "courses/assessment/hand_in.html", context)


def _values(request: StaffRequest, found: Attempt) -> dict[int, Any]:
    if found.activity.kind == "quiz":
        return answers.from_form(request.POST)
    marks = request.POST.get("marks", "")
    return {1: _marks(marks)} if marks else {}


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
