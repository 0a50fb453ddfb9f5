"""Who calls the API: a person's token, or the person in a browser."""

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import SimpleRateThrottle

from portal.accounts import tokens
from portal.accounts.models import Scope
from portal.people.models import User

SAFE = {"GET", "HEAD", "OPTIONS"}


class ApiRequest(HttpRequest):
    """A request that one of our authenticators let through."""

    user: User
    auth: User


class TokenAuth(HttpBearer):
    """`Authorization: Bearer rr_…`; a read token may only read."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = tokens.authenticate(token)
        if found is None:
            return None
        if request.method not in SAFE and Scope.WRITE not in found.scopes:
            raise HttpError(403, "This token may only read.")
        request.user = found.person
        return found.person


class BrowserAuth(SessionAuth):
    """The signed-in person; ninja checks the CSRF token of each write."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = request.user
        return user if user.is_authenticated and user.is_active else None


class PersonThrottle(SimpleRateThrottle):
    """Counts a person's calls, through whichever of their tokens they come."""

    scope = "person"

    def get_cache_key(self, request: HttpRequest) -> str | None:
        return self.cache_format % {"scope": self.scope, "ident": request.user.pk}
