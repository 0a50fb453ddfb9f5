"""The way in: what has come, how far it is, and a named person's look."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.studies import intake, rules
from courses.studies.filters import BatchFilter
from courses.studies.forms.review import RefuseForm, ReleaseForm
from courses.studies.models import Batch, Instance
from courses.studies.review import page, pictures
from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view


def _batches(request: StaffRequest) -> QuerySet[Batch]:
    if not rules.can_review(request.user):
        raise PermissionDenied
    found = Batch.objects.with_progress().with_texts()
    return found.select_related("sent_by", "settled_by", "study")


@require_safe
def batches(request: StaffRequest) -> HttpResponse:
    """All that has come in, the newest first."""
    narrowed = BatchFilter(request.GET, _batches(request))
    context = {
        "filter": narrowed,
        "page": page_of(request, narrowed.qs, order=("-pk",), size=30),
        "waiting": Batch.objects.in_review().count(),
    }
    return render(request, "courses/studies/batches.html", context)


@require_safe
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """One row of the list again, while its files are being worked through."""
    batch = get_object_or_404(_batches(request), pk=pk)
    return render(request, "courses/studies/_batch.html", {"batch": batch})


@form_view
def batch(request: StaffRequest, pk: int) -> HttpResponse:
    """Look, then release."""
    found = get_object_or_404(_batches(request), pk=pk)
    form = ReleaseForm(request.POST or None, batch=found)
    desk = page.desk_of(found, request.user, request.GET)
    if form.is_valid() and not form.hindered_by(desk.standing.why_not()):
        study = intake.release(found, by=request.user, **form.said())
        messages.success(request, _("%(study)s is released.") % {"study": study})
        return redirect("studies:study", study.pk)
    context = {
        "batch": found,
        "form": form,
        "refuse_form": RefuseForm(),
        **page.context_of(desk),
    }
    return render(request, "courses/studies/batch.html", context)


@form_view
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_batches(request), pk=pk)
    form = RefuseForm(request.POST or None)
    if form.is_valid():
        intake.refuse(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(batch)s is refused.") % {"batch": found})
        return redirect("studies:batches")
    context = {"batch": found, "form": form}
    return render(request, "courses/studies/refuse.html", context)


@require_safe
def image(request: StaffRequest, pk: int, instance: int, frame: int) -> HttpResponse:
    """A frame of a batch under review, for the reviewer's eyes."""
    if not rules.can_review(request.user):
        raise PermissionDenied
    held = Instance.objects.filter(series__study__batches=pk)
    one = get_object_or_404(held.distinct(), pk=instance)
    try:
        picture = pictures.of(
            one,
            frame,
            is_small="small" in request.GET,
            window=request.GET.get("window", ""),
        )
    except FileNotFoundError as missing:
        raise Http404 from missing
    answer = HttpResponse(picture, content_type="image/jpeg")
    answer["Cache-Control"] = "no-store"  # it may tell who the patient is
    return answer
