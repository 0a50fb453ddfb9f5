"""Under which name addresses in an answer are given."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def base_of(request: HttpRequest) -> str:
    """That by which the site was asked. Some programs leave the port out of it: where
    the rest is the site's own name, the site's own address is meant."""
    own = urlsplit(settings.SITE_URL)
    if request.get_host() == own.hostname:
        return f"{settings.SITE_URL}/dicomweb"
    return request.build_absolute_uri("/dicomweb")
