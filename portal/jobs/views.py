"""The pulse of the site, and the work that was given up."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.jobs import health, queue, rules
from portal.jobs.models import DeadLetter, Heartbeat
from portal.people.models import StaffRequest
from portal.web.listing import page_of


@login_not_required
@require_safe
def healthz(request: StaffRequest) -> HttpResponse:
    found = health.examine()
    status = 200 if found.is_serving else 503
    return JsonResponse(asdict(found), status=status)


@require_safe
def dead_letters(request: StaffRequest) -> HttpResponse:
    if not rules.can_manage_jobs(request.user):
        raise PermissionDenied
    letters = DeadLetter.objects.open()
    context = {
        "page": page_of(request, letters, order=("-died_at", "-pk")),
        "workers": Heartbeat.objects.all()[:10],
    }
    return render(request, "portal/jobs/dead_letters.html", context)


@require_POST
def retry(request: StaffRequest, pk: int) -> HttpResponse:
    if not rules.can_manage_jobs(request.user):
        raise PermissionDenied
    letter = get_object_or_404(DeadLetter, pk=pk)
    queue.retry(letter)
    messages.success(request, _("%(title)s is tried again.") % {"title": letter})
    return redirect("jobs:dead_letters")
