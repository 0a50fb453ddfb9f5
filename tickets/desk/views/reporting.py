"""The report: a clinician in a hurry, three fields, one ticket."""

from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import StaffRequest, User
from portal.web.methods import form_view
from tickets.desk import workflow
from tickets.desk.forms import MessageForm, ReportForm
from tickets.desk.models import CanWork, Category, Source, Ticket
from tickets.desk.suggestions import suggestions_for
from tickets.inventory.models import ConfigurationItem, Lifecycle
from tickets.inventory.models.asking import ItemQuerySet

CANDIDATES = 8
ICONS = ["list-search", "cloud-off", "hourglass", "photo-off", "lock", "dots"]
TILES = [(*pair, icon) for pair, icon in zip(Category.choices, ICONS, strict=True)]


@form_view
def report(request: StaffRequest) -> HttpResponse:
    """The item may be named in the address; otherwise it is found by its name."""
    short_id = request.GET.get("item", "")
    named = reportable(request.user).filter(short_id=short_id.upper())
    return _report(request, named.first() if short_id else None, Source.PORTAL)


@form_view
def label(request: StaffRequest, short_id: str) -> HttpResponse:
    """What the label on a device opens."""
    item = get_object_or_404(reportable(request.user), short_id=short_id.upper())
    return _report(request, item, Source.LABEL)


@require_safe
def items(request: StaffRequest) -> HttpResponse:
    """Devices that fit what is being typed."""
    found = candidates(request.user, request.GET.get("find", ""))
    return render(request, "tickets/desk/_candidates.html", {"candidates": found})


@require_POST
def suggestions(request: StaffRequest) -> HttpResponse:
    """What is known already. A POST, so that what is typed stands in no address."""
    short_id = request.POST.get("item", "")
    item = reportable(request.user).filter(short_id=short_id).first()
    text = request.POST.get("description", "")[:500]
    context = suggestions_for(item, request.POST.get("category", ""), text)
    return render(request, "tickets/desk/_suggestions.html", context)


@require_safe
def sent(request: StaffRequest, pk: int) -> HttpResponse:
    """The number, and what happens now."""
    tickets = Ticket.objects.filter(reporter=request.user)
    ticket = get_object_or_404(tickets.select_related("item", "assignee"), pk=pk)
    return render(request, "tickets/desk/sent.html", {"ticket": ticket})


def reportable(user: User) -> ItemQuerySet:
    found: ItemQuerySet = ConfigurationItem.objects.visible_to(user)
    return found.exclude(lifecycle=Lifecycle.RETIRED).select_related(
        "type", "facility", "state"
    )


def candidates(user: User, text: str) -> list[ConfigurationItem]:
    """By a part of its name, AE title or station; without one, what stands where
    this person works."""
    found = reportable(user).order_by("tier", "name", "pk")
    words = text.upper().split()[:5]
    for word in words:
        found = found.filter(Q(names__contains=word) | Q(room__icontains=word))
    if not words:
        near = found.filter(facility=user.facility_id)
        return list(near.filter(department=user.department_id)[:CANDIDATES]) or list(
            near[:CANDIDATES]
        )
    return list(found[:CANDIDATES])


def _report(
    request: StaffRequest, item: ConfigurationItem | None, source: Source
) -> HttpResponse:
    is_sent = request.method == "POST" and "look" not in request.POST
    form = _form(request, item, is_sent=is_sent)
    if is_sent and form.is_valid():
        fields = {key: form.cleaned_data[key] for key in form.fields if key != "find"}
        try:
            ticket = workflow.report(by=request.user, source=source, **fields)
        except workflow.SentBefore as refusal:
            return _sent_before(request, refusal, fields)
        return redirect("desk:sent", ticket.reference)
    context = _context(request, form, item)
    return render(request, "tickets/desk/report.html", context)


def _sent_before(
    request: StaffRequest, refusal: workflow.SentBefore, told: dict[str, Any]
) -> HttpResponse:
    """What differs is offered as a reply, or as a report of its own."""
    again = {name: request.POST.get(name, "") for name in told} | {"form_key": uuid4()}
    context = {
        "ticket": refusal.ticket,
        "reason": str(refusal),
        "form": MessageForm(initial={"body": corrections(refusal.ticket, told)}),
        "again": {name: value for name, value in again.items() if value},
    }
    return render(request, "tickets/desk/sent_before.html", context, status=409)


def corrections(ticket: Ticket, told: dict[str, Any]) -> str:
    """What the reporter says now and did not say before, in their own words."""
    lines = []
    if told["item"] != ticket.item:
        lines.append(str(told["item"]))
    if told["category"] != ticket.category:
        lines.append(str(Category(told["category"]).label))
    if told["can_work"] != ticket.can_work:
        can_work = CanWork(told["can_work"]).label
        lines.append(_("Can I work? %(answer)s") % {"answer": can_work})
    if told["patient_on_table"] != ticket.patient_on_table:
        is_on = told["patient_on_table"]
        lines.append(
            _("Patient on the table") if is_on else _("No patient on the table")
        )
    if told["description"] != ticket.description:
        lines.append(told["description"])
    return "\n".join(lines)


def _form(
    request: StaffRequest, item: ConfigurationItem | None, *, is_sent: bool
) -> ReportForm:
    """Looking for a device keeps what was typed, and finds no fault with it yet."""
    items = reportable(request.user)
    if is_sent:
        return ReportForm(request.POST, items=items)
    initial: dict[str, Any] = dict(request.POST.items())
    if item is not None:
        initial.setdefault("item", item.short_id)
    return ReportForm(initial=initial, items=items)


def _context(
    request: StaffRequest, form: ReportForm, item: ConfigurationItem | None
) -> dict[str, Any]:
    chosen = item
    if request.method == "POST":
        short_id = "" if request.POST.get("look") == "other" else form["item"].value()
        chosen = reportable(request.user).filter(short_id=short_id or "").first()
    if "look" in request.POST:
        chosen = None
    find = request.POST.get("find", "")
    context = suggestions_for(chosen, form["category"].value() or "", "")
    return context | {
        "form": form,
        "tiles": TILES,
        "item": chosen,
        "candidates": [] if chosen else candidates(request.user, find),
        "find": find,
    }
