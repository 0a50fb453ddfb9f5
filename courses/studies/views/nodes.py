"""Systems that may send by DICOM, and whether our own listener is heard."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.studies import rules
from courses.studies.doors import nodes as verbs
from courses.studies.forms.nodes import NodeForm
from courses.studies.models import Listener, RemoteNode, UnknownCaller
from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view


def _only_who_may(request: StaffRequest) -> None:
    if not rules.can_manage_nodes(request.user):
        raise PermissionDenied


@require_safe
def nodes(request: StaffRequest) -> HttpResponse:
    """Who may send, how to point a system at us, and who called in vain."""
    _only_who_may(request)
    listed = RemoteNode.objects.select_related("sent_by")
    page = page_of(request, listed, order=("ae_title", "pk"), size=50)
    context = {
        "page": page,
        "unanswered": {one.pk for one in page if not rules.can_send(one.sent_by)},
        "listeners": list(Listener.objects.all()[:5]),
        "callers": list(UnknownCaller.objects.all()[:20]),
    }
    return render(request, "courses/studies/nodes.html", context)


@form_view
def add(request: StaffRequest) -> HttpResponse:
    _only_who_may(request)
    form = NodeForm(request.POST or None, initial=_called(request))
    if form.is_valid():
        node = verbs.add(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(node)s may send now.") % {"node": node})
        return redirect("studies:nodes")
    return _form_page(request, form, _("Add a sender"), _("Add"))


def _form_page(
    request: StaffRequest, form: NodeForm, title: str, label: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "label": label,
        "back": "studies:nodes",
        "list_title": _("DICOM senders"),
    }
    return render(request, "courses/studies/one_form.html", context)


def _called(request: StaffRequest) -> dict[str, Any]:
    """What a caller who was turned away said, so that nobody types it again."""
    return {
        "ae_title": request.GET.get("ae_title", "")[:16],
        "host": request.GET.get("host", "")[:49],
    }


@form_view
def change(request: StaffRequest, pk: int) -> HttpResponse:
    _only_who_may(request)
    node = get_object_or_404(RemoteNode, pk=pk)
    form = NodeForm(request.POST or None, instance=RemoteNode.objects.get(pk=pk))
    if form.is_valid():
        verbs.change(node, by=request.user, **form.cleaned_data)
        messages.success(request, _("The changes are kept."))
        return redirect("studies:nodes")
    return _form_page(request, form, _("Change the sender"), _("Keep"))


@require_POST
def switch(request: StaffRequest, pk: int) -> HttpResponse:
    """Off, or on again."""
    _only_who_may(request)
    node = get_object_or_404(RemoteNode, pk=pk)
    node = verbs.switch(node, by=request.user, on="on" in request.POST)
    said = _("%(node)s may send again.") if node.is_active else _("%(node)s is off.")
    messages.success(request, said % {"node": node})
    return redirect("studies:nodes")
