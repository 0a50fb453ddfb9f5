"""The pages for what went wrong; the last one needs neither database nor session."""

import logging
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

logger = logging.getLogger(__name__)
# A program asks there, and reads no page.
PROGRAMS = "/dicomweb/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        return JsonResponse({"detail": "This cannot be read."}, status=400)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        return JsonResponse({"detail": "Nothing is found here."}, status=404)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The reference on the page is the one in the log."""
    reference = f"{secrets.token_hex(2).upper()}-{timezone.localtime():%H:%M}"
    logger.error("Reference %s: %s %s", reference, request.method, request.path)
    if request.path.startswith(PROGRAMS):
        detail = f"Something broke here. Reference {reference}."
        return JsonResponse({"detail": detail}, status=500)
    context = {"reference": reference, "phone": settings.SERVICE_DESK_PHONE}
    return HttpResponse(render_to_string("500.html", context), status=500)
