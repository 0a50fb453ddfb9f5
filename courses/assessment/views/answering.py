"""Answers on their way in: kept as one goes, looked over, handed in."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.assessment import answers, asking, pages, workflow
from courses.assessment.kinds import Kind, json_of, kind_of
from courses.assessment.models import Attempt, Exercise
from courses.assessment.views.attempts import (
    attempt_of,
    context_of,
    must_be_own,
    open_exercise,
    open_quiz,
)
from courses.studies.viewer import viewer_page
from portal.lib.refusal import Refused
from portal.people.models import StaffRequest

LONGEST_BODY = 100_000


@require_POST
def save(request: StaffRequest, pk: int) -> HttpResponse:
    """Autosave. A quiz sends one item's fields, an exercise its whole answer. What
    is no answer is named beside its field, and the rest is kept."""
    found = attempt_of(request, pk)
    if found.activity.kind != "quiz":
        return _save_exercise(request, found)
    values = answers.from_form(request.POST)
    wrong = answers.no_numbers(asking.items_of(found), values)
    kept = {order: value for order, value in values.items() if order not in wrong}
    workflow.save(found, kept, by=request.user)
    if not wrong:
        return JsonResponse({"kept": sorted(kept)})
    said = {f"q{order}": sentence for order, sentence in wrong.items()}
    return JsonResponse({"kept": sorted(kept), "wrong": said}, status=422)


def _save_exercise(request: StaffRequest, found: Attempt) -> HttpResponse:
    try:
        workflow.save(found, {1: _sent(request, found)}, by=request.user)
    except answers.Unfit as wrong:
        return JsonResponse({"kept": [], "wrong": {"answer": str(wrong)}}, status=422)
    return JsonResponse({"kept": [1]})


@viewer_page
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
    except answers.Unfit as unfit:
        return open_exercise(request, found, typed=values[1], wrong=str(unfit))
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
    given = _kind(found).given(request.POST)
    return {} if given is None else {1: given}


def _kind(found: Attempt) -> Kind:
    return kind_of(Exercise.objects.get(activity_id=found.activity_id).kind)


def _sent(request: StaffRequest, found: Attempt) -> Any:
    """The page's form as it stands; from the viewer, all its marks as JSON."""
    if request.content_type != "application/json":
        given = _kind(found).given(request.POST)
        if given is None:
            raise Refused(_("The answer cannot be read. Load the page again."))
        return given
    if len(request.body) > LONGEST_BODY:
        raise Refused(_("That is too long."))
    said = json_of(request.body.decode(errors="replace"))
    if not isinstance(said, dict) or not isinstance(said.get("marks"), list):
        raise Refused(_("Marks are a list."))
    return said["marks"]
