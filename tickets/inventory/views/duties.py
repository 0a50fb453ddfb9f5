"""Duties: the list, one with its records, and the checklists that they follow."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view
from tickets.inventory import rules
from tickets.inventory.forms.duties import ChecklistForm, DutyForm, RecordForm
from tickets.inventory.models import Checklist, Duty, DutyKind
from tickets.inventory.radar import checklists, duties
from tickets.inventory.views.doors import may_change
from tickets.inventory.views.radar import may_read

RECORDS = 50


@require_safe
def all_duties(request: StaffRequest) -> HttpResponse:
    may_read(request)
    found = Duty.objects.visible_to(request.user).select_related(
        "item__facility", "responsible", "checklist"
    )
    kind = request.GET.get("kind", "")
    if kind in DutyKind.values:
        found = found.filter(kind=kind)
    context = {
        "page": page_of(request, found, order=("item_id", "pk")),
        "kinds": DutyKind.choices,
        "kind": kind,
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/duties.html", context)


@form_view
def plan_duty(request: StaffRequest) -> HttpResponse:
    may_change(request)
    form = DutyForm(request.POST or None, initial={"item": request.GET.get("item", "")})
    if form.is_valid():
        duty = duties.plan(by=request.user, **form.cleaned_data)
        messages.success(request, _("The duty is planned."))
        return redirect(duty)
    return render(request, "tickets/inventory/duty_change.html", {"form": form})


@form_view
def change_duty(request: StaffRequest, pk: int) -> HttpResponse:
    may_change(request)
    duty = _duty(request, pk)
    form = DutyForm(request.POST or None, instance=duty)
    if form.is_valid():
        duties.change(duty, by=request.user, **form.cleaned_data)
        messages.success(request, _("The duty is changed."))
        return redirect(duty)
    context = {"form": form, "duty": _duty(request, pk)}
    return render(request, "tickets/inventory/duty_change.html", context)


@form_view
def duty(request: StaffRequest, pk: int) -> HttpResponse:
    """What is due, what was done; those who may, write down that it was done."""
    shown = _duty(request, pk)
    may_record = rules.can_record(request.user, shown)
    form = RecordForm(shown, request.POST or None) if may_record else None
    if form and form.is_valid():
        duties.record(shown, by=request.user, **form.cleaned_data)
        messages.success(request, _("It is written down."))
        return redirect(shown)
    records = shown.records.select_related("by", "checklist").prefetch_related(
        "documents"
    )
    context = {
        "duty": shown,
        "form": form,
        "records": [(one, _answers(one)) for one in records[:RECORDS]],
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/duty.html", context)


@require_safe
def all_checklists(request: StaffRequest) -> HttpResponse:
    may_read(request)
    context = {
        "checklists": Checklist.objects.filter(is_current=True),
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/checklists.html", context)


@form_view
def write_checklist(request: StaffRequest, code: str = "") -> HttpResponse:
    """A new one, or the next version of one."""
    may_change(request)
    old = get_object_or_404(Checklist, code=code, is_current=True) if code else None
    initial = (
        {"title": old.title, "steps": checklists.typed(checklists.kept(old.steps))}
        if old
        else {}
    )
    form = ChecklistForm(request.POST or None, initial=initial)
    if form.is_valid():
        title = form.cleaned_data["title"]
        duties.write_checklist(
            by=request.user,
            code=code or _free_code(title),
            title=title,
            steps=form.cleaned_data["steps"],
        )
        messages.success(request, _("The checklist is kept."))
        return redirect("inventory:checklists")
    context = {"form": form, "checklist": old}
    return render(request, "tickets/inventory/checklist_change.html", context)


def _free_code(title: str) -> str:
    """From the title; numbered where another checklist has it."""
    stem = slugify(title)[:34] or "checklist"
    taken = set(
        Checklist.objects.filter(code__startswith=stem).values_list("code", flat=True)
    )
    codes = [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))]
    return next(code for code in codes if code not in taken)


def _answers(record: object) -> list[tuple[checklists.Step, object, bool]]:
    """Step, what was written down, and whether it is amiss."""
    used: Checklist | None = getattr(record, "checklist", None)
    if used is None:
        return []
    steps = checklists.kept(used.steps)
    answers = getattr(record, "answers", {})
    amiss = set(checklists.amiss(steps, answers))
    return [(step, answers.get(step.code), step in amiss) for step in steps]


def _duty(request: StaffRequest, pk: int) -> Duty:
    visible = Duty.objects.visible_to(request.user).select_related(
        "item__facility", "item__type", "checklist", "responsible"
    )
    return get_object_or_404(visible, pk=pk)
