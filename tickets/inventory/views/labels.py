"""The label of an item, and sheets of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from tickets.inventory import labels, sheets
from tickets.inventory.filters import ItemFilter
from tickets.inventory.forms.labels import SheetForm
from tickets.inventory.models import ConfigurationItem
from tickets.inventory.models.asking import ItemQuerySet
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


@require_safe
def label_sheets(request: StaffRequest) -> HttpResponse:
    """How the chosen items are to be printed. Nothing chosen: the list first."""
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in SheetForm.base_fields
    ]
    context = {
        "form": SheetForm(),
        "kept": kept,
        "count": _chosen(request)[: sheets.AT_MOST + 1].count(),
        "limit": sheets.AT_MOST,
    }
    return render(request, "tickets/inventory/label_sheets.html", context)


@require_safe
def labels_pdf(request: StaffRequest) -> HttpResponse:
    form = SheetForm(request.GET)
    if not form.is_valid():
        form = SheetForm({"layout": sheets.SHEET, "skip": 0})
        form.is_valid()
    chosen = _chosen(request).select_related("facility").order_by("name", "pk")
    made = sheets.as_pdf(list(chosen[: sheets.AT_MOST + 1]), **form.cleaned_data)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="labels.pdf"'},
    )


def _chosen(request: StaffRequest) -> ItemQuerySet:
    """Those that are ticked, or all that the list was narrowed to."""
    found: ItemQuerySet = ConfigurationItem.objects.visible_to(request.user)
    if "all" in request.GET:
        narrowed: ItemQuerySet = ItemFilter(request.GET, found, request=request).qs
        return narrowed
    ids = [one.upper() for one in request.GET.getlist("item")]
    return found.filter(short_id__in=ids)
