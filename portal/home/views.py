"""The front page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.home.panels import panels_for
from portal.people.models import StaffRequest


@require_safe
def front(request: StaffRequest) -> HttpResponse:
    """What this person has to do now, then what there is to know."""
    panels = panels_for(request.user)
    context = {
        "main_panels": [pair for pair in panels if pair[0].is_wide],
        "side_panels": [pair for pair in panels if not pair[0].is_wide],
    }
    return render(request, "portal/home/front.html", context)
