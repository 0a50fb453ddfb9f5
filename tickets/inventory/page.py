"""All that the page of one item shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from portal.people.models import User
from tickets.inventory import details, impact, record, rules
from tickets.inventory.holders import holders_of
from tickets.inventory.impact import Loss, Reached
from tickets.inventory.item_sections import sections_for
from tickets.inventory.labels import report_path
from tickets.inventory.models import ConfigurationItem, Effect, Interface
from tickets.inventory.states import endings_of

FURTHER = 12


@dataclass(frozen=True, slots=True)
class Stop:
    """What happens when the item stops: at once, further on, and to how many."""

    losses: Sequence[Loss]
    further: Sequence[Reached]
    further_count: int


def facts_of(item: ConfigurationItem, user: User) -> dict[str, Any]:
    today = timezone.localdate()
    edges = list(Interface.objects.of(item).among_those_in_use())
    competencies = record.COMPETENCIES.of(item, user)
    down, up = impact.around(item)
    return {
        "item": item,
        "details": details.told(item, record.FIELDS.of(item, user)),
        "versions": record.VERSIONS.of(item, user),
        "stop": _stop(edges, down, item),
        "checks": [one for one in up if one.effect != Effect.GAP][:FURTHER],
        "interfaces": edges,
        "competencies": competencies,
        "holders": holders_of(item, competencies, today),
        "endings": endings_of(item, today),
        "sections": sections_for(item, user),
        "report_url": report_path(item),
        "may_change": rules.can_change_items(user),
    }


def _stop(
    edges: Sequence[Interface], down: Sequence[Reached], item: ConfigurationItem
) -> Stop:
    outgoing = [edge for edge in edges if edge.source_id == item.pk]
    direct = {edge.target_id for edge in outgoing}
    further = [one for one in down if one.item.pk not in direct]
    return Stop(impact.losses(outgoing), further[:FURTHER], len(further))
