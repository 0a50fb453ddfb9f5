"""The list of items, the page of one, and writing them down."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of, sorting
from portal.web.methods import form_view
from portal.web.saved import views_of
from tickets.inventory import rules, workflow
from tickets.inventory.filters import ItemFilter
from tickets.inventory.forms.items import ItemForm
from tickets.inventory.models import ConfigurationItem, ItemGroup
from tickets.inventory.page import facts_of
from tickets.inventory.views.doors import item_of, may_change, whole_item_of

SORTS = {
    "name": ("name", "pk"),
    "where": ("facility_id", "name", "pk"),
    "tier": ("tier", "name", "pk"),
}


@require_safe
def items(request: StaffRequest) -> HttpResponse:
    found = ConfigurationItem.objects.visible_to(request.user).for_list()
    narrowed = ItemFilter(request.GET, found, request=request)
    sort = sorting(request, SORTS, default="name")
    context = {
        "filter": narrowed,
        "sort": sort,
        "page": page_of(request, narrowed.qs, order=sort.order, size=35),
        "groups": ItemGroup.choices,
        "group": request.GET.get("group", ""),
        "may_change": rules.can_change_items(request.user),
        "saved": views_of(request, "inventory:items"),
        "query": request.GET.urlencode(),
    }
    return render(request, "tickets/inventory/items.html", context)


@require_safe
def item(request: StaffRequest, short_id: str) -> HttpResponse:
    shown = whole_item_of(request, short_id)
    return render(request, "tickets/inventory/item.html", facts_of(shown, request.user))


@form_view
def add(request: StaffRequest) -> HttpResponse:
    may_change(request)
    form = ItemForm(request.POST or None)
    if form.is_valid():
        added = workflow.add(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(item)s is added.") % {"item": added})
        return redirect(added)
    return render(request, "tickets/inventory/change.html", {"form": form})


@form_view
def change(request: StaffRequest, short_id: str) -> HttpResponse:
    may_change(request)
    changed = item_of(request, short_id)
    form = ItemForm(request.POST or None, instance=changed)
    if form.is_valid():
        workflow.change(changed, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(item)s is changed.") % {"item": changed})
        return redirect(changed)
    context = {"form": form, "item": item_of(request, short_id)}
    return render(request, "tickets/inventory/change.html", context)


@require_safe
def asked(request: StaffRequest) -> HttpResponse:
    """The part of the form that follows the type."""
    form = _begun(request)
    context = {"fields": form.type_fields(), "type_name": form.type_name}
    return render(request, "tickets/inventory/_asked.html", context)


@require_safe
def covered(request: StaffRequest) -> HttpResponse:
    """The contracts of the vendor that is chosen."""
    return HttpResponse(_begun(request)["contract"].as_field_group())


def _begun(request: StaffRequest) -> ItemForm:
    """A form half filled in: what is typed stays, nothing is checked."""
    may_change(request)
    short_id = request.GET.get("item", "")
    instance = item_of(request, short_id) if short_id else None
    return ItemForm(initial=request.GET.dict(), instance=instance)
