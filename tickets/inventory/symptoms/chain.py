"""The way upstream from a symptom, in the order of checking.

The first step goes along the services that bring what is missing, and so does each
further one; what such an item cannot work without counts too. Circles come to rest
as in `tickets.inventory.impact`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from tickets.inventory import impact
from tickets.inventory.conditions import Condition, conditions_of
from tickets.inventory.models import (
    ConfigurationItem,
    Effect,
    Interface,
    Lifecycle,
    Symptom,
)

# Further up than this nobody looks before phoning.
ENOUGH: Final = 40
# item id, depth, effect, how many there are in all
Row = tuple[int, int, int, int]
TROUBLE: Final = {"alarm", "warn"}
CHAIN: Final = """
WITH RECURSIVE edge AS NOT MATERIALIZED (
    SELECT source_id, target_id, effect,
           service ILIKE ANY (%(brings)s) OR messages ILIKE ANY (%(brings)s) AS brings
    FROM inventory_interface
), reached (item, depth, effect) AS (
    SELECT source_id, 1, effect::int FROM edge
    WHERE target_id = %(item)s AND brings
  UNION
    SELECT edge.source_id, reached.depth + 1, edge.effect::int
    FROM reached JOIN edge ON edge.target_id = reached.item
    WHERE (edge.brings OR edge.effect < %(gap)s)
      AND reached.depth < %(deepest)s AND edge.source_id <> %(item)s
)
SELECT item, depth, effect, count(*) OVER () FROM (
    SELECT DISTINCT ON (item) item, depth, effect FROM reached
    JOIN inventory_configurationitem found ON found.id = item
    WHERE found.lifecycle <> %(retired)s
    ORDER BY item, depth, effect
) nearest ORDER BY depth, effect, item LIMIT %(enough)s
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to look at, and by which interfaces it matters here."""

    item: ConfigurationItem
    depth: int
    condition: Condition
    brings: Sequence[Interface]


@dataclass(frozen=True, slots=True)
class Chain:
    here: Step
    steps: Sequence[Step]
    more: int
    # Nothing here is called so; these are all that the item lives on.
    is_general: bool

    @property
    def suspect(self) -> Step | None:
        """Where to begin: the nearest that is known to be in trouble."""
        ailing = [one for one in self.steps if one.condition.tone in TROUBLE]
        return min(
            ailing, key=lambda one: (one.depth, one.condition.badness), default=None
        )


def chain_of(symptom: Symptom, item: ConfigurationItem) -> Chain:
    rows = _walk(symptom, item)
    if is_general := not rows:
        up = impact.upstream(item)
        count, shown = len(up), [(one.item, one.depth) for one in up[:ENOUGH]]
    else:
        count = rows[0][3]
        items = _items([pk for pk, *_rest in rows])
        shown = [(items[pk], depth) for pk, depth, *_rest in rows]
    conditions = conditions_of([item, *(one for one, _depth in shown)])
    brings = _edges([item.pk, *(one.pk for one, _depth in shown)])
    steps = [
        Step(one, depth, conditions[one.pk], brings.get(one.pk, []))
        for one, depth in shown
    ]
    here = Step(item, 0, conditions[item.pk], [])
    return Chain(here, steps, count - len(shown), is_general)


def _walk(symptom: Symptom, item: ConfigurationItem) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            CHAIN,
            {
                "item": item.pk,
                "brings": [_containing(service) for service in symptom.services],
                "deepest": impact.DEEPEST,
                "gap": int(Effect.GAP),
                "enough": ENOUGH,
                "retired": Lifecycle.RETIRED.value,
            },
        )
        rows: list[Row] = cursor.fetchall()
    return rows


def _containing(service: str) -> str:
    plain = service.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{plain}%"


def _items(ids: Sequence[int]) -> Mapping[int, ConfigurationItem]:
    related = ("type", "facility", "state", "vendor", "owner")
    return ConfigurationItem.objects.select_related(*related).in_bulk(ids)


def _edges(ids: Sequence[int]) -> Mapping[int, list[Interface]]:
    """What each brings to another of the chain."""
    among = Interface.objects.filter(source__in=ids, target__in=ids).select_related(
        "source", "target", "source_ae__connection", "target_ae__connection"
    )
    found: dict[int, list[Interface]] = defaultdict(list)
    for edge in among:
        found[edge.source_id].append(edge)
    return found
