"""A reviewer's steps on the page of a batch: look, and judge the boxes. Each answers
with the parts of the page that changed, or leads back to it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from courses.studies import intake, rules
from courses.studies.forms.review import AreaForm, DecideForm, RefuseForm
from courses.studies.models import Batch, Instance, Study, TextBox
from courses.studies.review import boxes, looking, page
from portal.lib.refusal import Refused
from portal.people.models import StaffRequest
from portal.web.methods import form_view

State = TextBox.State
MOST_AT_ONCE = 1000


def _batch(request: StaffRequest, pk: int) -> Batch:
    if not rules.can_review(request.user):
        raise PermissionDenied
    return get_object_or_404(Batch.objects.select_related("study"), pk=pk)


def _answer(request: StaffRequest, batch: Batch, asked: Any) -> HttpResponse:
    """The image with its boxes, how far the look has come, and the sheet's words."""
    desk = page.desk_of(batch, request.user, asked)
    if not request.headers.get("HX-Request"):
        return _back(batch, desk)
    was = str(asked.get("on_sheet") or desk.sheet)
    context = {"desk": desk, "batch": batch, "is_new_sheet": was != str(desk.sheet)}
    return render(request, "courses/studies/_answer.html", context)


def _back(batch: Batch, desk: page.Desk) -> HttpResponseRedirect:
    url = reverse("studies:batch", args=[batch.pk])
    return redirect(f"{url}?image={desk.chosen}#frame")


@require_safe
def frame(request: StaffRequest, pk: int) -> HttpResponse:
    """Another image on the desk."""
    return _answer(request, _batch(request, pk), request.GET)


@require_POST
def look(request: StaffRequest, pk: int) -> HttpResponse:
    """These images were looked at: named one by one, or on the sheet. Which of them
    count is not for the page to say."""
    batch, asked = _batch(request, pk), request.POST.copy()
    desk = page.desk_of(batch, request.user, asked)
    if "whole_sheet" in asked:
        places = looking.seen_small(shot.image for shot in desk.shots)
    else:
        places = desk.standing.seen_large(_shown(asked.get("frames", "")))
    looking.look(batch, places, by=request.user)
    if "go_on" in asked:
        desk = page.desk_of(batch, request.user, asked)
        asked["image"] = str(desk.next_due or desk.chosen)
    return _answer(request, batch, asked)


def _shown(text: str) -> dict[looking.Place, int | None]:
    """`12:1:430,12:2` as instance and frame, with milliseconds where they are said."""
    found: dict[looking.Place, int | None] = {}
    for one in text.split(",")[:MOST_AT_ONCE]:
        parts = one.split(":")
        if len(parts) in (2, 3) and all(map(_is_number, parts)):
            instance, frame, *time = map(int, parts)
            found[instance, frame] = time[0] if time else None
    return found


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 12


@require_POST
def add_box(request: StaffRequest, pk: int) -> HttpResponse:
    """A person drew one, or wrote its numbers."""
    batch, form = _batch(request, pk), AreaForm(request.POST)
    held = Instance.objects.filter(series__study=batch.study)
    number = request.POST.get("instance", "")
    if not number.isdecimal():
        raise Http404
    instance = get_object_or_404(held, pk=number)
    if not form.is_valid():
        raise Refused(form.what_is_wrong())
    boxes.add(batch, instance, form.area(), by=request.user, **form.where())
    return _answer(request, batch, request.POST)


@require_POST
def change_box(request: StaffRequest, pk: int, box: int) -> HttpResponse:
    """Moved, judged, or taken away."""
    batch = _batch(request, pk)
    found = get_object_or_404(TextBox.objects.of_study(batch.study), pk=box)
    do = request.POST.get("do", "")
    if do == "move":
        form = AreaForm(request.POST)
        if not form.is_valid():
            raise Refused(form.what_is_wrong())
        boxes.move(batch, found, form.area(), by=request.user)
    elif do == "remove":
        boxes.remove(batch, found, by=request.user)
    elif do in State.values:
        boxes.decide(batch, [found], State(do), by=request.user)
    else:
        raise Http404
    return _answer(request, batch, request.POST)


@require_POST
def decide_boxes(request: StaffRequest, pk: int) -> HttpResponse:
    """All that wait for a word, on this image or in the whole study."""
    batch, form = _batch(request, pk), DecideForm(request.POST)
    if not form.is_valid():
        raise Http404
    desk = page.desk_of(batch, request.user, request.POST)
    here = desk.big.image.boxes if desk.big else ()
    if form.cleaned_data["everywhere"]:
        here = tuple(TextBox.objects.of_study(batch.study))
    waiting = [box for box in here if box.state == State.SUGGESTED]
    boxes.decide(batch, waiting, form.cleaned_data["do"], by=request.user)
    return _answer(request, batch, request.POST)


@form_view
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Out of the library at once, with a reason."""
    if not rules.can_review(request.user):
        raise PermissionDenied
    study = get_object_or_404(Study.objects.released(), pk=pk)
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        batch = intake.withdraw(
            study,
            by=request.user,
            erase=request.POST.get("then") == "erase",
            **form.cleaned_data,
        )
        return redirect("studies:batch", batch.pk)
    context = {"study": study, "form": form}
    return render(request, "courses/studies/withdraw.html", context)
