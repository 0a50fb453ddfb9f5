"""A device on the network: its AEs, where they listen, and what they can do."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import StaffRequest
from portal.web.methods import form_view
from tickets.inventory import rules
from tickets.inventory.models import ConfigurationItem, NetworkAE, NetworkConnection
from tickets.inventory.network import workflow
from tickets.inventory.network.annex_h import as_ldif, device_of
from tickets.inventory.network.forms import AEForm, CapabilityForm, ConnectionForm
from tickets.inventory.network.uids import SOP_CLASSES
from tickets.inventory.views.doors import item_of, may_change


@require_safe
def ae(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    item = item_of(request, short_id)
    return _ae_page(request, item, _ae(item, pk), CapabilityForm())


@form_view
def ae_add(request: StaffRequest, short_id: str) -> HttpResponse:
    may_change(request)
    item = item_of(request, short_id)
    return _ae_written(request, item, NetworkAE(item=item, facility=item.facility))


@form_view
def ae_change(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    may_change(request)
    item = item_of(request, short_id)
    return _ae_written(request, item, _ae(item, pk))


@form_view
def ae_remove(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    may_change(request)
    item = item_of(request, short_id)
    removed = _ae(item, pk)
    if request.method == "POST":
        workflow.remove_ae(removed, by=request.user)
        messages.success(request, _("The AE is removed."))
        return redirect(item)
    return _removal(request, item, f"AE {removed}")


@require_POST
def capability_add(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    may_change(request)
    item = item_of(request, short_id)
    ae, form = _ae(item, pk), CapabilityForm(request.POST)
    if form.is_valid():
        workflow.state_capability(ae, by=request.user, **form.cleaned_data)
        messages.success(request, _("The capability is added."))
        return redirect("inventory:ae", item.short_id, ae.pk)
    return _ae_page(request, item, ae, form)


@require_POST
def capability_remove(
    request: StaffRequest, short_id: str, pk: int, capability: int
) -> HttpResponse:
    may_change(request)
    ae = _ae(item_of(request, short_id), pk)
    withdrawn = get_object_or_404(ae.transfer_capabilities, pk=capability)
    workflow.withdraw_capability(withdrawn, by=request.user)
    messages.success(request, _("The capability is taken away."))
    return redirect("inventory:ae", short_id, ae.pk)


@form_view
def connection_add(request: StaffRequest, short_id: str) -> HttpResponse:
    may_change(request)
    item = item_of(request, short_id)
    return _connection_written(request, item, NetworkConnection(item=item))


@form_view
def connection_change(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    may_change(request)
    item = item_of(request, short_id)
    return _connection_written(
        request, item, get_object_or_404(item.connections, pk=pk)
    )


@form_view
def connection_remove(request: StaffRequest, short_id: str, pk: int) -> HttpResponse:
    may_change(request)
    item = item_of(request, short_id)
    removed = get_object_or_404(item.connections, pk=pk)
    if request.method == "POST":
        workflow.remove_connection(removed, by=request.user)
        messages.success(request, _("The connection is removed."))
        return redirect(item)
    return _removal(request, item, str(removed))


@require_safe
def annex_h_json(request: StaffRequest, short_id: str) -> HttpResponse:
    device = device_of(item_of(request, short_id))
    return JsonResponse(device, json_dumps_params={"indent": 2, "ensure_ascii": False})


@require_safe
def annex_h_ldif(request: StaffRequest, short_id: str) -> HttpResponse:
    item = item_of(request, short_id)
    answer = HttpResponse(as_ldif(device_of(item)), content_type="text/plain")
    answer["Content-Disposition"] = f'attachment; filename="{item.short_id}.ldif"'
    return answer


def _ae(item: ConfigurationItem, pk: int) -> NetworkAE:
    peers = ("worklist_source__item", "mpps_target__item", "commitment_target__item")
    found = item.network_aes.select_related("connection", *peers)
    return get_object_or_404(found, pk=pk)


def _ae_page(
    request: StaffRequest, item: ConfigurationItem, ae: NetworkAE, form: CapabilityForm
) -> HttpResponse:
    context = {
        "item": item,
        "ae": ae,
        "capabilities": ae.transfer_capabilities.all(),
        "form": form,
        "sop_classes": sorted(SOP_CLASSES.values()),
        "may_change": rules.can_change_items(request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "tickets/inventory/ae.html", context, status=status)


def _ae_written(
    request: StaffRequest, item: ConfigurationItem, ae: NetworkAE
) -> HttpResponse:
    form = AEForm(item, request.POST or None, instance=ae)
    if form.is_valid():
        workflow.write_ae(ae, by=request.user, **form.cleaned_data)
        messages.success(request, _("The AE is saved."))
        return redirect("inventory:ae", item.short_id, ae.pk)
    context = {"item": item, "form": form, "title": _("AE title")}
    return render(request, "tickets/inventory/node_change.html", context)


def _connection_written(
    request: StaffRequest, item: ConfigurationItem, connection: NetworkConnection
) -> HttpResponse:
    form = ConnectionForm(request.POST or None, instance=connection)
    if form.is_valid():
        workflow.write_connection(connection, by=request.user, **form.cleaned_data)
        messages.success(request, _("The connection is saved."))
        return redirect(item)
    context = {
        "item": item,
        "form": form,
        "title": _("Connection"),
        "connection": connection if connection.pk else None,
    }
    return render(request, "tickets/inventory/node_change.html", context)


def _removal(request: StaffRequest, item: ConfigurationItem, what: str) -> HttpResponse:
    context = {"item": item, "what": what}
    return render(request, "tickets/inventory/node_remove.html", context)
