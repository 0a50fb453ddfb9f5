"""All exercises, by kind and by how far one is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from courses.assessment import room as practice_room
from courses.assessment import rules
from courses.assessment.kinds import KINDS
from courses.assessment.models import ExerciseKind
from portal.people.models import StaffRequest
from portal.web.listing import page_of

STATES = (("new", _("Not done")), ("open", _("Begun")), ("passed", _("Passed")))


@require_safe
def room(request: StaffRequest) -> HttpResponse:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    found = practice_room.exercises_for(request.user, kind=kind, state=state)
    order = ("kind", "activity__title", "pk")
    page = page_of(request, found, order=order, size=30)
    context = {
        "page": page,
        "rows": [(one, KINDS[one.kind].icon) for one in page],
        "kinds": [(code, ExerciseKind(code).label) for code in KINDS],
        "states": STATES,
        "kind": kind,
        "state": state,
        "can_author": rules.can_author(request.user),
    }
    return render(request, "courses/assessment/room.html", context)
