"""Begin at a symptom, and the symptoms themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.people.models import StaffRequest
from portal.web.methods import form_view
from tickets.inventory import rules
from tickets.inventory.models import Symptom
from tickets.inventory.symptoms import authoring
from tickets.inventory.symptoms.chain import chain_of
from tickets.inventory.symptoms.forms import AskForm, SymptomForm
from tickets.inventory.views.doors import may_change


@require_safe
def symptoms(request: StaffRequest) -> HttpResponse:
    form = AskForm(request.GET if {"at", "symptom"} <= request.GET.keys() else None)
    if not form.is_bound:
        form.initial = {"at": request.GET.get("at", "")}
    asked = form.is_valid()
    symptom = form.cleaned_data["symptom"] if asked else None
    context = {
        "form": form,
        "symptom": symptom,
        "chain": chain_of(symptom, form.cleaned_data["at"]) if symptom else None,
        "may_change": rules.can_change_items(request.user),
    }
    return render(request, "tickets/inventory/symptoms.html", context)


@form_view
def symptom_add(request: StaffRequest) -> HttpResponse:
    may_change(request)
    return _written(request, Symptom())


@form_view
def symptom_change(request: StaffRequest, pk: int) -> HttpResponse:
    may_change(request)
    return _written(request, get_object_or_404(Symptom, pk=pk))


@form_view
def symptom_remove(request: StaffRequest, pk: int) -> HttpResponse:
    may_change(request)
    symptom = get_object_or_404(Symptom, pk=pk)
    if request.method == "POST":
        authoring.remove(symptom, by=request.user)
        messages.success(request, _("The symptom is removed."))
        return redirect("inventory:symptoms")
    return render(request, "tickets/inventory/symptom_remove.html", {"one": symptom})


def _written(request: StaffRequest, symptom: Symptom) -> HttpResponse:
    form = SymptomForm(request.POST or None, instance=symptom)
    if form.is_valid():
        authoring.write(symptom, by=request.user, **form.cleaned_data)
        messages.success(request, _("The symptom is saved."))
        return redirect("inventory:symptoms")
    context = {"form": form, "one": symptom if symptom.pk else None}
    return render(request, "tickets/inventory/symptom.html", context)
