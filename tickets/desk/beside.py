"""What an agent wants to see beside a ticket: the item, what is known, who asks."""

from typing import Any

from django.db.models import Q

from courses.competency.standing import Cell, matrix
from portal.people.models import User
from tickets.desk.models import Ticket
from tickets.inventory.impact import Loss, losses
from tickets.inventory.models import ConfigurationItem, Interface
from tickets.inventory.states import state_of

SHOWN = 4
TROUBLE = 2


def beside(ticket: Ticket) -> dict[str, Any]:
    stops, troubled = around(ticket.item)
    return {
        "losses": stops[:SHOWN],
        "troubled": troubled[:SHOWN],
        "standing": standing_on_item(ticket.reporter, ticket.item)
        if ticket.reporter
        else [],
    }


def around(item: ConfigurationItem) -> tuple[list[Loss], list[Interface]]:
    """What is lost when this item stops, and what it lives on that is in trouble
    itself: one query for both sides."""
    edges = Interface.objects.filter(Q(source=item) | Q(target=item)).select_related(
        "source__state", "target"
    )
    troubled = [
        edge
        for edge in edges
        if edge.target_id == item.pk and _is_troubled(edge.source)
    ]
    return losses(edge for edge in edges if edge.source_id == item.pk), troubled


def _is_troubled(item: ConfigurationItem) -> bool:
    state = state_of(item)
    return bool(state and state.worst_priority and state.worst_priority <= TROUBLE)


def standing_on_item(person: User, item: ConfigurationItem) -> list[Cell]:
    """The person's state in what it takes to run this item, worst first."""
    competencies = list(item.competencies.in_use())
    if not competencies:
        return []
    cells = matrix([person], competencies=competencies).of(person.pk)
    return sorted(cells, key=lambda cell: cell.harm)
