"""The kinds of step that a course may hold. Lessons are ours; rooms above bring
theirs (quiz, exercise) from their own `activities.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from courses.catalog.models import Activity
from portal.people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """`read(file)` checks an author's file and raises `content.Flawed`;
    `load(activity, read)` writes what it held."""

    code: str
    label: "StrOrPromise"
    icon: str
    verb: "StrOrPromise"
    url_for: Callable[[Activity, User], str]
    read: Callable[[Path], Any]
    load: Callable[[Activity, Any], None]
    shows_skill: bool = True


_kinds: dict[str, ActivityKind] = {}


def register(kind: ActivityKind) -> None:
    _kinds[kind.code] = kind


def kind_of(code: str) -> ActivityKind:
    return _kinds[code]


def codes() -> list[str]:
    return sorted(_kinds)


def get(code: str) -> ActivityKind | None:
    return _kinds.get(code)
