"""The steps of a case: the reviewer's page, and a button for each verb."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.studies import rules
from courses.studies.cases import checks, findings, opening, workflow
from courses.studies.cases.showing import viewer_for
from courses.studies.forms.cases import ReasonForm
from courses.studies.models import Study, TeachingCase
from courses.studies.viewer import viewer_page
from courses.studies.views.cases import visible_case
from portal.lib.markdown import render as markdown
from portal.people.models import StaffRequest
from portal.web.methods import form_view


def _case(request: StaffRequest, short_id: str) -> TeachingCase:
    case = visible_case(request, short_id)
    if not rules.can_withdraw_case(request.user, case):
        raise PermissionDenied
    return case


@viewer_page
@require_safe
def case_review(request: StaffRequest, short_id: str) -> HttpResponse:
    """The draft as readers would see it, what it lacks, and the steps from here."""
    case = _case(request, short_id)
    library = Study.objects.visible_to(request.user)
    is_there = library.filter(pk=case.study_id).exists()
    context = {
        "case": case,
        "findings": findings.letters(case.findings),
        "discussion": markdown(case.discussion),
        "references": markdown(case.references),
        "lacking": checks.lacking(case),
        "doubts": checks.doubts(case),
        "opens": opening.address(case.opening),
        "viewer": viewer_for(request.user, case.study, case, truth=case.findings)
        if is_there
        else None,
        "may_make": rules.can_make_cases(request.user),
        "may_publish": rules.can_publish_case(request.user, case),
        "versions": case.versions.select_related("reviewed_by").order_by("-number"),
        "reason_form": ReasonForm(),
    }
    return render(request, "courses/studies/case_review.html", context)


@require_POST
def hand_in(request: StaffRequest, short_id: str) -> HttpResponse:
    case = workflow.hand_in(_case(request, short_id), by=request.user)
    messages.success(request, _("Handed in. Your colleagues are told."))
    return redirect("studies:case_review", case.short_id)


@form_view
def send_back(request: StaffRequest, short_id: str) -> HttpResponse:
    case = _case(request, short_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        workflow.send_back(case, by=request.user, **form.cleaned_data)
        messages.success(request, _("Sent back, with your reason."))
        return redirect("studies:case_review", short_id)
    return _reason_page(
        request, case, form, title=_("Send the case back"), label=_("Send back")
    )


@require_POST
def publish(request: StaffRequest, short_id: str) -> HttpResponse:
    version = workflow.publish(_case(request, short_id), by=request.user)
    messages.success(request, _("Version %(n)d is published.") % {"n": version.number})
    return redirect("studies:case", short_id)


@form_view
def withdraw(request: StaffRequest, short_id: str) -> HttpResponse:
    case = _case(request, short_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        workflow.withdraw(case, by=request.user, **form.cleaned_data)
        messages.success(request, _("Withdrawn. No reader sees it any more."))
        return redirect("studies:case_review", short_id)
    return _reason_page(
        request, case, form, title=_("Withdraw the case"), label=_("Withdraw")
    )


@require_POST
def revise(request: StaffRequest, short_id: str) -> HttpResponse:
    workflow.revise(_case(request, short_id), by=request.user)
    return redirect("studies:case_edit", short_id)


def _reason_page(
    request: StaffRequest, case: TeachingCase, form: ReasonForm, **words: str
) -> HttpResponse:
    context = {"case": case, "form": form, **words}
    return render(request, "courses/studies/case_reason.html", context)
