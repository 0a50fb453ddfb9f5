"""Lists of people: uploaded, rehearsed, applied."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import lists, rules
from portal.accounts.forms import ImportForm
from portal.accounts.models import Import
from portal.lib.refusal import Refused
from portal.people.models import StaffRequest
from portal.web.methods import form_view


@form_view
def upload(request: StaffRequest) -> HttpResponse:
    if not rules.can_manage_people(request.user):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _can_be_read(form):
        kept = Import.objects.create(
            kind=form.cleaned_data["kind"],
            text=form.cleaned_data["file"],
            uploaded_by=request.user,
        )
        return redirect("accounts:rehearse", kept.pk)
    context = {"form": form, "columns": lists.COLUMNS}
    return render(request, "portal/accounts/upload.html", context)


@require_safe
def rehearse(request: StaffRequest, pk: int) -> HttpResponse:
    """What applying would do. Nothing is changed by looking."""
    if not rules.can_manage_people(request.user):
        raise PermissionDenied
    kept = get_object_or_404(Import, pk=pk)
    if kept.applied_at:
        messages.info(request, _("This list was applied already."))
        return redirect("accounts:people")
    context = _report(kept, lists.rehearse(kept, by=request.user))
    return render(request, "portal/accounts/rehearse.html", context)


@require_POST
def apply(request: StaffRequest, pk: int) -> HttpResponse:
    if not rules.can_manage_people(request.user):
        raise PermissionDenied
    kept = get_object_or_404(Import, pk=pk)
    context = _report(kept, lists.apply(kept, by=request.user))
    return render(request, "portal/accounts/applied.html", context)


def _can_be_read(form: ImportForm) -> bool:
    """Whether the rows are there at all; if not, the form says why."""
    try:
        list(lists.rows_of(form.cleaned_data["kind"], form.cleaned_data["file"]))
    except Refused as wrong:
        form.add_error("file", str(wrong))
    return form.is_valid()


def _report(kept: Import, lines: list[lists.Line]) -> dict[str, object]:
    wrong = [line for line in lines if line.outcome == lists.Outcome.WRONG]
    done = [line for line in lines if line.outcome == lists.Outcome.DONE]
    return {
        "import": kept,
        "wrong": wrong,
        "done": done,
        "same": len(lines) - len(wrong) - len(done),
    }
