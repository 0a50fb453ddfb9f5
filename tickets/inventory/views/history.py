"""Who changed what of an item, when, and why."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.listing import url_with
from tickets.inventory import history as past
from tickets.inventory.views.doors import item_of

BEFORE = "before"


@require_safe
def history(request: StaffRequest, short_id: str) -> HttpResponse:
    item = item_of(request, short_id)
    before = _moment(request.GET.get(BEFORE, ""))
    found = past.of(item, before=before)
    context = {"item": item, "deeds": found.deeds, "is_first": before is None}
    if found.next_before:
        until = found.next_before.isoformat()
        context["next_url"] = url_with(request, {BEFORE: until})
    return render(request, "tickets/inventory/history.html", context)


def _moment(typed: str) -> datetime | None:
    """A moment that cannot be read is none."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        return None
    if found and timezone.is_naive(found):
        return timezone.make_aware(found)
    return found
