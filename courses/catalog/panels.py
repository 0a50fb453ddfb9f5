"""What to learn next, and where one was, on the front page."""

from typing import Any

from courses.catalog.gaps import find_guides, gaps_of
from courses.catalog.models import Enrolment
from courses.catalog.outline import outline_of
from portal.home.panels import Panel, register
from portal.people.models import User

SHOWN = 5


def due_first(user: User) -> dict[str, Any] | None:
    """What this person lacks, with the course that leads there."""
    gaps = gaps_of(user)
    if not gaps:
        return None
    own = [gap for gap in gaps if gap.need]
    others = [gap for gap in gaps if not gap.need]
    find_guides(user, [*own, *others[:SHOWN]])
    return {
        "own": own,
        "others": others[:SHOWN],
        "more": len(others) - SHOWN,
        "first": next((gap for gap in others if gap.course), None),
    }


def go_on(user: User) -> dict[str, Any] | None:
    """The course that was touched last, and its next step."""
    enrolment = (
        Enrolment.objects.running()
        .filter(person=user)
        .select_related("course")
        .order_by("-last_at")
        .first()
    )
    if enrolment is None:
        return None
    outline = outline_of(enrolment.course, user)
    if outline.next_step is None:
        return None
    return {"enrolment": enrolment, "outline": outline, "step": outline.next_step}


def _everybody(_user: User) -> bool:
    return True


register(Panel(10, "courses/catalog/_panel_due.html", _everybody, due_first))
register(Panel(12, "courses/catalog/_panel_go_on.html", _everybody, go_on))
