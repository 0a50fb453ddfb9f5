"""Why somebody could not be reached, in a word: the sentences are the caller's."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.client import HTTPException
from ssl import SSLError


class Trouble(StrEnum):
    OUTSIDE = "outside"  # an address that the installation does not list
    NAME = "name"  # no such name
    ADDRESS = "address"  # not an address that can be asked
    REFUSED = "refused"  # nobody listens there
    SLOW = "slow"  # the time was over
    LOST = "lost"  # no way there, or the line broke
    TLS = "tls"  # no agreement on how to keep it secret
    TALK = "talk"  # somebody answers in another language


class Unreachable(Exception):  # noqa: N818 - it says what happened
    """Nobody was asked, or nobody answered."""

    def __init__(self, trouble: Trouble, about: str = "") -> None:
        super().__init__(f"{trouble}: {about}" if about else str(trouble))
        self.trouble, self.about = trouble, about


@contextmanager
def told_apart() -> Iterator[None]:
    """What the sockets say, as one of the few troubles that a caller must know."""
    try:
        yield
    except TimeoutError as error:
        raise Unreachable(Trouble.SLOW) from error
    except SSLError as error:
        raise Unreachable(Trouble.TLS, error.reason or "") from error
    except ConnectionRefusedError as error:
        raise Unreachable(Trouble.REFUSED) from error
    except OSError as error:
        raise Unreachable(Trouble.LOST, error.strerror or "") from error
    except HTTPException as error:
        raise Unreachable(Trouble.TALK, type(error).__name__) from error
