"""The front page: each app brings its own panels, and the page knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.people.models import User


@dataclass(frozen=True, slots=True)
class Panel:
    """`build` may answer None: then the panel has nothing to say today."""

    order: int
    template: str
    is_for: Callable[[User], bool]
    build: Callable[[User], dict[str, Any] | None]
    is_wide: bool = True


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    _panels.append(panel)


def panels_for(user: User) -> list[tuple[Panel, dict[str, Any]]]:
    """Panels with something to say to this person, in order."""
    wanted = sorted(
        (panel for panel in _panels if panel.is_for(user)), key=lambda p: p.order
    )
    built = ((panel, panel.build(user)) for panel in wanted)
    return [(panel, context) for panel, context in built if context is not None]
