"""The directory, and what an administrator does to an account."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import rules, workflow
from portal.accounts.filters import PeopleFilter
from portal.accounts.forms import HoldingForm, PersonForm
from portal.people.models import RoleHolding, StaffRequest, User
from portal.web.listing import page_of, sorting
from portal.web.methods import form_view

SORTS = {"name": ("name", "pk"), "joined": ("joined_at", "pk")}


@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """Who works here. Only administrators also see who left."""
    seen = User.objects.visible_to(request.user).select_related(
        "facility", "department"
    )
    today = RoleHolding.objects.on(timezone.localdate()).select_related("profile")
    seen = seen.prefetch_related(Prefetch("holdings", today, to_attr="held_now"))
    may_manage = rules.can_manage_people(request.user)
    narrowed = PeopleFilter(request.GET, seen, may_manage=may_manage)
    sort = sorting(request, SORTS, default="name")
    context = {
        "filter": narrowed,
        "page": page_of(request, narrowed.qs, order=sort.order),
        "sort": sort,
        "may_manage": may_manage,
    }
    return render(request, "portal/accounts/people.html", context)


@require_safe
def person(request: StaffRequest, pk: int) -> HttpResponse:
    seen = User.objects.visible_to(request.user).select_related(
        "facility", "department", "manager"
    )
    found = get_object_or_404(seen, pk=pk)
    context = {
        "person": found,
        "holdings": found.holdings.select_related("profile").order_by("-starts_on"),
        "shifts": found.shifts.filter(ends_at__gt=timezone.now())[:7],
        "may_manage": rules.can_manage_people(request.user),
        "may_deactivate": rules.can_deactivate(request.user, found),
    }
    return render(request, "portal/accounts/person.html", context)


@form_view
def hire(request: StaffRequest) -> HttpResponse:
    if not rules.can_manage_people(request.user):
        raise PermissionDenied
    form = PersonForm(request.POST or None)
    if form.is_valid():
        new = workflow.hire(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(person)s is invited.") % {"person": new})
        return redirect("accounts:person", new.pk)
    return render(request, "portal/accounts/hire.html", {"form": form})


@form_view
def change(request: StaffRequest, pk: int) -> HttpResponse:
    if not rules.can_manage_people(request.user):
        raise PermissionDenied
    found = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, instance=User.objects.get(pk=pk))
    if form.is_valid():
        workflow.change(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The changes are kept."))
        return redirect("accounts:person", pk)
    context = {"form": form, "person": found}
    return render(request, "portal/accounts/change.html", context)


@form_view
def hold(request: StaffRequest, pk: int) -> HttpResponse:
    """Give this person a role profile, from a day on."""
    if not rules.can_manage_people(request.user):
        raise PermissionDenied
    found = get_object_or_404(User, pk=pk)
    form = HoldingForm(request.POST or None, instance=RoleHolding(person=found))
    if form.is_valid():
        workflow.hold(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The role profile is kept."))
        return redirect("accounts:person", pk)
    context = {"form": form, "person": found}
    return render(request, "portal/accounts/hold.html", context)


@require_POST
def invite(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    workflow.invite(found, by=request.user)
    messages.success(request, _("A new invitation is on its way."))
    return redirect("accounts:person", pk)


@form_view
def leave(request: StaffRequest, pk: int) -> HttpResponse:
    """Asks first, because it ends every session of this person at once."""
    found = get_object_or_404(User, pk=pk)
    if not rules.can_deactivate(request.user, found):
        raise PermissionDenied
    if request.method == "POST":
        workflow.deactivate(found, by=request.user)
        said = _("%(person)s can no longer sign in.") % {"person": found}
        messages.success(request, said)
        return redirect("accounts:person", pk)
    return render(request, "portal/accounts/leave.html", {"person": found})


@require_POST
def come_back(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    workflow.reactivate(found, by=request.user)
    messages.success(request, _("%(person)s can sign in again.") % {"person": found})
    return redirect("accounts:person", pk)


@form_view
def erase(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    if not rules.can_erase(request.user, found):
        raise PermissionDenied
    if request.method == "POST":
        workflow.erase(found, by=request.user)
        messages.success(request, _("The identity is erased; the records are kept."))
        return redirect("accounts:person", pk)
    return render(request, "portal/accounts/erase.html", {"person": found})
