"""Who is asked to sign in and comes back to a page; each request in its reader's time
zone; a step that is refused, or taken the wrong way, as a page that says so."""

import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils import timezone

from portal.lib.refusal import Refused
from portal.lib.zones import zones
from portal.web.methods import answers_get, page_for

Handler = Callable[[HttpRequest], HttpResponse]
WORTH_KEEPING = 20
SECRET = ("password", "token", "code", "credential")


class SignInMiddleware(LoginRequiredMiddleware):
    """After signing in one stands on a page: never on an address that only takes what
    a form sends, as the form is not sent again."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseRedirect:
        if request.method in {"GET", "HEAD"} and answers_get(request.path):
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(page_for(request), resolve_url("account_login"))

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """A part of a page is not replaced by the sign-in page: it says no."""
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None and request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        return answer


class ReaderMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "time_zone", "")
        if name in zones():
            with timezone.override(zoneinfo.ZoneInfo(name)):
                return self.get_response(request)
        return self.get_response(request)


class RefusalMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and _reads_pages(request):
            context = {"kept": _what_was_written(request), "back": page_for(request)}
            page = render(request, "405.html", context, status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        context = {
            "reason": str(error),
            "kept": _what_was_written(request),
            "back": _where_from(request),
        }
        return render(request, "409.html", context, status=409)


def _what_was_written(request: HttpRequest) -> list[str]:
    """The longer texts of a refused form, given back to their writer."""
    return [
        value
        for name, values in request.POST.lists()
        for value in values
        if len(value) >= WORTH_KEEPING and not any(s in name for s in SECRET)
    ]


def _where_from(request: HttpRequest) -> str:
    """The page on this site that the step was taken from."""
    came = urlsplit(request.headers.get("Referer", ""))
    return page_for(request) if came.netloc == request.get_host() else ""


def _reads_pages(request: HttpRequest) -> bool:
    """A browser says so; a program takes the bare answer."""
    return "text/html" in request.headers.get("Accept", "")
