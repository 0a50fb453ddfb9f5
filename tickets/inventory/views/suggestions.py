"""What images say of their devices, waiting for a yes."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import StaffRequest
from portal.web.listing import page_of
from tickets.inventory import suggesting
from tickets.inventory.forms.interfaces import OtherItemField
from tickets.inventory.importing.fields import label_of, text_of
from tickets.inventory.models import Suggestion
from tickets.inventory.views.doors import may_change


class WhichForm(forms.Form):
    item = OtherItemField(max_length=80)


@require_safe
def suggestions(request: StaffRequest) -> HttpResponse:
    may_change(request)
    found = Suggestion.objects.visible_to(request.user).waiting()
    page = page_of(
        request,
        found.select_related("item__facility"),
        order=("-made_at", "-pk"),
        size=30,
    )
    for one in page.rows:
        if one.item:
            one.label = label_of(one.field)  # type: ignore[attr-defined]
            one.now = text_of(one.item, one.field)  # type: ignore[attr-defined]
    return render(request, "tickets/inventory/suggestions.html", {"page": page})


@require_POST
def accept(request: StaffRequest, pk: int) -> HttpResponse:
    item = suggesting.accept(_suggestion(request, pk), by=request.user)
    messages.success(request, _("%(item)s is changed.") % {"item": item})
    return redirect("inventory:suggestions")


@require_POST
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    suggesting.refuse(_suggestion(request, pk), by=request.user)
    messages.success(request, _("It is not asked again."))
    return redirect("inventory:suggestions")


@require_POST
def is_item(request: StaffRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)
    form = WhichForm(request.POST)
    if form.is_valid():
        item = suggesting.is_item(
            suggestion, form.cleaned_data["item"], by=request.user
        )
        messages.success(request, _("%(item)s is changed.") % {"item": item})
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["item"]))
    return redirect("inventory:suggestions")


def _suggestion(request: StaffRequest, pk: int) -> Suggestion:
    may_change(request)
    return get_object_or_404(Suggestion.objects.visible_to(request.user), pk=pk)
