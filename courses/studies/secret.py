"""The key of the keyed hashes. Losing it loses no study, only the link to new
files of the same patient."""

from django.conf import settings

from portal.lib.secret_key import kept_in


def deid_secret() -> bytes:
    """From DEID_KEY, else made once and kept in PORTAL_DATA."""
    given: str = settings.DEID_KEY
    return (given or kept_in(settings.PORTAL_DATA / "deid")).encode()
