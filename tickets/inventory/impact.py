"""What breaks when an item breaks, and what to check when it does not work.

The walk follows interfaces in one recursive query. UNION drops a row that was
already found at the same depth and effect, and depth is limited, so that circles
(and there are circles: an archive answers the scanners that feed it) come to rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from tickets.inventory.models import ConfigurationItem, Effect, Interface, Lifecycle

# Further than this an effect is a story, not an instruction.
DEEPEST: Final = 6
# Nobody reads further down a list of victims; `dependants` counts them all.
ENOUGH: Final = 300
MANY, SOME = 8, 3
# item id, depth, effect
Row = tuple[int, int, int]

# A gap ends there: a workstation still works when one of ten scanners is silent.
# And one that works with limits still sends its part.
DOWNSTREAM: Final = """
WITH RECURSIVE reached (item, depth, effect) AS (
    SELECT target_id, 1, effect::int FROM inventory_interface WHERE source_id = %(item)s
  UNION
    SELECT edge.target_id, reached.depth + 1, greatest(reached.effect, edge.effect)
    FROM reached JOIN inventory_interface edge ON edge.source_id = reached.item
    WHERE reached.depth < %(deepest)s
      AND reached.effect < %(gap)s
      AND (reached.effect = %(stops)s OR edge.effect < %(gap)s)
      AND edge.target_id <> %(item)s
)
SELECT DISTINCT ON (item) item, depth, effect FROM reached
JOIN inventory_configurationitem found ON found.id = item
WHERE found.lifecycle <> %(retired)s
ORDER BY item, effect, depth
"""
UPSTREAM: Final = """
WITH RECURSIVE reached (item, depth, effect) AS (
    SELECT source_id, 1, effect::int FROM inventory_interface WHERE target_id = %(item)s
  UNION
    SELECT edge.source_id, reached.depth + 1, greatest(reached.effect, edge.effect)
    FROM reached JOIN inventory_interface edge ON edge.target_id = reached.item
    WHERE edge.effect < %(gap)s AND reached.depth < %(deepest)s
      AND edge.source_id <> %(item)s
)
SELECT DISTINCT ON (item) item, depth, effect FROM reached
JOIN inventory_configurationitem found ON found.id = item
WHERE found.lifecycle <> %(retired)s
ORDER BY item, effect = %(gap)s, depth, effect
"""
BOTH_WAYS: Final = (  # two texts of ours; values go as parameters
    f"SELECT down.*, TRUE FROM ({DOWNSTREAM}) down"  # noqa: S608
    f" UNION ALL SELECT up.*, FALSE FROM ({UPSTREAM}) up"
)


@dataclass(frozen=True, slots=True)
class Reached:
    """An item on the way, how far off, and how hard it is hit (or hits)."""

    item: ConfigurationItem
    depth: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Loss:
    """Direct dependants that lose the same thing, with what still works for them."""

    lost: str
    still: str
    effect: Effect
    items: tuple[ConfigurationItem, ...]


def downstream(item: ConfigurationItem) -> list[Reached]:
    """What is hit when this item stops: hardest first, then nearest."""
    rows = _hardest_first(dependants(item))
    return _reached(rows, _items(rows))


def upstream(item: ConfigurationItem) -> list[Reached]:
    """What this item lives on, in the order of checking: nearest first, and of
    two equally near the one that would stop it; what only leaves a gap comes last."""
    rows = _nearest_first(_ask(UPSTREAM, item))
    return _reached(rows, _items(rows))


def around(item: ConfigurationItem) -> tuple[list[Reached], list[Reached]]:
    """Downstream and upstream: one query for both walks, one for the items."""
    found = _ask(BOTH_WAYS, item)
    down = _hardest_first([tuple(row) for *row, is_down in found if is_down])
    up = _nearest_first([tuple(row) for *row, is_down in found if not is_down])
    items = _items([*down, *up])
    return _reached(down, items), _reached(up, items)


def impact_level(item: ConfigurationItem) -> int:
    """1 to 3, as a ticket needs it: how much of the department is affected."""
    if item.tier == 1:
        return 1
    hit = sum(effect < Effect.GAP for _id, _depth, effect in dependants(item))
    if hit >= MANY:
        return 1
    return 2 if item.tier == 2 or hit >= SOME else 3


def dependants(item: ConfigurationItem) -> Sequence[Row]:
    """(item id, depth, effect) of all that is downstream."""
    return _ask(DOWNSTREAM, item)


def losses(interfaces: Iterable[Interface]) -> list[Loss]:
    """Outgoing interfaces told as sentences: who loses what, and works on how."""
    told: dict[tuple[int, str, str], list[ConfigurationItem]] = {}
    for edge in interfaces:
        if edge.target.lifecycle != Lifecycle.RETIRED:
            key = (edge.effect, edge.lost or edge.service, edge.downtime_behaviour)
            told.setdefault(key, []).append(edge.target)
    return [
        Loss(lost, still, Effect(effect), tuple(items))
        for (effect, lost, still), items in sorted(
            told.items(), key=lambda pair: pair[0][0]
        )
    ]


def _hardest_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row[2], row[1]))[:ENOUGH]


def _nearest_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row[2] == Effect.GAP, *row[1:]))[:ENOUGH]


def _ask(query: str, item: ConfigurationItem) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            {
                "item": item.pk,
                "deepest": DEEPEST,
                "stops": int(Effect.STOPS),
                "gap": int(Effect.GAP),
                "retired": Lifecycle.RETIRED.value,
            },
        )
        found: list[Any] = cursor.fetchall()
    return found


def _items(rows: Sequence[Row]) -> Mapping[int, ConfigurationItem]:
    items = ConfigurationItem.objects.select_related("type", "facility", "state")
    return items.in_bulk({pk for pk, _depth, _effect in rows})


def _reached(
    rows: Sequence[Row], items: Mapping[int, ConfigurationItem]
) -> list[Reached]:
    return [Reached(items[pk], depth, Effect(effect)) for pk, depth, effect in rows]
