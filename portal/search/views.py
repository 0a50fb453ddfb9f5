"""One box over everything that a reader may see."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest, User
from portal.search.registry import Hit, Kind, kinds

EACH = 10
SHORTEST, LONGEST = 2, 200


@dataclass(frozen=True, slots=True)
class Found:
    kind: Kind
    hits: list[Hit]


@require_safe
def results(request: StaffRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    context = {"text": text, "found": find(request.user, text)}
    return render(request, "portal/search/results.html", context)


def find(user: User, text: str) -> list[Found]:
    """What was found, kind by kind; the kind with the best hit first."""
    if len(text) < SHORTEST:
        return []
    found = [Found(kind, list(kind.find(user, text, EACH))) for kind in kinds()]
    return sorted(
        (one for one in found if one.hits),
        key=lambda one: -max(hit.rank for hit in one.hits),
    )
