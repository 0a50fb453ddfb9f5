"""Interfaces, written down from either of their ends."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.methods import form_view
from tickets.inventory import rules, workflow
from tickets.inventory.conditions import conditions_of
from tickets.inventory.forms.interfaces import ConnectForm, InterfaceForm
from tickets.inventory.models import ConfigurationItem, Interface
from tickets.inventory.views.doors import item_of, may_change


@require_safe
def interface(request: StaffRequest, pk: int) -> HttpResponse:
    visible = Interface.objects.visible_to(request.user).for_page()
    edge = get_object_or_404(visible, pk=pk)
    conditions = conditions_of([edge.source, edge.target])
    context = {
        "edge": edge,
        "source_stands": conditions[edge.source_id],
        "target_stands": conditions[edge.target_id],
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/interface_seen.html", context)


@form_view
def connect(request: StaffRequest, short_id: str) -> HttpResponse:
    may_change(request)
    one_end = item_of(request, short_id)
    form = ConnectForm(one_end, request.POST or None)
    if form.is_valid():
        workflow.connect(by=request.user, **form.cleaned_data)
        messages.success(request, _("The interface is added."))
        return redirect(one_end)
    context = {"form": form, "item": one_end}
    return render(request, "tickets/inventory/interface.html", context)


@form_view
def reconnect(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    may_change(request)
    one_end = item_of(request, short_id)
    interface = _interface(one_end, pk)
    form = InterfaceForm(request.POST or None, instance=interface)
    if form.is_valid():
        workflow.reconnect(interface, by=request.user, **form.cleaned_data)
        messages.success(request, _("The interface is changed."))
        return redirect(one_end)
    context = {"form": form, "item": one_end, "interface": interface}
    return render(request, "tickets/inventory/interface.html", context)


@form_view
def disconnect(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    may_change(request)
    one_end = item_of(request, short_id)
    interface = _interface(one_end, pk)
    if request.method == "POST":
        workflow.disconnect(interface, by=request.user)
        messages.success(request, _("The interface is removed."))
        return redirect(one_end)
    context = {"item": one_end, "interface": interface}
    return render(request, "tickets/inventory/disconnect.html", context)


def _interface(one_end: ConfigurationItem, pk: int) -> Interface:
    return get_object_or_404(Interface.objects.of(one_end), pk=pk)
