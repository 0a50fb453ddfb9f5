"""The list of items, the page of one, and writing them down."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of, sorting
from portal.web.methods import form_view
from tickets.inventory import labels, rules, workflow
from tickets.inventory.filters import ItemFilter
from tickets.inventory.forms import ConnectForm, InterfaceForm, ItemForm
from tickets.inventory.models import ConfigurationItem, Interface, ItemGroup
from tickets.inventory.page import facts_of

SORTS = {
    "name": ("name", "pk"),
    "where": ("facility_id", "name", "pk"),
    "tier": ("tier", "name", "pk"),
}


@require_safe
def items(request: StaffRequest) -> HttpResponse:
    found = ConfigurationItem.objects.visible_to(request.user).for_list()
    narrowed = ItemFilter(request.GET, found)
    sort = sorting(request, SORTS, default="name")
    context = {
        "filter": narrowed,
        "sort": sort,
        "page": page_of(request, narrowed.qs, order=sort.order),
        "groups": ItemGroup.choices,
        "group": request.GET.get("group", ""),
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/items.html", context)


@require_safe
def item(request: StaffRequest, short_id: str) -> HttpResponse:
    shown = _item(request, short_id)
    return render(request, "tickets/inventory/item.html", facts_of(shown, request.user))


@require_safe
def label(request: StaffRequest, short_id: str) -> HttpResponse:
    labelled = _item(request, short_id)
    context = {"item": labelled, "door": labels.door_of(labelled)}
    return render(request, "tickets/inventory/label.html", context)


@require_safe
def qr(request: StaffRequest, short_id: str) -> HttpResponse:
    drawn = labels.qr_svg(_item(request, short_id))
    return HttpResponse(drawn, content_type="image/svg+xml")


@form_view
def add(request: StaffRequest) -> HttpResponse:
    _may_change(request)
    form = ItemForm(request.POST or None)
    if form.is_valid():
        added = workflow.add(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(item)s is added.") % {"item": added})
        return redirect(added)
    return render(request, "tickets/inventory/change.html", {"form": form})


@form_view
def change(request: StaffRequest, short_id: str) -> HttpResponse:
    _may_change(request)
    changed = _item(request, short_id)
    form = ItemForm(request.POST or None, instance=changed)
    if form.is_valid():
        workflow.change(changed, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(item)s is changed.") % {"item": changed})
        return redirect(changed)
    context = {"form": form, "item": _item(request, short_id)}
    return render(request, "tickets/inventory/change.html", context)


@form_view
def connect(request: StaffRequest, short_id: str) -> HttpResponse:
    _may_change(request)
    one_end = _item(request, short_id)
    form = ConnectForm(one_end, request.POST or None)
    if form.is_valid():
        workflow.connect(by=request.user, **form.cleaned_data)
        messages.success(request, _("The interface is added."))
        return redirect(one_end)
    context = {"form": form, "item": one_end}
    return render(request, "tickets/inventory/interface.html", context)


@form_view
def reconnect(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    _may_change(request)
    one_end = _item(request, short_id)
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
    _may_change(request)
    one_end = _item(request, short_id)
    interface = _interface(one_end, pk)
    if request.method == "POST":
        workflow.disconnect(interface, by=request.user)
        messages.success(request, _("The interface is removed."))
        return redirect(one_end)
    context = {"item": one_end, "interface": interface}
    return render(request, "tickets/inventory/disconnect.html", context)


def _item(request: StaffRequest, short_id: str) -> ConfigurationItem:
    visible = ConfigurationItem.objects.visible_to(request.user).for_page()
    return get_object_or_404(visible, short_id=short_id.upper())


def _interface(one_end: ConfigurationItem, pk: int) -> Interface:
    return get_object_or_404(Interface.objects.of(one_end), pk=pk)


def _may_change(request: StaffRequest) -> None:
    if not rules.can_change_items(request.user):
        raise PermissionDenied
