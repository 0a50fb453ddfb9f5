"""If this stops."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from tickets.inventory.labels import report_path
from tickets.inventory.stopping import stopping
from tickets.inventory.views.doors import item_of


@require_safe
def if_it_stops(request: StaffRequest, short_id: str) -> HttpResponse:
    item = item_of(request, short_id)
    context = {"stop": stopping(item), "item": item, "report_url": report_path(item)}
    return render(request, "tickets/inventory/if_it_stops.html", context)
