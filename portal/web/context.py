"""What every page may say: the phone that helps, the reader's theme, the rail."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.web import navigation


def page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {
        "phone": settings.SERVICE_DESK_PHONE,
        "theme": getattr(user, "theme", ""),
        "rail": SimpleLazyObject(lambda: navigation.sections_for(user, request.path)),
        "bell": SimpleLazyObject(lambda: navigation.bell_for(user)),
    }
