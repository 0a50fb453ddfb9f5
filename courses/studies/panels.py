"""What waits for a reviewer, on the front page."""

from typing import Any

from courses.studies.models import Batch
from courses.studies.rules import can_review
from portal.home.panels import Panel, register
from portal.people.models import User

SHOWN = 5


def waiting(user: User) -> dict[str, Any] | None:
    waiting = Batch.objects.in_review().select_related("sent_by", "study")
    found = list(waiting[:100])
    return {"batches": found[:SHOWN], "count": len(found)} if found else None


register(Panel(16, "courses/studies/_panel_waiting.html", can_review, waiting))
