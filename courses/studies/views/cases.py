"""Teaching cases for their readers: the list, a case, and a case as a quiz."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from courses.studies import rules
from courses.studies.cases import findings, opening, playlists, starter
from courses.studies.cases.filters import CaseFilter
from courses.studies.cases.showing import viewer_for
from courses.studies.forms.cases import marks_in
from courses.studies.models import CaseVersion, Playlist, TeachingCase
from courses.studies.viewer import viewer_page
from portal.lib.markdown import render as markdown
from portal.people.models import StaffRequest
from portal.web.listing import page_of, sorting

SORTS = {
    "newest": ("-published_at", "-pk"),
    "title": ("title", "pk"),
    "difficulty": ("difficulty", "-published_at", "-pk"),
}
LONGEST_ANSWER = 2_000


@require_safe
def cases(request: StaffRequest) -> HttpResponse:
    """What is published. With `?quiz=1` no row tells its answer."""
    seen = CaseVersion.objects.visible_to(request.user).for_list()
    narrowed = CaseFilter(request.GET, seen)
    sort = sorting(request, SORTS, default="newest")
    context = {
        "filter": narrowed,
        "sort": sort,
        "page": page_of(request, narrowed.qs, order=sort.order, size=30),
        "quiz": "quiz" in request.GET,
        "may_make": rules.can_make_cases(request.user),
        "to_come": starter.still_to_come(),
    }
    return render(request, "courses/studies/cases.html", context)


@viewer_page
@require_safe
def case(request: StaffRequest, short_id: str) -> HttpResponse:
    """One case. `?quiz=1`: nothing that answers it leaves the server."""
    shown = _shown(request, short_id)
    context = _context(request, shown, quiz="quiz" in request.GET)
    return render(request, "courses/studies/case.html", context)


@viewer_page
@require_POST
def answer(request: StaffRequest, short_id: str) -> HttpResponse:
    """The same case with all that the quiz kept back, and what its reader saw."""
    shown = _shown(request, short_id)
    drawn = findings.read(
        marks_in(request.POST.get("marks", "")), findings.images_of(shown.case.study)
    )
    context = _context(request, shown, quiz=False, drawn=drawn)
    context["said"] = request.POST.get("said", "")[:LONGEST_ANSWER]
    context["answered"] = True
    return render(request, "courses/studies/case.html", context)


@viewer_page
@require_safe
def version(request: StaffRequest, short_id: str, number: int) -> HttpResponse:
    """An earlier publication of a case that is still shown."""
    current = _shown(request, short_id)
    found = get_object_or_404(current.case.versions.all(), number=number)
    context = _context(request, found, quiz=False)
    context["is_old"] = found.pk != current.pk
    return render(request, "courses/studies/case.html", context)


def _shown(request: StaffRequest, short_id: str) -> CaseVersion:
    seen = CaseVersion.objects.visible_to(request.user)
    people = ("case__study", "prior", "author", "reviewed_by")
    return get_object_or_404(seen.select_related(*people), case__short_id=short_id)


def _context(
    request: StaffRequest,
    shown: CaseVersion,
    *,
    quiz: bool,
    drawn: Sequence[findings.Finding] = (),
) -> dict[str, Any]:
    """A quiz is given nothing to hide: what it must not show is not in its context."""
    listed = _playlist(request)
    common = {
        "short_id": shown.case.short_id,
        "quiz": quiz,
        "list": playlists.standing_in(listed, shown.case),
        "history": shown.history,
        "opens": opening.address(shown.opening, quiz=quiz),
        "viewer": viewer_for(
            request.user,
            shown.case.study,
            shown,
            truth=None if quiz else shown.findings,
            task=findings.drawn_by_reader(drawn, editable=quiz)
            if quiz or drawn
            else None,
        ),
    }
    if quiz:
        return {**common, "heading": shown.quiz_title}
    return {
        **common,
        "heading": shown.title,
        "case": shown,
        "drawn": len(drawn),
        "findings": findings.letters(shown.findings),
        "discussion": markdown(shown.discussion),
        "references": markdown(shown.references),
        "versions": shown.case.versions.order_by("-number").only(
            "number", "published_at", "case"
        ),
        "own_playlists": Playlist.objects.filter(owner=request.user).order_by("title"),
        "may_make": rules.can_make_cases(request.user),
        "may_withdraw": rules.can_withdraw_case(request.user, shown.case),
    }


def _playlist(request: StaffRequest) -> Playlist | None:
    asked = request.GET.get("list") or request.POST.get("list", "")
    if not asked:
        return None
    return Playlist.objects.visible_to(request.user).filter(short_id=asked).first()


def only_makers(request: StaffRequest) -> None:
    if not rules.can_make_cases(request.user):
        raise PermissionDenied


def visible_case(request: StaffRequest, short_id: str) -> TeachingCase:
    """For those who work on cases: the row itself, whatever its state."""
    seen = TeachingCase.objects.visible_to(request.user)
    people = ("study", "prior", "owner", "changed_by", "handed_in_by", "current")
    return get_object_or_404(seen.select_related(*people), short_id=short_id)
