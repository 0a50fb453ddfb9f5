"""From a name to the addresses that it leads to, asked once and looked at each."""

from concurrent.futures import Future
from dataclasses import dataclass
from socket import SOCK_STREAM, gaierror, getaddrinfo
from threading import Thread
from typing import Any

from portal.lib.outgoing.networks import Networks, address_of
from portal.lib.outgoing.trouble import Trouble, Unreachable, told_apart


@dataclass(frozen=True, slots=True)
class Place:
    """An address that was looked at, ready for a socket."""

    family: int
    address: str
    at: tuple[Any, ...]


def places_of(
    host: str, port: int, *, networks: Networks, seconds: float
) -> list[Place]:
    """Where a name leads. One address outside the list and nobody is asked: a name
    that also leads elsewhere is not in the installation's own hands."""
    if not networks.listed:  # then not even a name server is asked
        raise Unreachable(Trouble.OUTSIDE)
    found = _looked_up(host, port, seconds)
    for place in found:
        if not networks.allow(address_of(place.address)):
            raise Unreachable(Trouble.OUTSIDE, place.address)
    return found


def _looked_up(host: str, port: int, seconds: float) -> list[Place]:
    """In a thread of its own: the system's resolver cannot be told when to stop."""
    answer: Future[list[Any]] = Future()
    Thread(target=_resolve, args=(host, port, answer), daemon=True).start()
    with told_apart():
        found = answer.result(max(seconds, 0))
    places = [Place(family, str(at[0]), at) for family, *_kind, at in found]
    if not places:
        raise Unreachable(Trouble.NAME, host)
    return list(dict.fromkeys(places))


def _resolve(host: str, port: int, answer: "Future[list[Any]]") -> None:
    try:
        answer.set_result(getaddrinfo(host, port, type=SOCK_STREAM))
    except (gaierror, UnicodeError, ValueError):  # too long, a NUL, no such name
        answer.set_exception(Unreachable(Trouble.NAME, host))
    except OSError as error:
        answer.set_exception(error)
