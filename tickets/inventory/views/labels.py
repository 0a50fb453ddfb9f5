"""The label of an item."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from tickets.inventory import labels
from tickets.inventory.views.doors import item_of


@require_safe
def label(request: StaffRequest, short_id: str) -> HttpResponse:
    labelled = item_of(request, short_id)
    context = {"item": labelled, "door": labels.door_of(labelled)}
    return render(request, "tickets/inventory/label.html", context)


@require_safe
def qr(request: StaffRequest, short_id: str) -> HttpResponse:
    drawn = labels.qr_svg(item_of(request, short_id))
    return HttpResponse(drawn, content_type="image/svg+xml")
