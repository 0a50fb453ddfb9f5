"""When an item has stopped: what is lost, what goes on, and whom to tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from tickets.inventory import impact
from tickets.inventory.conditions import Condition, conditions_of
from tickets.inventory.impact import Loss, Reached
from tickets.inventory.models import ConfigurationItem, Effect, Interface


@dataclass(frozen=True, slots=True)
class Hit:
    """All that is hit equally hard: what each loses, and who feels it further on."""

    effect: Effect
    shape: str
    losses: Sequence[Loss]
    further: Sequence[Reached]
    count: int


@dataclass(frozen=True, slots=True)
class Phone:
    where: str
    number: str


@dataclass(frozen=True, slots=True)
class Stopping:
    item: ConfigurationItem
    condition: Condition
    hits: Sequence[Hit]
    count: int
    to_tell: Sequence[str]
    phones: Sequence[Phone]

    @property
    def stops(self) -> int:
        return self._counted(Effect.STOPS)

    @property
    def limited(self) -> int:
        return self._counted(Effect.LIMITED)

    @property
    def lacks(self) -> int:
        return self._counted(Effect.GAP)

    def _counted(self, effect: Effect) -> int:
        return sum(hit.count for hit in self.hits if hit.effect == effect)


SHAPES = {Effect.STOPS: "lapsed", Effect.LIMITED: "grace", Effect.GAP: "later"}
PHONES = 8


def stopping(item: ConfigurationItem) -> Stopping:
    edges = Interface.objects.of(item).among_those_in_use().filter(source=item)
    losses = impact.losses(edges)
    reached = impact.downstream(item)
    hits = _hits(losses, reached)
    return Stopping(
        item=item,
        condition=conditions_of([item])[item.pk],
        hits=hits,
        count=sum(hit.count for hit in hits),
        to_tell=[part.strip() for part in item.whom_to_tell.split(",") if part.strip()],
        phones=_phones(reached),
    )


def _hits(losses: Iterable[Loss], reached: Sequence[Reached]) -> list[Hit]:
    told = {
        effect: list(found)
        for effect, found in groupby(losses, key=lambda loss: loss.effect)
    }
    direct = {one.pk for found in told.values() for loss in found for one in loss.items}
    hits = []
    for effect in Effect:
        felt = [one for one in reached if one.effect == effect]
        further = [one for one in felt if one.item.pk not in direct]
        found = told.get(effect, [])
        if found or further:
            at_once = {one.pk for loss in found for one in loss.items}
            count = len(at_once) + len(further)
            hits.append(Hit(effect, SHAPES[effect], found, further, count))
    return hits


def _phones(reached: Iterable[Reached]) -> list[Phone]:
    """The phones beside what is hit hardest, each once."""
    found = {
        one.item.phone: Phone(f"{one.item.name}, {one.item.room}".rstrip(", "), number)
        for one in reached
        if (number := one.item.phone) and one.effect != Effect.GAP
    }
    return list(found.values())[:PHONES]
