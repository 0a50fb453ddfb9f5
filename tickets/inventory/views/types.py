"""Types of item, and what each asks of its items."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import StaffRequest
from portal.web.methods import form_view
from tickets.inventory import authoring
from tickets.inventory.forms.types import FieldForm, TypeForm
from tickets.inventory.models import ItemType, TypeField
from tickets.inventory.views.doors import may_change


@require_safe
def types(request: StaffRequest) -> HttpResponse:
    may_change(request)
    asks = Count("fields", Q(fields__is_archived=False), distinct=True)
    listed = ItemType.objects.annotate(
        asks=asks, has=Count("items", distinct=True)
    ).order_by("group", "name")
    return render(request, "tickets/inventory/types.html", {"types": listed})


@form_view
def add_type(request: StaffRequest) -> HttpResponse:
    return _keep_type(request, ItemType(), _("New type"))


@require_safe
def type_(request: StaffRequest, code: str) -> HttpResponse:
    may_change(request)
    shown = get_object_or_404(ItemType, code=code)
    fields = list(shown.fields.all())
    context = {
        "type": shown,
        "asked": [one for one in fields if not one.is_archived],
        "archived": [one for one in fields if one.is_archived],
    }
    return render(request, "tickets/inventory/type.html", context)


@form_view
def change_type(request: StaffRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(ItemType, code=code)
    return _keep_type(request, shown, _("Change %(name)s") % {"name": shown})


@form_view
def add_field(request: StaffRequest, code: str) -> HttpResponse:
    kind = get_object_or_404(ItemType, code=code)
    order = {"order": 10 * (kind.fields.count() + 1)}
    form = FieldForm(kind, request.POST or None, initial=order)
    title = _("Ask more of a %(type)s") % {"type": kind}
    return _keep_field(request, kind, form, title)


@form_view
def change_field(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    kind, field = _field(code, pk)
    form = FieldForm(kind, request.POST or None, instance=field)
    title = _("Change %(name)s") % {"name": field.label}
    return _keep_field(request, kind, form, title)


@require_POST
def take_off(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    kind, field = _field(code, pk)
    is_gone = authoring.take_off(field, by=request.user)
    said = (
        _("“%(field)s” is removed: no item had it.")
        if is_gone
        else _("“%(field)s” is archived: what items say there is kept.")
    )
    messages.success(request, said % {"field": field.label})
    return redirect("inventory:type", kind.code)


@require_POST
def ask_again(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    kind, field = _field(code, pk)
    authoring.ask_again(field, by=request.user)
    messages.success(request, _("“%(x)s” is asked again.") % {"x": field.label})
    return redirect("inventory:type", kind.code)


def _field(code: str, pk: int) -> tuple[ItemType, TypeField]:
    kind = get_object_or_404(ItemType, code=code)
    return kind, get_object_or_404(kind.fields, pk=pk)


def _keep_type(request: StaffRequest, row: ItemType, title: str) -> HttpResponse:
    may_change(request)
    form = TypeForm(request.POST or None, instance=row)
    if form.is_valid():
        kept = authoring.keep(row, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s is saved.") % {"name": kept})
        return redirect("inventory:type", kept.code)
    context = {"form": form, "title": title, "back": "inventory:types"}
    context["list_title"] = _("Types of item")
    return render(request, "tickets/inventory/one_form.html", context)


def _keep_field(
    request: StaffRequest, kind: ItemType, form: FieldForm, title: str
) -> HttpResponse:
    may_change(request)
    if form.is_valid():
        authoring.keep(form.instance, by=request.user, **form.cleaned_data)
        messages.success(request, _("“%(x)s” is saved.") % {"x": form.instance.label})
        return redirect("inventory:type", kind.code)
    context = {"form": form, "title": title, "back": "inventory:types"}
    context["list_title"] = _("Types of item")
    return render(request, "tickets/inventory/one_form.html", context)
