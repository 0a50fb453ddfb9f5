"""So that each line of the ledger says from where it was done."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.audit.ledger import client_address
from portal.web.client import address_of


class AddressMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = client_address.set(address_of(request))
        try:
            return self.get_response(request)
        finally:
            client_address.reset(token)
