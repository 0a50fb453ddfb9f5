"""What waits for a reviewer, on the front page: studies, and teaching cases."""

from typing import Any

from courses.studies.models import Batch, TeachingCase
from courses.studies.rules import can_make_cases, can_review
from portal.home.panels import Panel, register
from portal.people.models import User

SHOWN = 5


def waiting(user: User) -> dict[str, Any] | None:
    waiting = Batch.objects.in_review().select_related("sent_by", "study")
    found = list(waiting[:100])
    return {"batches": found[:SHOWN], "count": len(found)} if found else None


register(Panel(16, "courses/studies/_panel_waiting.html", can_review, waiting))


def cases_waiting(user: User) -> dict[str, Any] | None:
    """Those of colleagues: one's own are for another pair of eyes."""
    waiting = TeachingCase.objects.filter(state=TeachingCase.State.REVIEW)
    others = waiting.exclude(owner=user).exclude(handed_in_by=user)
    found = list(others.select_related("owner").order_by("changed_at")[:100])
    return {"cases": found[:SHOWN], "count": len(found)} if found else None


register(Panel(17, "courses/studies/_panel_cases.html", can_make_cases, cases_waiting))
