"""A line to somebody: opened to an address that was looked at, cut in time."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Timer
from time import monotonic

from portal.lib.outgoing.names import Place, places_of
from portal.lib.outgoing.networks import Networks
from portal.lib.outgoing.trouble import Trouble, Unreachable, told_apart


class Deadline:
    """So many seconds for all of it, whatever the other side dribbles."""

    def __init__(self, seconds: float) -> None:
        self.until = monotonic() + seconds

    @property
    def left(self) -> float:
        left = self.until - monotonic()
        if left <= 0:
            raise Unreachable(Trouble.SLOW)
        return left


def tls_of(*, trusting: bool = False) -> ssl.SSLContext:
    """`trusting` asks for no certificate that we could check: to learn whether a
    device answers, and until when its certificate holds. Tell it nothing."""
    context = ssl.create_default_context()
    if trusting:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


@contextmanager
def dialled(
    host: str,
    port: int,
    *,
    networks: Networks,
    deadline: Deadline,
    tls: ssl.SSLContext | None = None,
) -> Iterator[socket.socket]:
    """The name stays what TLS asks for and compares; only its address is ours."""
    places = places_of(host, port, networks=networks, seconds=deadline.left)
    with told_apart():
        line = _opened(places, deadline)
    with _cut_at(deadline, line) as is_over:
        try:
            with told_apart():
                if tls is not None:
                    line.do_handshake_by(tls, host)
                yield line.socket
            _ = deadline.left  # a line that was cut may look as if it had ended
        except Unreachable as trouble:
            raise Unreachable(Trouble.SLOW) if is_over() else trouble from trouble


class _Line:
    """A socket that may be exchanged for its secret self while somebody waits to
    cut it."""

    def __init__(self, opened: socket.socket) -> None:
        self.socket = opened

    def do_handshake_by(self, tls: ssl.SSLContext, host: str) -> None:
        secret = tls.wrap_socket(
            self.socket, server_hostname=host, do_handshake_on_connect=False
        )
        self.socket = secret
        secret.do_handshake()

    def cut(self) -> None:
        """Not `SSLSocket.shutdown`: that forgets the state another thread reads by."""
        try:
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)
        except OSError:
            return  # it was over already


def _opened(places: Sequence[Place], deadline: Deadline) -> _Line:
    """The first address that takes the call."""
    for number, place in enumerate(places, start=1):
        line = socket.socket(place.family, socket.SOCK_STREAM)
        line.settimeout(deadline.left / (len(places) - number + 1))
        try:
            line.connect(place.at)
        except OSError:
            line.close()
            if number == len(places):
                raise
            continue
        line.settimeout(deadline.left)
        return _Line(line)
    raise Unreachable(Trouble.NAME)


@contextmanager
def _cut_at(deadline: Deadline, line: _Line) -> Iterator["_IsOver"]:
    is_over = _IsOver()
    watch = Timer(deadline.left, is_over.end, [line])
    watch.daemon = True
    watch.start()
    try:
        yield is_over
    finally:
        watch.cancel()
        line.socket.close()


class _IsOver:
    def __init__(self) -> None:
        self.happened = False

    def end(self, line: _Line) -> None:
        self.happened = True
        line.cut()

    def __call__(self) -> bool:
        return self.happened
