"""Files of items: sent, matched, looked at, written, taken back."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view
from tickets.inventory.forms.imports import (
    ColumnsForm,
    LineForm,
    UploadForm,
    WhyForm,
)
from tickets.inventory.importing import runs
from tickets.inventory.importing.fields import label_of
from tickets.inventory.models import ImportRow, ImportState, ItemImport, Verdict
from tickets.inventory.views.doors import may_change

STEP_WORDS = {
    ImportState.CHECKING: gettext_lazy("Looking at the lines"),
    ImportState.APPLYING: gettext_lazy("Writing the items"),
    ImportState.UNDOING: gettext_lazy("Taking it back"),
}


@form_view
def imports(request: StaffRequest) -> HttpResponse:
    may_change(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        name, sheet = form.cleaned_data["file"]
        return redirect(runs.receive(sheet, by=request.user, file_name=name))
    sent = ItemImport.objects.visible_to(request.user).select_related("by")
    page = page_of(request, sent, order=("-made_at", "-pk"), size=20)
    context = {"form": form, "page": page}
    return render(request, "tickets/inventory/imports.html", context)


@form_view
def file(request: StaffRequest, pk: int) -> HttpResponse:
    """One file, at the step where it is."""
    run = _run(request, pk)
    if run.state in runs.AT_WORK:
        return render(request, "tickets/inventory/import_at_work.html", _work(run))
    matches = run.state == ImportState.CHECKED and "columns" in request.GET
    if run.state == ImportState.READ or matches or request.method == "POST":
        return _columns(request, run)
    return render(request, "tickets/inventory/import.html", _lines(request, run))


def _columns(request: StaffRequest, run: ItemImport) -> HttpResponse:
    form = ColumnsForm(run, request.POST or None)
    if form.is_valid():
        runs.check(run, by=request.user, **form.cleaned_data)
        return redirect(run)
    context = {"form": form, "run": run}
    return render(request, "tickets/inventory/import_columns.html", context)


def _lines(request: StaffRequest, run: ItemImport) -> dict[str, Any]:
    counts = dict(run.rows.order_by().values_list("verdict").annotate(n=Count("pk")))
    asked = request.GET.get("verdict", "")
    rows = run.rows.select_related("item")
    if asked in Verdict.values:
        rows = rows.filter(verdict=asked)
    page = page_of(request, rows, order=("number", "pk"), size=50)
    for row in page.rows:
        row.changes = [  # type: ignore[attr-defined]
            (label_of(name), *both) for name, both in row.diff.items()
        ]
    return {
        "run": run,
        "page": page,
        "asked": asked,
        "form": WhyForm(),
        "verdicts": [(v.value, v.label, counts.get(v.value, 0)) for v in Verdict],
        "writes": sum(counts.get(verdict, 0) for verdict in runs.WRITES),
        "total": sum(counts.values()),
        "kept": _left(run),
    }


def _left(run: ItemImport) -> int:
    """Lines of which something could not be taken back."""
    if run.state != ImportState.UNDONE:
        return 0
    return run.rows.exclude(undone_at=None).exclude(problems=[]).count()


def _work(run: ItemImport) -> dict[str, Any]:
    total = max(run.rows_total, run.rows_done + 1)
    word = STEP_WORDS[ImportState(run.state)]
    return {"run": run, "word": word, "total": total}


@require_safe
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    if run.state in runs.AT_WORK:
        return render(request, "tickets/inventory/_import_progress.html", _work(run))
    return HttpResponse(headers={"HX-Refresh": "true"})


@require_POST
def apply(request: StaffRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    form = WhyForm(request.POST)
    if form.is_valid():
        runs.apply(run, by=request.user, **form.cleaned_data)
        return redirect(run)
    context = {**_lines(request, run), "form": form}
    return render(request, "tickets/inventory/import.html", context)


@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    return redirect(runs.undo(_run(request, pk), by=request.user))


@form_view
def line(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """One line, corrected in place."""
    run = _run(request, pk)
    row: ImportRow = get_object_or_404(run.rows, number=number)
    form = LineForm(run, row, request.POST or None)
    if form.is_valid():
        row = runs.correct(row, by=request.user, cells=form.cells(row.cells))
        if row.verdict != Verdict.WRONG:
            messages.success(request, _("Line %(n)s fits now.") % {"n": number})
            return redirect(run)
    context = {"form": form, "run": run, "row": row}
    return render(request, "tickets/inventory/import_line.html", context)


def _run(request: StaffRequest, pk: int) -> ItemImport:
    may_change(request)
    found = ItemImport.objects.visible_to(request.user).select_related("by")
    return get_object_or_404(found, pk=pk)
