"""Which methods an address answers, and the page that a form stood on."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods

# What may be read may be asked about (HEAD) too.
form_view: Final = require_http_methods(["GET", "HEAD", "POST"])


def answers_get(path: str) -> bool:
    """Whether this site shows something at that address."""
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return False
    kind = getattr(view, "view_class", None)
    return hasattr(kind, "get") if kind else all("GET" in one for one in _asked(view))


def page_for(request: HttpRequest) -> str:
    """The page that this step was taken from: where the browser says it was, else
    the nearest address above that shows something."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc == request.get_host() and answers_get(came.path):
        return came._replace(scheme="", netloc="", fragment="").geturl()
    return next((path for path in _upwards(request.path) if answers_get(path)), "/")


def _upwards(path: str) -> Iterator[str]:
    """“/a/b/c”, “/a/b/”, “/a/b”, “/a/”, “/a”, “/”."""
    while path.strip("/"):
        yield path
        path = path[:-1] if path.endswith("/") else path[: path.rindex("/") + 1]
    yield "/"


def _asked(view: Callable[..., Any] | None) -> Iterator[list[str]]:
    """What each of Django's method decorators around a view lets through."""
    while view is not None:
        if inspect.isfunction(view):
            kept = inspect.getclosurevars(view).nonlocals
            if "request_method_list" in kept:
                yield kept["request_method_list"]
        view = getattr(view, "__wrapped__", None)
