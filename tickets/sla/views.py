"""What is promised, for everybody to read and for leads to change."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.methods import form_view
from tickets.sla import rules, workflow
from tickets.sla.forms import CalendarForm, LevelForm, MatrixForm
from tickets.sla.models import BusinessCalendar, PriorityRule, ServiceLevel
from tickets.sla.weeks import week_of


@require_safe
def levels(request: StaffRequest) -> HttpResponse:
    calendars = BusinessCalendar.objects.prefetch_related("intervals", "holidays")
    rows = PriorityRule.objects.order_by("impact", "urgency")
    context = {
        "levels": ServiceLevel.objects.select_related("calendar"),
        "matrix": [
            (name, [rule for rule in rows if rule.impact == number])
            for number, name in enumerate(MatrixForm.IMPACTS, start=1)
        ],
        "urgencies": MatrixForm.URGENCIES,
        "calendars": [(calendar, week_of(calendar)) for calendar in calendars],
        "may_change": rules.can_change_promises(request.user),
    }
    return render(request, "tickets/sla/levels.html", context)


@form_view
def promise(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    _may_change(request)
    level = get_object_or_404(ServiceLevel, pk=pk) if pk else None
    form = LevelForm(request.POST or None, instance=level)
    if form.is_valid():
        workflow.promise(by=request.user, level=level, **form.cleaned_data)
        messages.success(request, _("The promise holds for what is opened next."))
        return redirect("sla:levels")
    return render(request, "tickets/sla/promise.html", {"form": form, "level": level})


@form_view
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    _may_change(request)
    level = get_object_or_404(ServiceLevel, pk=pk)
    if request.method == "POST":
        workflow.withdraw(level, by=request.user)
        messages.success(request, _("The promise is withdrawn."))
        return redirect("sla:levels")
    return render(request, "tickets/sla/withdraw.html", {"level": level})


@form_view
def calendar(request: StaffRequest, pk: int) -> HttpResponse:
    _may_change(request)
    changed = get_object_or_404(BusinessCalendar, pk=pk)
    form = CalendarForm(request.POST or None, instance=changed)
    if form.is_valid():
        workflow.set_hours(changed, by=request.user, **form.terms())
        messages.success(request, _("The hours are saved."))
        return redirect("sla:levels")
    return render(request, "tickets/sla/calendar.html", {"form": form})


@form_view
def matrix(request: StaffRequest) -> HttpResponse:
    _may_change(request)
    form = MatrixForm(request.POST or None)
    if form.is_valid():
        workflow.set_matrix(form.matrix(), by=request.user)
        messages.success(request, _("The priorities are saved."))
        return redirect("sla:levels")
    return render(request, "tickets/sla/matrix.html", {"form": form})


def _may_change(request: StaffRequest) -> None:
    if not rules.can_change_promises(request.user):
        raise PermissionDenied
