"""The short way for programs: what asks DICOMweb with a bearer token needs no session,
no form, no page, and is led straight to its answer.

A viewer asks for hundreds of images; all that a page needs costs three times what the
image itself does. Whatever is not plainly of this kind goes the common way."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, get_resolver
from django.utils.cache import patch_vary_headers

from courses.studies.dicomweb import retrieve
from portal.accounts.models import ApiToken
from portal.audit.ledger import client_address
from portal.web.client import address_of

ROOT, PREFIX = "/dicomweb", "/dicomweb/"
URLS = "courses.studies.dicomweb_urls"
# The busiest address: found by one look instead of by trying all that there are.
_FRAMES = re.compile(
    r"/dicomweb/studies/(?P<study_uid>[0-9][0-9.]{0,63})"
    r"/series/(?P<series_uid>[0-9][0-9.]{0,63})"
    r"/instances/(?P<sop_uid>[0-9][0-9.]{0,63})"
    r"/frames/(?P<numbers>[1-9]\d{0,5})"
)
_READS = frozenset({"GET", "HEAD"})
_ALLOWED = "GET, HEAD, POST, OPTIONS"
_ASKED_WITH = "Authorization, Accept, Content-Type, If-None-Match"
_SHOWN = "ETag, Warning, Content-Encoding"
Handler = Callable[[HttpRequest], HttpResponseBase]


class EdgeMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        origin = _known_origin(request, settings.DICOMWEB_ORIGINS)
        if origin and request.method == "OPTIONS":
            return _shared(_preflight(), origin)
        answer = self._straight(request) or self.get_response(request)
        return _shared(answer, origin) if origin else answer

    def _straight(self, request: HttpRequest) -> HttpResponseBase | None:
        """None: the common way knows better."""
        said = request.META.get("HTTP_AUTHORIZATION", "")
        if request.method not in _READS or said[:7].lower() != "bearer ":
            return None
        request.get_host()  # refuses a name that is not ours
        try:
            if said[7:].startswith(ApiToken.PREFIX):
                with _remembered(request):  # a program's reading is audited
                    answer = _answer(request)
            else:
                answer = _answer(request)
        except Resolver404:
            return None
        if isinstance(answer, HttpResponse):
            answer["Content-Length"] = str(len(answer.content))
        return answer


@contextmanager
def _remembered(request: HttpRequest) -> Iterator[None]:
    token = client_address.set(address_of(request))
    try:
        yield
    finally:
        client_address.reset(token)


def _answer(request: HttpRequest) -> HttpResponseBase:
    if found := _FRAMES.fullmatch(request.path_info):
        return retrieve.frames(request, **found.groupdict())
    match = get_resolver(URLS).resolve(request.path_info.removeprefix(ROOT))
    answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return answer


def _known_origin(request: HttpRequest, origins: Iterable[str]) -> str:
    """The other site whose page asks, if it is one that was listed."""
    origin = request.META.get("HTTP_ORIGIN", "")
    return origin if origin and origin in origins else ""


def _preflight() -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Access-Control-Allow-Methods"] = _ALLOWED
    answer["Access-Control-Allow-Headers"] = _ASKED_WITH
    answer["Access-Control-Max-Age"] = "600"
    return answer


def _shared(answer: HttpResponseBase, origin: str) -> HttpResponseBase:
    """Without credentials: a cookie of ours opens nothing for another site."""
    answer["Access-Control-Allow-Origin"] = origin
    answer["Access-Control-Expose-Headers"] = _SHOWN
    patch_vary_headers(answer, ["Origin"])
    return answer
