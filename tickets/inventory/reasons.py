"""Why a row was changed: kept beside each event of the row history."""

from contextlib import AbstractContextManager
from typing import Any

import pghistory

from portal.people.models import User


def because(why: str, *, by: User) -> AbstractContextManager[Any]:
    """Who and why, for each change made inside. In a request the history knows who
    already; a task and a command say it here."""
    facts: dict[str, Any] = {"user": by.pk}
    if why:
        facts["why"] = why
    held: AbstractContextManager[Any] = pghistory.context(**facts)
    return held
