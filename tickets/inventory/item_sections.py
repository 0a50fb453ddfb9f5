"""What rooms above add to an item's page: tickets, articles.

    register(Section(20, "tickets/knowledge/_on_item.html", build))

`build(item, user)` answers the context, or None for nothing to say. The template is
given it as `given`, with `item` and `user`, and draws a card."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.people.models import User
from tickets.inventory.models import ConfigurationItem


@dataclass(frozen=True, slots=True)
class Section:
    order: int
    template: str
    build: Callable[[ConfigurationItem, User], dict[str, Any] | None]
    is_side: bool = False


_sections: list[Section] = []


def register(section: Section) -> None:
    _sections.append(section)


def sections_for(
    item: ConfigurationItem, user: User
) -> list[tuple[Section, dict[str, Any]]]:
    built = (
        (section, section.build(item, user))
        for section in sorted(_sections, key=lambda one: one.order)
    )
    return [(section, context) for section, context in built if context is not None]
