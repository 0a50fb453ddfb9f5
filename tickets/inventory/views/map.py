"""The map of the department, and what one may do on it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import StaffRequest
from tickets.inventory import impact, rules
from tickets.inventory.mapping import placing
from tickets.inventory.mapping.asked import ALL, MapForm
from tickets.inventory.mapping.drawing import draw
from tickets.inventory.mapping.told import as_data, services_of, still
from tickets.inventory.models import ConfigurationItem

# No map reaches further than this; what is further off was typed, not dragged.
FURTHEST = 100_000


class PlaceForm(forms.Form):
    map = forms.SlugField(max_length=20)
    item = forms.CharField(max_length=8)
    x = forms.FloatField(min_value=-FURTHEST, max_value=FURTHEST)
    y = forms.FloatField(min_value=-FURTHEST, max_value=FURTHEST)


@require_safe
def map(request: StaffRequest) -> HttpResponse:  # noqa: A001 - as its address
    form = MapForm(request.GET)
    drawing = draw(form, request.user)
    context = {
        "form": form,
        "drawing": drawing,
        "still": still(drawing),
        "data": as_data(drawing),
        "may_change": rules.can_change_items(request.user),
        "chosen": request.GET.get("item", ""),
        "services": services_of(drawing),
    }
    return render(request, "tickets/inventory/map.html", context)


@require_safe
def map_data(request: StaffRequest) -> HttpResponse:
    """The same as data: how all stand now, for a map that is left open."""
    return JsonResponse(as_data(draw(MapForm(request.GET), request.user)))


@require_safe
def map_reach(request: StaffRequest, short_id: str) -> HttpResponse:
    """Who is hit when this item stops, and what it lives on, as short-ids."""
    visible = ConfigurationItem.objects.visible_to(request.user)
    item = get_object_or_404(visible, short_id=short_id.upper())
    down, up = impact.around(item)
    return JsonResponse(
        {
            "down": [[one.item.short_id, one.effect] for one in down],
            "up": [[one.item.short_id, one.effect] for one in up],
        }
    )


@require_POST
def map_place(request: StaffRequest) -> HttpResponse:
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return JsonResponse(form.errors, status=422)
    data = form.cleaned_data
    visible = ConfigurationItem.objects.visible_to(request.user)
    item = get_object_or_404(visible, short_id=data["item"])
    placing.place(item, on=data["map"], x=data["x"], y=data["y"], by=request.user)
    return HttpResponse(status=204)


@require_POST
def map_reset(request: StaffRequest) -> HttpResponse:
    on = request.POST.get("map", ALL)
    placing.reset(on, by=request.user)
    messages.success(request, _("All boxes stand where the layout puts them."))
    query = "" if on == ALL else f"?{urlencode({'facility': on})}"
    return redirect(f"{request.path.removesuffix('reset/')}{query}")
