"""Playlists: found, made, filled, put in order and gone through."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.studies import rules
from courses.studies.cases import playlists as verbs
from courses.studies.forms.cases import PlaylistForm
from courses.studies.models import Playlist, TeachingCase
from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view

STEPS = {"up": -1, "down": 1}


@require_safe
def playlists(request: StaffRequest) -> HttpResponse:
    """One's own and those that are shared, by title."""
    found = verbs.for_list(request.user)
    context = {
        "page": page_of(request, found, order=("title", "pk"), size=30),
        "may_make": rules.can_make_cases(request.user),
    }
    return render(request, "courses/studies/playlists.html", context)


@require_safe
def playlist(request: StaffRequest, short_id: str) -> HttpResponse:
    found = _playlist(request, short_id)
    is_own = rules.can_change_playlist(request.user, found)
    context = {
        "playlist": found,
        "cases": verbs.cases_of(found),
        "is_own": is_own,
        "quiz": "quiz" in request.GET,
        "moved": request.GET.get("moved", ""),
    }
    return render(request, "courses/studies/playlist.html", context)


@form_view
def make(request: StaffRequest) -> HttpResponse:
    """`?case=` begins it with a case."""
    form = _form(request)
    if form.is_valid():
        made = verbs.make(by=request.user, **form.cleaned_data)
        first = _case(request, request.GET.get("case", ""))
        if first is not None:
            verbs.add(made, first, by=request.user)
        messages.success(request, _("The playlist is made."))
        return redirect(made)
    return _form_page(request, form, title=_("Make a playlist"), label=_("Make it"))


@form_view
def change(request: StaffRequest, short_id: str) -> HttpResponse:
    found = _own(request, short_id)
    form = _form(request, instance=_own(request, short_id))
    if form.is_valid():
        verbs.change(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return _form_page(
        request, form, title=_("Change the playlist"), label=_("Keep"), playlist=found
    )


@require_POST
def fill(request: StaffRequest, short_id: str) -> HttpResponse:
    """Add, drop or move one case; back to where the button was pressed."""
    found = _own(request, short_id)
    case = _case(request, request.POST.get("case", ""))
    step = request.POST.get("step", "")
    if case is None:
        messages.error(request, _("That case is not to be seen any more."))
    elif step == "add":
        verbs.add(found, case, by=request.user)
        messages.success(request, _("Added to %(list)s.") % {"list": found})
        return redirect(case)
    elif step == "drop":
        verbs.drop(found, case, by=request.user)
    elif step in STEPS:
        verbs.move(found, case, by=request.user, steps=STEPS[step])
    return redirect(f"{found.get_absolute_url()}?{_back(request)}")


def _back(request: StaffRequest) -> str:
    """The page as it was, and which button was pressed: the keyboard stays there."""
    pressed = f"{request.POST.get('case', '')}-{request.POST.get('step', '')}"
    quiz = {"quiz": "1"} if "quiz" in request.POST else {}
    return urlencode({**quiz, "moved": pressed})


@form_view
def remove(request: StaffRequest, short_id: str) -> HttpResponse:
    found = _own(request, short_id)
    if request.method == "POST":
        verbs.remove(found, by=request.user)
        messages.success(request, _("The playlist is removed. Its cases stay."))
        return redirect("studies:playlists")
    return render(request, "courses/studies/playlist_remove.html", {"playlist": found})


def _playlist(request: StaffRequest, short_id: str) -> Playlist:
    seen = Playlist.objects.visible_to(request.user).select_related("owner")
    return get_object_or_404(seen, short_id=short_id)


def _own(request: StaffRequest, short_id: str) -> Playlist:
    found = _playlist(request, short_id)
    if not rules.can_change_playlist(request.user, found):
        raise PermissionDenied
    return found


def _case(request: StaffRequest, short_id: str) -> TeachingCase | None:
    seen = TeachingCase.objects.published()
    return seen.filter(short_id=short_id).first() if short_id else None


def _form(request: StaffRequest, **more: Any) -> PlaylistForm:
    may_share = rules.can_share_playlists(request.user)
    return PlaylistForm(request.POST or None, may_share=may_share, **more)


def _form_page(request: StaffRequest, form: PlaylistForm, **more: Any) -> HttpResponse:
    context = {"form": form, **more}
    return render(request, "courses/studies/playlist_form.html", context)
