"""De-identification profiles: the portal's, and the department's own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.dicom.deid.profiles import built_in
from courses.studies import profiles as verbs
from courses.studies import rules
from courses.studies.forms.profiles import ProfileForm
from courses.studies.models import DeidProfile
from portal.people.models import StaffRequest
from portal.web.listing import page_of
from portal.web.methods import form_view


def _only_who_may(request: StaffRequest) -> None:
    if not rules.can_manage_profiles(request.user):
        raise PermissionDenied


@require_safe
def profiles(request: StaffRequest) -> HttpResponse:
    _only_who_may(request)
    listed = DeidProfile.objects.select_related("made_by")
    context = {
        "built_in": list(built_in().values()),
        "page": page_of(request, listed, order=("title", "pk"), size=50),
    }
    return render(request, "courses/studies/profiles.html", context)


@form_view
def add(request: StaffRequest) -> HttpResponse:
    """A new one, begun as a copy of the one that is named."""
    _only_who_may(request)
    form = ProfileForm(request.POST or None, initial=_copied(request))
    if form.is_valid():
        made = verbs.make(by=request.user, **form.cleaned_data)
        said = (
            _("%(profile)s may be used by the command.")
            if made.described.keeps_uids
            else _("%(profile)s may be chosen now.")
        )
        messages.success(request, said % {"profile": made})
        return redirect("studies:profiles")
    return _form_page(request, form, _("Make a profile"), _("Make it"))


def _form_page(
    request: StaffRequest, form: ProfileForm, title: str, label: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "label": label,
        "back": "studies:profiles",
        "list_title": _("De-identification profiles"),
    }
    return render(request, "courses/studies/one_form.html", context)


def _copied(request: StaffRequest) -> dict[str, Any]:
    source = verbs.described(request.GET.get("from", ""))
    if source is None:
        return {}
    return {
        "title": _("Copy of %(title)s") % {"title": source.title},
        "purpose": source.purpose,
        "options": [one.value for one in source.options],
    }


@form_view
def change(request: StaffRequest, pk: int) -> HttpResponse:
    _only_who_may(request)
    profile = get_object_or_404(DeidProfile, pk=pk)
    used = verbs.is_used(profile)
    form = ProfileForm(
        request.POST or None, instance=DeidProfile.objects.get(pk=pk), locked=used
    )
    if form.is_valid():
        verbs.change(profile, by=request.user, **form.cleaned_data)
        messages.success(request, _("The changes are kept."))
        return redirect("studies:profiles")
    return _form_page(request, form, _("Change the profile"), _("Keep"))


@require_POST
def archive(request: StaffRequest, pk: int) -> HttpResponse:
    """Out of the lists, or back again."""
    _only_who_may(request)
    profile = get_object_or_404(DeidProfile, pk=pk)
    profile = verbs.archive(profile, by=request.user, away="away" in request.POST)
    said = (
        _("%(profile)s is out of the lists.")
        if profile.archived_at
        else _("%(profile)s may be chosen again.")
    )
    messages.success(request, said % {"profile": profile})
    return redirect("studies:profiles")


@require_safe
def download(request: StaffRequest, name: str) -> HttpResponse:
    """The file that `manage.py deidentify --profile` takes."""
    _only_who_may(request)
    found = verbs.described(name)
    if found is None:
        raise Http404
    answer = HttpResponse(found.as_toml(), content_type="application/toml")
    answer["Content-Disposition"] = f'attachment; filename="{found.name}.toml"'
    return answer
