"""Maintenance windows: what will be away on purpose, and when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view
from tickets.inventory import maintenance, rules
from tickets.inventory.forms.maintenance import WindowForm
from tickets.inventory.models import ConfigurationItem, MaintenanceWindow
from tickets.inventory.views.doors import may_change


@require_safe
def windows(request: StaffRequest) -> HttpResponse:
    """What is to come, the next first; or what was, the latest first."""
    is_past = request.GET.get("when") == "past"
    found = MaintenanceWindow.objects.prefetch_related("items__facility")
    if is_past:
        found = found.exclude(pk__in=MaintenanceWindow.objects.coming().values("pk"))
        order = ("-starts_at", "-pk")
    else:
        found, order = found.coming(), ("starts_at", "pk")
    context = {
        "page": page_of(request, found, order=order, size=25),
        "is_past": is_past,
        "now": timezone.now(),
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/maintenance.html", context)


@form_view
def plan_window(request: StaffRequest) -> HttpResponse:
    may_change(request)
    visible = ConfigurationItem.objects.visible_to(request.user)
    chosen = visible.filter(short_id=request.GET.get("item", "").upper())
    form = WindowForm(request.POST or None, initial={"items": list(chosen)})
    if form.is_valid():
        window = maintenance.plan(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(title)s is planned.") % {"title": window})
        return redirect("inventory:maintenance")
    return render(request, "tickets/inventory/window.html", {"form": form})


@form_view
def change_window(request: StaffRequest, pk: int) -> HttpResponse:
    may_change(request)
    window = _coming(pk)
    form = WindowForm(request.POST or None, instance=window)
    if form.is_valid():
        maintenance.change(window, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(title)s is changed.") % {"title": window})
        return redirect("inventory:maintenance")
    context = {"form": form, "window": _coming(pk)}
    return render(request, "tickets/inventory/window.html", context)


@form_view
def cancel_window(request: StaffRequest, pk: int) -> HttpResponse:
    may_change(request)
    window = _coming(pk)
    if request.method == "POST":
        maintenance.cancel(window, by=request.user)
        messages.success(request, _("%(title)s is cancelled.") % {"title": window})
        return redirect("inventory:maintenance")
    context = {"window": window}
    return render(request, "tickets/inventory/window_cancel.html", context)


def _coming(pk: int) -> MaintenanceWindow:
    return get_object_or_404(MaintenanceWindow.objects.coming(), pk=pk)
