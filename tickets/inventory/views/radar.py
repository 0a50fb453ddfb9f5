"""The next 90 days on one page, and as a calendar."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.people.models import Facility, StaffRequest
from tickets.inventory import rules
from tickets.inventory.radar import calendar, dates

SHOWN: Final = 150


@require_safe
def radar(request: StaffRequest) -> HttpResponse:
    may_read(request)
    today = timezone.localdate()
    facility, kind = request.GET.get("facility", ""), request.GET.get("kind", "")
    found = dates.lines(dates.Asked.around(today, facility=facility, kind=kind))
    past = sum(one.on < today for one in found)
    context = {
        "months": dates.by_month(found[:SHOWN], today),
        "count": len(found),
        "more": max(0, len(found) - SHOWN),
        "past": past,
        "near": sum(today <= one.on <= today + dates.NEAR for one in found),
        "later": sum(one.on > today + dates.NEAR for one in found),
        "today": today,
        "facilities": Facility.objects.all(),
        "kinds": dates.KINDS,
        "facility": facility,
        "kind": kind,
        "calendar": calendar.address_for(request.user),
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/radar.html", context)


@login_not_required
@require_safe
def radar_calendar(request: HttpRequest, signed: str) -> HttpResponse:
    """For calendar programs; the address is the key."""
    if calendar.reader_of(signed) is None:
        raise Http404
    content = calendar.ical(
        facility=request.GET.get("facility", ""), kind=request.GET.get("kind", "")
    )
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def may_read(request: StaffRequest) -> None:
    if not rules.can_read_radar(request.user):
        raise PermissionDenied
