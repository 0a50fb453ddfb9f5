"""The bell: what happened, and what of it also goes out as e-mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.notify.forms import PreferencesForm
from portal.notify.models import Message
from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view


@require_safe
def inbox(request: StaffRequest) -> HttpResponse:
    mine = Message.objects.visible_to(request.user)
    if request.GET.get("show") == "unread":
        mine = mine.unread()
    context = {"page": page_of(request, mine, order=("-pk",))}
    return render(request, "portal/notify/inbox.html", context)


@require_POST
def follow(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark one as read, and go where it leads."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    Message.objects.filter(pk=pk).unread().update(read_at=timezone.now())
    return redirect(message.url or "notify:inbox")


@require_POST
def read_all(request: StaffRequest) -> HttpResponse:
    Message.objects.visible_to(request.user).unread().update(read_at=timezone.now())
    return redirect("notify:inbox")


@form_view
def preferences(request: StaffRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, person=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your choices are kept."))
        return redirect("notify:preferences")
    return render(request, "portal/notify/preferences.html", {"form": form})
