"""Vendors and the contracts with them."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view
from tickets.inventory import authoring, rules
from tickets.inventory.forms.contracts import ContractForm, VendorForm
from tickets.inventory.models import (
    ConfigurationItem,
    Contract,
    Lifecycle,
    Vendor,
)
from tickets.inventory.models.asking import ItemQuerySet
from tickets.inventory.states import RADAR
from tickets.inventory.views.doors import may_change

SHOWN = 50


@require_safe
def vendors(request: StaffRequest) -> HttpResponse:
    running = Count("items", ~Q(items__lifecycle=Lifecycle.RETIRED))
    context = {
        "page": page_of(
            request, Vendor.objects.annotate(running=running), order=("name", "pk")
        ),
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/vendors.html", context)


@require_safe
def vendor(request: StaffRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Vendor, pk=pk)
    under = _items(request).filter(vendor=shown)
    context = {
        "vendor": shown,
        "contracts": list(shown.contracts.visible_to(request.user)[:SHOWN]),
        "page": page_of(request, under, order=("name", "pk")),
        "today": timezone.localdate(),
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/vendor.html", context)


@form_view
def add_vendor(request: StaffRequest) -> HttpResponse:
    return _keep_vendor(request, Vendor(), _("New vendor"))


@form_view
def change_vendor(request: StaffRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Vendor, pk=pk)
    return _keep_vendor(request, shown, _("Change %(name)s") % {"name": shown})


@require_safe
def contracts(request: StaffRequest) -> HttpResponse:
    listed = (
        Contract.objects.visible_to(request.user)
        .select_related("vendor")
        .annotate(running=Count("items", ~Q(items__lifecycle=Lifecycle.RETIRED)))
    )
    today = timezone.localdate()
    context = {
        "page": page_of(request, listed, order=("vendor__name", "number", "pk")),
        "today": today,
        "soon": today + RADAR,
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/contracts.html", context)


@require_safe
def contract(request: StaffRequest, pk: int) -> HttpResponse:
    shown = _contract(request, pk)
    under = _items(request).filter(contract=shown)
    today = timezone.localdate()
    context = {
        "contract": shown,
        "page": page_of(request, under, order=("name", "pk")),
        "today": today,
        "soon": today + RADAR,
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/contract.html", context)


@form_view
def add_contract(request: StaffRequest) -> HttpResponse:
    chosen = {"vendor": request.GET.get("vendor", "")}
    form = ContractForm(request.POST or None, initial=chosen)
    return _keep_contract(request, form, _("New contract"))


@form_view
def change_contract(request: StaffRequest, pk: int) -> HttpResponse:
    shown = _contract(request, pk)
    title = _("Change %(name)s") % {"name": shown}
    form = ContractForm(request.POST or None, instance=shown)
    return _keep_contract(request, form, title)


def _keep_vendor(request: StaffRequest, row: Vendor, title: str) -> HttpResponse:
    may_change(request)
    form = VendorForm(request.POST or None, instance=row)
    if form.is_valid():
        kept = authoring.keep(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s is saved.") % {"name": kept})
        return redirect(kept)
    context = {"form": form, "title": title, "back": "inventory:vendors"}
    context["list_title"] = _("Vendors")
    return render(request, "tickets/inventory/one_form.html", context)


def _keep_contract(
    request: StaffRequest, form: ContractForm, title: str
) -> HttpResponse:
    may_change(request)
    if form.is_valid():
        kept = authoring.keep(form.instance, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s is saved.") % {"name": kept})
        return redirect(kept)
    context = {"form": form, "title": title, "back": "inventory:contracts"}
    context["list_title"] = _("Contracts")
    return render(request, "tickets/inventory/one_form.html", context)


def _contract(request: StaffRequest, pk: int) -> Contract:
    visible = Contract.objects.visible_to(request.user).select_related("vendor")
    return get_object_or_404(visible, pk=pk)


def _items(request: StaffRequest) -> ItemQuerySet:
    found: ItemQuerySet = ConfigurationItem.objects.visible_to(request.user)
    return found.exclude(lifecycle=Lifecycle.RETIRED).for_page()
