"""Exercises as educators write them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from courses.assessment import drafting, marks, rules, trying
from courses.assessment.forms import FORMS, KindForm
from courses.assessment.kinds import KINDS, kind_of
from courses.assessment.models import Draft, Exercise, ExerciseKind
from courses.catalog.models import Activity
from courses.studies.models import Grant
from courses.studies.viewer import config_for, viewer_page
from portal.people.models import StaffRequest
from portal.web.listing import page_of


@require_safe
def drafts(request: StaffRequest) -> HttpResponse:
    """What is being written, the newest change first, and the kinds to begin with."""
    _must_author(request)
    found = Draft.objects.select_related("author", "activity")
    page = page_of(request, found, order=("-changed_at", "-pk"), size=30)
    kinds = [
        {"code": code, "label": ExerciseKind(code).label, "kind": KINDS[code]}
        for code in FORMS
    ]
    context = {"page": page, "kinds": kinds}
    return render(request, "courses/assessment/drafts.html", context)


@require_POST
def begin(request: StaffRequest) -> HttpResponse:
    draft = drafting.begin(request.POST.get("kind", ""), by=request.user)
    return redirect("assessment:draft", draft.pk)


@require_POST
def begin_from(request: StaffRequest, pk: int) -> HttpResponse:
    """Like an exercise that is there already."""
    activities = Activity.objects.visible_to(request.user)
    exercises = Exercise.objects.select_related("activity", "study")
    found = get_object_or_404(exercises, activity__in=activities, activity=pk)
    draft = drafting.begin_from(found, by=request.user)
    messages.success(request, _("A draft of your own. “%s” stays as it is.") % draft)
    return redirect("assessment:draft", draft.pk)


@viewer_page
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: StaffRequest, pk: int) -> HttpResponse:
    """Kept whatever was typed; tried or published once it is whole."""
    _must_author(request)
    drafts = Draft.objects.select_related("study", "activity", "trial")
    found = get_object_or_404(drafts, pk=pk)
    if request.method != "POST":
        form = FORMS[found.kind](initial=found.body, own=found.study)
        return _page(request, found, form)
    form = FORMS[found.kind](request.POST, own=found.study)
    is_whole = form.is_valid()
    try:
        found = _keep(request, found, form)
    except drafting.ChangedMeanwhileError as changed:
        form.add_error(None, str(changed))
        return _page(request, found, form, status=409)
    if not {"publish", "try"} & request.POST.keys():
        messages.success(request, _("Kept. Nobody sees it before it is published."))
        return redirect("assessment:draft", found.pk)
    if not is_whole:
        return _page(request, found, form, status=422)
    return _give_out(request, found, form)


def _give_out(request: StaffRequest, found: Draft, form: KindForm) -> HttpResponse:
    read, said = form.as_read(found.kind), form.cleaned_data
    if "try" in request.POST:
        activity = trying.try_out(found, read, said, by=request.user)
        return redirect("assessment:practice", activity.pk)
    activity = drafting.publish(found, read, said, by=request.user)
    messages.success(request, _("“%s” is published.") % activity)
    return redirect("assessment:practice", activity.pk)


@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Draft.objects.select_related("activity"), pk=pk)
    drafting.withdraw(found, by=request.user)
    messages.success(request, _("“%s” is withdrawn.") % found)
    return redirect("assessment:drafts")


def _keep(request: StaffRequest, found: Draft, form: KindForm) -> Draft:
    left = {"csrfmiddlewaretoken", "revision", "publish", "try"}
    body = {name: request.POST[name] for name in request.POST if name not in left}
    study = form.cleaned_data.get("study")
    revision = request.POST.get("revision", "")
    return drafting.keep(
        found,
        body,
        study=study,
        revision=int(revision) if revision.isdecimal() else 0,
        by=request.user,
    )


def _page(
    request: StaffRequest, found: Draft, form: KindForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "draft": found,
        "form": form,
        "kind": kind_of(found.kind),
        "kind_label": ExerciseKind(found.kind).label,
    }
    if form.draws and found.study is not None:
        context["viewer"] = _viewer(request, found, form)
    page = "draft_on_images" if "viewer" in context else "draft"
    return render(request, f"courses/assessment/{page}.html", context, status=status)


def _viewer(request: StaffRequest, found: Draft, form: KindForm) -> dict[str, Any]:
    """The study with what is drawn so far; nothing is kept before the form is."""
    assert found.study is not None  # noqa: S101 - the caller has looked
    grants = Grant.objects.running().filter(person=request.user, study=found.study)
    grant = grants.filter(hidden=[]).first() if found.study.reserved else None
    task = {
        "kinds": list(form.draws),
        "max_marks": None,
        "marks": marks.read(form["truth"].value()),
        "autosave_url": None,
        "csrf": "",
        "editable": True,
    }
    return config_for(request.user, found.study, grant=grant, task=task)


def _must_author(request: StaffRequest) -> None:
    if not rules.can_author(request.user):
        raise PermissionDenied
