"""The kinds of message that apps send, and how each goes out by default."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.notify.models import Mail

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    label: "StrOrPromise"
    mail: Mail


_kinds: dict[str, Kind] = {}


def register(code: str, label: "StrOrPromise", *, mail: Mail = Mail.NOW) -> None:
    """Called at import by the module that queues messages of this kind."""
    _kinds[code] = Kind(code, label, mail)


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.code)


def kind_of(code: str) -> Kind:
    """The kind; one that nobody registered is a mistake in our own code."""
    return _kinds[code]
