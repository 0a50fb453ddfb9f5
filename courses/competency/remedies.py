"""What fills a gap: rooms above know the courses, this one only asks.

register(find)  # find(competency ids, person) -> {competency id: Remedy}
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from portal.people.models import User


@dataclass(frozen=True, slots=True)
class Remedy:
    """`label` names the thing (“Use the viewer well”); minutes may be unknown."""

    label: str
    url: str
    minutes: int | None = None


Finder = Callable[[Collection[int], User], Mapping[int, Remedy]]
_finders: list[Finder] = []


def register(find: Finder) -> None:
    _finders.append(find)


def remedies_for(competencies: Collection[int], person: User) -> dict[int, Remedy]:
    found: dict[int, Remedy] = {}
    for find in _finders if competencies else ():
        found = {**find(competencies, person), **found}
    return found
