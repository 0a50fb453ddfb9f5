"""What changed between two versions of a case, for those who write and review it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.studies import rules
from courses.studies.cases import comparing
from courses.studies.models import CaseVersion, TeachingCase
from courses.studies.models.case_words import CaseWords
from courses.studies.views.cases import visible_case
from portal.people.models import StaffRequest

DRAFT = "draft"


@require_safe
def case_changes(request: StaffRequest, short_id: str) -> HttpResponse:
    """`?old=1&new=draft`; without a choice, the last version and what came after."""
    case = visible_case(request, short_id)
    if not rules.can_withdraw_case(request.user, case):
        raise PermissionDenied
    versions = list(case.versions.select_related("prior").order_by("-number"))
    chosen = _chosen(request, case, versions)
    context: dict[str, Any] = {"case": case, "versions": versions, **chosen}
    if versions:
        old = _named(chosen["old"], case, versions)
        new = _named(chosen["new"], case, versions)
        context["changes"] = comparing.changes(old, new)
        context["redrawn"] = comparing.redrawn(old, new)
    return render(request, "courses/studies/case_changes.html", context)


def _chosen(
    request: StaffRequest, case: TeachingCase, versions: list[CaseVersion]
) -> dict[str, str]:
    """A published case has no draft: its last version is compared with the one
    before."""
    numbers = [str(one.number) for one in versions]
    if case.state != TeachingCase.State.PUBLISHED:
        numbers.insert(0, DRAFT)
    usual = {"new": numbers[0] if numbers else "", "old": (numbers[1:2] or numbers)[0]}
    chosen = {key: request.GET.get(key) or usual[key] for key in usual}
    if not set(chosen.values()) <= {*numbers}:
        raise Http404(_("There is no such version."))
    return chosen


def _named(name: str, case: TeachingCase, versions: list[CaseVersion]) -> CaseWords:
    if name == DRAFT:
        return case
    return next(one for one in versions if str(one.number) == name)
