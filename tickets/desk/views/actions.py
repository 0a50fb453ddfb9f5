"""What is done to a ticket: each a page of its own, so that it works everywhere."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.competency.models import Competency
from courses.competency.remedies import remedies_for
from portal.lib.refusal import Refused
from portal.people.models import Role, StaffRequest, User
from portal.web.methods import form_view
from tickets.desk import rules, workflow
from tickets.desk.forms import (
    AssignForm,
    HoldForm,
    LackingField,
    ReopenForm,
    ResolveForm,
)
from tickets.desk.models import Cause, Ticket
from tickets.desk.views.page import visible_ticket
from tickets.knowledge.models import Article


@require_POST
def take(request: StaffRequest, pk: int) -> HttpResponse:
    ticket = workflow.take(visible_ticket(request.user, pk), by=request.user)
    messages.success(request, _("%(ticket)s is yours.") % {"ticket": ticket})
    return redirect(ticket)


@require_POST
def resume(request: StaffRequest, pk: int) -> HttpResponse:
    ticket = workflow.resume(visible_ticket(request.user, pk), by=request.user)
    messages.success(
        request, _("The clock of %(ticket)s runs again.") % {"ticket": ticket}
    )
    return redirect(ticket)


@require_POST
def close(request: StaffRequest, pk: int) -> HttpResponse:
    ticket = workflow.close(visible_ticket(request.user, pk), by=request.user)
    messages.success(request, _("%(ticket)s is closed.") % {"ticket": ticket})
    return redirect(ticket)


@require_POST
def link(request: StaffRequest, pk: int) -> HttpResponse:
    ticket = visible_ticket(request.user, pk)
    articles = Article.objects.visible_to(request.user)
    article = get_object_or_404(articles, slug=request.POST.get("article", ""))
    workflow.link(ticket, article, by=request.user)
    messages.success(request, _("Linked to %(ticket)s.") % {"ticket": ticket})
    return redirect(ticket)


@form_view
def assign(request: StaffRequest, pk: int) -> HttpResponse:
    ticket = visible_ticket(request.user, pk)
    _allow(rules.can_assign(request.user, ticket))
    agents = User.objects.with_role(Role.AGENT)
    form = AssignForm(request.POST or None, agents=agents)
    return _act(request, ticket, "assign", form, workflow.assign, {})


@form_view
def hold(request: StaffRequest, pk: int) -> HttpResponse:
    ticket = visible_ticket(request.user, pk)
    _allow(rules.can_work(request.user))
    form = HoldForm(request.POST or None)
    return _act(request, ticket, "hold", form, workflow.hold, {})


@form_view
def reopen(request: StaffRequest, pk: int) -> HttpResponse:
    ticket = visible_ticket(request.user, pk)
    _allow(rules.can_reopen(request.user, ticket))
    form = ReopenForm(request.POST or None)
    return _act(request, ticket, "reopen", form, workflow.reopen, {})


@form_view
def resolve(request: StaffRequest, pk: int) -> HttpResponse:
    """The cause; and where somebody did not know how, what fills the gap."""
    ticket = visible_ticket(request.user, pk)
    _allow(rules.can_work(request.user))
    form = resolve_form(request, ticket)
    chosen = str(form["lacking"].value() or "")
    context = lesson_for(chosen, ticket.reporter)
    return _act(request, ticket, "resolve", form, workflow.resolve, context)


@require_safe
def lesson(request: StaffRequest, pk: int) -> HttpResponse:
    """The course that fills the gap which is being chosen."""
    ticket = visible_ticket(request.user, pk)
    _allow(rules.can_work(request.user))
    context = {
        "ticket": ticket,
        **lesson_for(request.GET.get("lacking", ""), ticket.reporter),
    }
    return render(request, "tickets/desk/_lesson.html", context)


def lesson_for(chosen: str, reporter: User | None) -> dict[str, Any]:
    if reporter is None or not chosen.isdecimal():
        return {"lacking": None, "remedy": None}
    lacking = Competency.objects.in_use().filter(pk=chosen).first()
    remedies = remedies_for([lacking.pk], reporter) if lacking else {}
    return {"lacking": lacking, "remedy": remedies.get(lacking.pk) if lacking else None}


def resolve_form(request: StaffRequest, ticket: Ticket) -> ResolveForm:
    """What the item takes stands first; nothing is chosen beforehand."""
    of_item = list(ticket.item.competencies.in_use())
    everything = Competency.objects.in_use()
    form = ResolveForm(request.POST or None, competencies=everything)
    if ticket.reporter is None:  # a machine does not learn
        form.leave_out(Cause.TRAINING)
    form.fields["lacking"].widget.attrs |= {
        "hx-get": reverse("desk:lesson", args=[ticket.reference]),
        "hx-trigger": "change",
        "hx-target": "#lesson",
        "aria-describedby": "id_lacking_helptext",
    }
    known = {one.pk for one in of_item}
    form.fields["lacking"].choices = [  # type: ignore[attr-defined]
        ("", _("Choose one")),
        (LackingField.NONE, _("None of ours covers it")),
        (_("For this device"), [(one.pk, str(one)) for one in of_item]),
        (_("Others"), [(c.pk, str(c)) for c in everything if c.pk not in known]),
    ]
    return form


def _act(
    request: StaffRequest,
    ticket: Ticket,
    name: str,
    form: Form,
    verb: Callable[..., Ticket],
    context: dict[str, Any],
) -> HttpResponse:
    """One form, one verb. A refused step says why on the same page, and what was
    typed is still there."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            ticket = verb(ticket, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, _done(name, ticket))
            return redirect(ticket)
    context |= {"ticket": ticket, "form": form}
    return render(request, f"tickets/desk/{name}.html", context, status=status)


def _done(name: str, ticket: Ticket) -> str:
    said = {
        "assign": _("%(ticket)s is with %(who)s."),
        "hold": _("%(ticket)s is on hold."),
        "reopen": _("%(ticket)s is open again."),
        "resolve": _("%(ticket)s is resolved."),
    }[name]
    who = ticket.assignee.short_name if ticket.assignee else ""
    return said % {"ticket": ticket.reference, "who": who}


def _allow(is_allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence
    if not is_allowed:
        raise PermissionDenied
