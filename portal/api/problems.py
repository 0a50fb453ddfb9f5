"""Errors as problem details (RFC 9457): a title, a status, a sentence."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as SchemaError

from portal.lib.refusal import Refused


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def explain(api: NinjaAPI) -> None:
    """Teach the API to say each kind of no."""
    for kind, said in ANSWERS.items():
        api.add_exception_handler(kind, _handler(said))


def _handler(
    said: Callable[[Any], HttpResponse],
) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda _request, error: said(error)


def _unknown(_error: AuthenticationError) -> HttpResponse:
    response = problem(401, "Send a bearer token of yours, or sign in.")
    response["WWW-Authenticate"] = "Bearer"
    return response


def _misspelt(error: SchemaError) -> HttpResponse:
    wrong = [
        {"at": ".".join(map(str, one["loc"])), "said": one["msg"]}
        for one in error.errors
    ]
    return problem(422, "Some values are not right.", errors=wrong)


def _too_often(error: Throttled) -> HttpResponse:
    response = problem(429, "Too many calls. Wait a little.")
    if error.wait is not None:
        response["Retry-After"] = str(int(error.wait) + 1)
    return response


ANSWERS: Mapping[type[Exception], Callable[[Any], HttpResponse]] = {
    AuthenticationError: _unknown,
    PermissionDenied: lambda _error: problem(403, "You may not do this."),
    Http404: lambda _error: problem(404, "There is no such thing that you may see."),
    Refused: lambda error: problem(409, str(error)),
    SchemaError: _misspelt,
    ValidationError: lambda error: problem(422, " ".join(error.messages)),
    Throttled: _too_often,
    HttpError: lambda error: problem(error.status_code, str(error)),
}
