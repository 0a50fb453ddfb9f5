"""The agents' worklist, and what a person has reported."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.listing import PLACE, SORT, page_of, sorting
from tickets.desk.filters import ORDERS, WorklistFilter, tabs
from tickets.desk.models import SEES_ALL, Ticket

# A row is 1.3 kB and a millisecond: so many keep the page within its bars.
ROWS = 20


@require_safe
def worklist(request: StaffRequest) -> HttpResponse:
    """Open tickets, the most urgent first."""
    if not request.user.has_role(*SEES_ALL):
        raise PermissionDenied
    visible = Ticket.objects.visible_to(request.user)
    filtered = WorklistFilter(request.GET, visible.for_list(), request=request)
    sort = sorting(request, ORDERS, default="priority")
    query = request.GET.copy()
    for name in (PLACE, SORT):
        query.pop(name, None)
    page = page_of(request, filtered.qs, order=sort.order, size=ROWS)
    views, page.count = tabs(
        visible, request.user, query.urlencode(), found=filtered.qs
    )
    context = {
        "filter": filtered,
        "sort": sort,
        "page": page,
        "tabs": views,
        "now": timezone.now(),
    }
    return render(request, "tickets/desk/worklist.html", context)


@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """What I reported, the newest first."""
    tickets = Ticket.objects.filter(reporter=request.user).for_list()
    page = page_of(request, tickets, order=("-opened_at", "-pk"), size=25)
    return render(request, "tickets/desk/mine.html", {"page": page})
