"""What rooms above add to a person's page: certificates, courses, systems.

    register(Section(20, "courses/catalog/_certificates.html", build))

`build(person, reader)` answers the template's context, or None for nothing to say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.people.models import User


@dataclass(frozen=True, slots=True)
class Section:
    order: int
    template: str
    build: Callable[[User, User], dict[str, Any] | None]
    is_side: bool = True


_sections: list[Section] = []


def register(section: Section) -> None:
    _sections.append(section)


def sections_for(person: User, reader: User) -> list[tuple[Section, dict[str, Any]]]:
    built = (
        (section, section.build(person, reader))
        for section in sorted(_sections, key=lambda one: one.order)
    )
    return [(section, context) for section, context in built if context is not None]
