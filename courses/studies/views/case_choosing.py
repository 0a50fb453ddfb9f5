"""Which study a case is made of, and which earlier one hangs beside it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courses.studies.cases import editing
from courses.studies.filters import StudyFilter
from courses.studies.models import Study
from courses.studies.models.study import StudyQuerySet
from courses.studies.views.cases import only_makers, visible_case
from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view


@form_view
def case_new(request: StaffRequest) -> HttpResponse:
    """Choose the study that a case is made of."""
    only_makers(request)
    library = _library(request)
    if request.method == "POST":
        case = editing.start(_chosen(request, library), by=request.user)
        return redirect("studies:case_edit", case.short_id)
    return _choosing(request, library)


@form_view
def case_prior(request: StaffRequest, short_id: str) -> HttpResponse:
    """Choose the earlier study that hangs beside it; or, with no choice, none."""
    only_makers(request)
    case = visible_case(request, short_id)
    library = _library(request).exclude(pk=case.study_id)
    if request.method == "POST":
        prior = _chosen(request, library) if request.POST.get("study") else None
        editing.set_prior(case, prior, by=request.user)
        return redirect("studies:case_edit", short_id)
    return _choosing(request, library, case=case)


def _library(request: StaffRequest) -> StudyQuerySet:
    return Study.objects.visible_to(request.user).showing(pictures=True)


def _chosen(request: StaffRequest, library: StudyQuerySet) -> Study:
    pk = request.POST.get("study", "")
    return get_object_or_404(library, pk=int(pk) if pk.isdecimal() else 0)


def _choosing(
    request: StaffRequest, library: StudyQuerySet, **more: Any
) -> HttpResponse:
    narrowed = StudyFilter(request.GET, library)
    page = page_of(request, narrowed.qs, order=("-released_at", "-pk"), size=20)
    context = {"filter": narrowed, "page": page, **more}
    return render(request, "courses/studies/case_new.html", context)
