"""The kinds of step that a course may hold. Lessons are ours; rooms above bring
theirs (quiz, exercise) from their own `activities.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from courses.catalog.models import Activity
from courses.competency.models import EvidenceKind, Method
from portal.people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """`read(file)` checks an author's file and raises `Flawed`;
    `load(activity, read)` writes what it held. `evidence`: the kind and method of
    what passing it lays down; None where it only has to be read."""

    code: str
    label: "StrOrPromise"
    icon: str
    verb: "StrOrPromise"
    url_for: Callable[[Activity, User], str]
    read: Callable[[Path], Any]
    load: Callable[[Activity, Any], None]
    evidence: tuple[EvidenceKind, Method] | None = None


_kinds: dict[str, ActivityKind] = {}


def register(kind: ActivityKind) -> None:
    _kinds[kind.code] = kind


def kind_of(code: str) -> ActivityKind:
    return _kinds[code]


def codes() -> list[str]:
    return sorted(_kinds)


def get(code: str) -> ActivityKind | None:
    return _kinds.get(code)
