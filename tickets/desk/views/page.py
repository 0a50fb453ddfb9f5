"""A ticket's own page, and what is said on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.competency import needs
from portal.lib.refusal import Refused
from portal.people.models import StaffRequest, User
from tickets.desk import rules, workflow
from tickets.desk.beside import beside
from tickets.desk.forms import MessageForm
from tickets.desk.models import Ticket
from tickets.desk.suggestions import looks_like
from tickets.desk.timeline import timeline
from tickets.inventory.models import Finding

SAY = {"reply": workflow.reply, "note": workflow.note}


@require_safe
def ticket(request: StaffRequest, pk: int) -> HttpResponse:
    found = visible_ticket(request.user, pk)
    form = MessageForm(initial={"see": "reply"})
    context = page_context(found, request.user, form)
    return render(request, "tickets/desk/ticket.html", context)


@require_POST
def say(request: StaffRequest, pk: int) -> HttpResponse:
    """A reply or a note; what was typed comes back when it cannot be taken."""
    found = visible_ticket(request.user, pk)
    form = MessageForm(request.POST)
    status = 200
    if form.is_valid():
        verb = SAY[form.cleaned_data["see"]]
        try:
            verb(found, by=request.user, body=form.cleaned_data["body"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _("Sent."))
            return redirect(found)
    context = page_context(found, request.user, form)
    return render(request, "tickets/desk/ticket.html", context, status=status)


def visible_ticket(user: User, pk: int) -> Ticket:
    """Not visible is not there."""
    tickets = Ticket.objects.visible_to(user).select_related(
        *("item__type", "item__facility", "item__state", "item__vendor"),
        *("reporter", "assignee", "lacking"),
    )
    return get_object_or_404(tickets.defer("search"), pk=pk)


def page_context(found: Ticket, reader: User, form: MessageForm) -> dict[str, Any]:
    is_worker = rules.can_work(reader)
    context: dict[str, Any] = {
        "ticket": found,
        "form": form,
        "lines": timeline(found, with_notes=rules.can_read_notes(reader)),
        "is_worker": is_worker,
        "may": what_may(found, reader),
        "findings": findings_of(found),
        "need": needs.raised_from(found) if found.lacking_id else None,
    }
    if is_worker:
        context |= beside(found) | looks_like(found)
    return context


def findings_of(found: Ticket) -> list[Finding]:
    """What monitoring saw, where it was monitoring that opened the ticket."""
    if found.reporter_id is not None:
        return []
    links = found.finding_links.select_related("finding").order_by("finding__found_at")
    return [link.finding for link in links]


def what_may(found: Ticket, reader: User) -> dict[str, bool]:
    """The buttons that lead somewhere for this reader now."""
    has_it = rules.has_it(reader, found) and found.is_open
    return {
        "confirm": found.reporter_id == reader.pk,
        "take": found.status == "new" and rules.can_take(reader, found),
        "assign": found.is_open and rules.can_assign(reader, found),
        "hold": has_it and found.status == "assigned",
        "resume": has_it and found.is_held,
        "resolve": has_it and found.status != "new",
        "reply": found.status != "closed" and rules.can_reply(reader, found),
        "note": rules.can_note(reader, found),
        "reopen": found.status == "resolved" and rules.can_reopen(reader, found),
        "close": found.status == "resolved" and rules.can_close(reader, found),
    }
