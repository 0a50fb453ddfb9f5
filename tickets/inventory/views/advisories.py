"""Recalls and advisories: the list, one with the items it is about."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view
from tickets.inventory import rules
from tickets.inventory.forms.advisories import AdvisoryForm, MatchForm
from tickets.inventory.models import (
    SETTLED_MATCHES,
    Advisory,
    AdvisoryMatch,
    MatchState,
)
from tickets.inventory.radar import advisories
from tickets.inventory.views.doors import may_change
from tickets.inventory.views.radar import may_read

MATCHES = 300


@require_safe
def all_advisories(request: StaffRequest) -> HttpResponse:
    may_read(request)
    found = Advisory.objects.visible_to(request.user)
    show = request.GET.get("show", "")
    if show != "all":
        found = found.open()
    found = found.prefetch_related("matches")
    context = {
        "page": page_of(request, found, order=("-published_on", "-pk")),
        "show": show,
        "settled": SETTLED_MATCHES,
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/advisories.html", context)


@form_view
def enter_advisory(request: StaffRequest) -> HttpResponse:
    may_change(request)
    form = AdvisoryForm(request.POST or None)
    if form.is_valid():
        entered = advisories.enter(by=request.user, **form.cleaned_data)
        messages.success(request, _("The advisory is entered."))
        return redirect(entered)
    return render(request, "tickets/inventory/advisory_change.html", {"form": form})


@form_view
def change_advisory(request: StaffRequest, pk: int) -> HttpResponse:
    may_change(request)
    advisory = _advisory(request, pk)
    form = AdvisoryForm(request.POST or None, instance=advisory)
    if form.is_valid():
        advisories.change(advisory, by=request.user, **form.cleaned_data)
        messages.success(request, _("The advisory is changed."))
        return redirect(advisory)
    context = {"form": form, "advisory": _advisory(request, pk)}
    return render(request, "tickets/inventory/advisory_change.html", context)


@require_safe
def advisory(request: StaffRequest, pk: int) -> HttpResponse:
    may_read(request)
    shown = _advisory(request, pk)
    matches = shown.matches.select_related("item__facility", "by")
    context = {
        "advisory": shown,
        "matches": matches.order_by("changed_at", "item__name")[:MATCHES],
        "open": matches.exclude(state__in=SETTLED_MATCHES).count(),
        "states": MatchState.choices,
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/advisory.html", context)


@require_POST
def settle_match(request: StaffRequest, pk: int, match: int) -> HttpResponse:
    may_change(request)
    shown = _advisory(request, pk)
    found = get_object_or_404(AdvisoryMatch, pk=match, advisory=shown)
    form = MatchForm(request.POST, instance=found)
    if form.is_valid():
        advisories.settle(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(item)s is noted.") % {"item": found.item})
    else:
        messages.error(request, _("Choose one of the states."))
    return redirect(shown)


def _advisory(request: StaffRequest, pk: int) -> Advisory:
    return get_object_or_404(Advisory.objects.visible_to(request.user), pk=pk)
