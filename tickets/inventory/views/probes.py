"""Probes: all of them, one with its history, and what is asked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view
from tickets.inventory import availability, keeping_watch, rules
from tickets.inventory.forms.probes import ProbeForm
from tickets.inventory.models import ConfigurationItem, Probe, ProbeState
from tickets.inventory.views.doors import item_of, may_change


@require_safe
def probes(request: StaffRequest) -> HttpResponse:
    """The silent ones first."""
    state = request.GET.get("state", "")
    found = Probe.objects.for_list()
    if state in ProbeState.values:
        found = found.filter(state=state)
    page = page_of(request, found, order=("worst", "item_id", "pk"))
    shares = availability.of_probes(page.rows)
    context = {
        "page": page,
        "rows": [(one, shares[one.pk]) for one in page.rows],
        "state": state,
        "states": ProbeState.choices,
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/probes.html", context)


@require_safe
def probe(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    item, shown = _one(request, short_id, pk)
    context = {
        "item": item,
        "probe": shown,
        "page": page_of(request, shown.results.all(), order=("-at", "-pk")),
        "shares": availability.of_probes([shown])[shown.pk],
        "strip": availability.strips([shown])[shown.pk],
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/probe.html", context)


@form_view
def add_probe(request: StaffRequest, short_id: str) -> HttpResponse:
    may_change(request)
    item = item_of(request, short_id)
    form = ProbeForm(item, request.POST or None)
    if form.is_valid():
        added = keeping_watch.add(item, by=request.user, **form.cleaned_data)
        messages.success(request, _("The probe is added and asks at once."))
        return redirect(added)
    context = {"form": form, "item": item}
    return render(request, "tickets/inventory/probe_change.html", context)


@form_view
def change_probe(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    may_change(request)
    item, changed = _one(request, short_id, pk)
    form = ProbeForm(item, request.POST or None, instance=changed)
    if form.is_valid():
        keeping_watch.change(changed, by=request.user, **form.cleaned_data)
        messages.success(request, _("The probe is changed and asks at once."))
        return redirect(changed)
    context = {"form": form, "item": item, "probe": _one(request, short_id, pk)[1]}
    return render(request, "tickets/inventory/probe_change.html", context)


@require_POST
def ask_probe(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    """Here and now: whoever sets a probe up wants to see what comes."""
    may_change(request)
    _item, shown = _one(request, short_id, pk)
    reply = keeping_watch.ask_now(shown, by=request.user)
    level = messages.SUCCESS if reply.answered else messages.WARNING
    messages.add_message(request, level, reply.said)
    return redirect(shown)


@require_POST
def switch_probe(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    may_change(request)
    _item, shown = _one(request, short_id, pk)
    is_on = "on" in request.POST
    keeping_watch.switch(shown, by=request.user, is_on=is_on)
    said = _("The probe is on.") if is_on else _("The probe is off.")
    messages.success(request, said)
    return redirect(shown)


def _one(
    request: StaffRequest, short_id: str, pk: int
) -> tuple[ConfigurationItem, Probe]:
    item = item_of(request, short_id)
    return item, get_object_or_404(item.probes.select_related("item"), pk=pk)
