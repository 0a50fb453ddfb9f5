"""Devices as they were seen in headers, for whoever keeps the inventory."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.studies import rules
from courses.studies.filters import SightingFilter
from courses.studies.models import Sighting
from portal.people.models import StaffRequest
from portal.web.listing import page_of, sorting

ORDERS = {
    "device": ("station_name", "ae_title", "pk"),
    "model": ("manufacturer", "model", "pk"),
    "version": ("software_version", "pk"),
    "first": ("first_seen", "pk"),
    "last": ("last_seen", "pk"),
    "count": ("count", "pk"),
}


@require_safe
def sightings(request: StaffRequest) -> HttpResponse:
    """One row for each device as it described itself, the latest first."""
    if not rules.can_read_sightings(request.user):
        raise PermissionDenied
    narrowed = SightingFilter(request.GET, Sighting.objects.all())
    sort = sorting(request, ORDERS, default="-last")
    context = {
        "filter": narrowed,
        "sort": sort,
        "page": page_of(request, narrowed.qs, order=sort.order),
    }
    return render(request, "courses/studies/sightings.html", context)
