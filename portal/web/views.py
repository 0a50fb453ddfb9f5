"""What is kept with the person: light or dark, and lists as they set them."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.web import saved
from portal.web.methods import page_for
from portal.web.models import SavedView

THEMES: Final = ("", "light", "dark")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    reader: Any = request.user
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        reader.theme = chosen
        reader.save(update_fields=["theme"])
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    return redirect(back)


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed and ordered, under a name."""
    form = saved.SaveForm(request.POST)
    if not form.is_valid():
        said = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, " ".join(said))
        return redirect(page_for(request))
    view = saved.save(form, request.user)
    messages.success(request, _("“%(name)s” is saved.") % {"name": view})
    return redirect(f"{reverse(view.page)}?{view.query}")


@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own only."""
    view = get_object_or_404(SavedView, pk=pk, owner=request.user.pk)
    view.delete()
    messages.success(request, _("“%(name)s” is deleted.") % {"name": view})
    return redirect(reverse(view.page))
