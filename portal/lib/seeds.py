"""Who plants the demo hospital, and who grows volume for measuring."""

from collections.abc import Callable
from dataclasses import dataclass

Planter = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much `seed_scale` grows."""

    staff: int
    tickets: int
    items: int
    studies: int


Grower = Callable[[Size], None]

_planters: list[tuple[int, Planter]] = []
_growers: list[tuple[int, Grower]] = []


def demo(order: int) -> Callable[[Planter], Planter]:
    """Mark a function of an app's `demo.py` that plants its part, once."""

    def keep(planter: Planter) -> Planter:
        _planters.append((order, planter))
        return planter

    return keep


def volume(order: int) -> Callable[[Grower], Grower]:
    """Mark a function of an app's `demo.py` that makes rows by the thousand."""

    def keep(grower: Grower) -> Grower:
        _growers.append((order, grower))
        return grower

    return keep


def planters() -> list[Planter]:
    return [planter for _, planter in sorted(_planters, key=lambda pair: pair[0])]


def growers() -> list[Grower]:
    return [grower for _, grower in sorted(_growers, key=lambda pair: pair[0])]
