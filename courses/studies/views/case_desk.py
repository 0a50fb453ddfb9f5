"""The educators' desk: what is being written, and the page that it is written on."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.studies.cases import checks, editing, findings, opening
from courses.studies.cases.showing import viewer_for
from courses.studies.forms.cases import CaseForm, marks_in
from courses.studies.models import TeachingCase
from courses.studies.viewer import viewer_page
from courses.studies.views.cases import only_makers, visible_case
from portal.lib.markdown import render as markdown
from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view


@require_safe
def case_desk(request: StaffRequest) -> HttpResponse:
    """What is not published, or is worked on again: what waits for a reviewer first."""
    only_makers(request)
    worked_on = TeachingCase.objects.exclude(state=TeachingCase.State.PUBLISHED)
    state = request.GET.get("state", "")
    if state in TeachingCase.State.values:
        worked_on = TeachingCase.objects.filter(state=state)
    found = worked_on.select_related("owner", "changed_by", "study", "current")
    context = {
        "page": page_of(request, found, order=("-changed_at", "-pk"), size=30),
        "state": state,
        "states": TeachingCase.State.choices,
    }
    return render(request, "courses/studies/case_desk.html", context)


@viewer_page
@form_view
def case_edit(request: StaffRequest, short_id: str) -> HttpResponse:
    """The draft: images and findings on the left, words on the right."""
    only_makers(request)
    case = visible_case(request, short_id)
    if case.state != TeachingCase.State.DRAFT:
        return redirect("studies:case_review", short_id)
    # A form writes into what it is given: the row itself stays as it is kept.
    form = CaseForm(request.POST or None, instance=visible_case(request, short_id))
    if not form.is_valid():
        marks = _typed_marks(request, case) if form.is_bound else case.findings
        return _edit_page(request, case, form, marks)
    try:
        editing.save(
            case,
            by=request.user,
            opened=_opened(request),
            marks=marks_in(request.POST.get("marks", "")),
            **form.cleaned_data,
        )
    except editing.Overtaken as overtaken:
        return _overtaken_page(request, short_id, form, str(overtaken))
    if "check" in request.POST:
        return redirect("studies:case_review", short_id)
    if "prior" in request.POST:
        return redirect(_priors_for(case))
    messages.success(request, _("Kept."))
    return redirect("studies:case_edit", short_id)


@require_POST
def case_findings(request: StaffRequest, short_id: str) -> HttpResponse:
    """Autosave of what is drawn; the viewer sends it soon after each stroke."""
    only_makers(request)
    case = visible_case(request, short_id)
    try:
        sent = json.loads(request.body)
        opened = editing.Opened(int(request.GET["revision"]), request.GET["page"][:24])
    except (ValueError, KeyError):
        return HttpResponseBadRequest(_("The findings cannot be read."))
    if not isinstance(sent, dict):
        return HttpResponseBadRequest(_("The findings cannot be read."))
    case = editing.keep_findings(
        case,
        by=request.user,
        opened=opened,
        marks=sent.get("marks"),
    )
    return JsonResponse({"revision": case.revision, "findings": len(case.findings)})


@require_POST
def case_preview(request: StaffRequest) -> HttpResponse:
    """The discussion as its readers will see it."""
    only_makers(request)
    html = markdown(request.POST.get("discussion", "")[:20_000])
    return render(request, "courses/studies/_case_preview.html", {"html": html})


def _priors_for(case: TeachingCase) -> str:
    """Studies of the same kind first: an earlier one is nearly always of them."""
    address = reverse("studies:case_prior", args=[case.short_id])
    return f"{address}?{urlencode({'modality': case.modality})}"


def _opened(request: StaffRequest) -> editing.Opened:
    revision = request.POST.get("revision", "")
    page = request.POST.get("page", "")[:24]
    return editing.Opened(int(revision) if revision.isdecimal() else 0, page)


def _typed_marks(request: StaffRequest, case: TeachingCase) -> list[findings.Finding]:
    """What was drawn on a page that is shown again."""
    images = findings.images_of(case.study)
    return findings.read(marks_in(request.POST.get("marks", "")), images)


def _overtaken_page(
    request: StaffRequest, short_id: str, form: CaseForm, reason: str
) -> HttpResponse:
    """Everything that was typed, and beside it what a colleague has written."""
    theirs = visible_case(request, short_id)
    marks = _typed_marks(request, theirs)
    differing = [
        {"label": bound.label, "theirs": _said(theirs, bound.name)}
        for bound in form
        if form.cleaned_data[bound.name] != getattr(theirs, bound.name)
    ]
    more = {"overtaken": reason, "differing": differing, "theirs": theirs}
    return _edit_page(request, theirs, form, marks, status=409, **more)


def _said(case: TeachingCase, name: str) -> str:
    in_words = getattr(case, f"get_{name}_display", None)
    return str(in_words() if in_words else getattr(case, name))


def _edit_page(
    request: StaffRequest,
    case: TeachingCase,
    form: CaseForm,
    marks: list[findings.Finding],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    opened = editing.Opened.now(case)
    page = urlencode({"revision": str(opened.revision), "page": opened.page})
    address = reverse("studies:case_findings", args=[case.short_id])
    task = {
        "kinds": findings.KINDS,
        "max_marks": findings.MOST,
        "marks": findings.to_draw(marks),
        "autosave_url": f"{address}?{page}",
        "csrf": get_token(request),
    }
    context = {
        "case": case,
        "form": form.for_page(),
        "opened": opened,
        "marks": json.dumps(findings.to_draw(marks)),
        "lacking": checks.lacking(case),
        "doubts": checks.doubts(case),
        "opens": opening.address(case.opening),
        "viewer": viewer_for(request.user, case.study, case, truth=[], task=task),
        **more,
    }
    return render(request, "courses/studies/case_edit.html", context, status=status)
