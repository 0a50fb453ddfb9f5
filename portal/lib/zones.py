"""The time zones that there are."""

import zoneinfo
from functools import cache


@cache
def zones() -> frozenset[str]:
    """Read once: looking them up walks hundreds of files."""
    return frozenset(zoneinfo.available_timezones())
