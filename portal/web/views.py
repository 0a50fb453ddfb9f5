"""Light or dark, kept with the person."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

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
