"""Each request in its reader's time zone; a refused step as a page, not a crash."""

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.lib.refusal import Refused

Handler = Callable[[HttpRequest], HttpResponse]
WORTH_KEEPING = 20
SECRET = ("password", "token", "code", "credential")


class ReaderMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "time_zone", "")
        if name in zoneinfo.available_timezones():
            with timezone.override(zoneinfo.ZoneInfo(name)):
                return self.get_response(request)
        return self.get_response(request)


class RefusalMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

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
    return came.path if came.netloc == request.get_host() else ""
