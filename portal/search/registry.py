"""What the one search box looks through: each app brings its own kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    url: str
    detail: str = ""
    rank: float = 0.0


@dataclass(frozen=True, slots=True)
class Kind:
    """`find(user, query, limit)` gives only what this user may see, best first."""

    order: int
    label: "StrOrPromise"
    icon: str
    find: Callable[[User, str, int], Sequence[Hit]]


_kinds: list[Kind] = []


def register(kind: Kind) -> None:
    _kinds.append(kind)


def kinds() -> list[Kind]:
    return sorted(_kinds, key=lambda kind: kind.order)
