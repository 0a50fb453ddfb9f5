"""HTTP over a line that was looked at; each redirect is looked at again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPResponse
from socket import socket
from ssl import SSLContext
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from portal.lib.outgoing.lines import Deadline, dialled, tls_of
from portal.lib.outgoing.networks import Networks
from portal.lib.outgoing.trouble import Trouble, Unreachable

PORTS: Final = {"http": 80, "https": 443}
REDIRECTS: Final = {301, 302, 303, 307, 308}
AGENT: Final = "Reading-Room"
CHUNK: Final = 64 << 10


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. By default nothing is followed, and nobody is trusted blindly."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    seconds: float = 10
    most_bytes: int = 1 << 20
    hops: int = 0
    tls: SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool


def ask(request: Request, *, networks: Networks) -> Answer:
    """The answer, after as many redirects as the request allows. What lies beyond
    `most_bytes` is not read."""
    deadline = Deadline(request.seconds)
    for hop in range(request.hops + 1):
        answer = _asked(request, networks, deadline)
        onward = answer.headers.get("location", "")
        if answer.status not in REDIRECTS or not onward or hop == request.hops:
            return answer
        request = _redirected(request, urljoin(request.url, onward))
    raise Unreachable(Trouble.ADDRESS, request.url)


def _asked(request: Request, networks: Networks, deadline: Deadline) -> Answer:
    where = _where(request.url)
    port = where.port or PORTS[where.scheme]
    tls = (request.tls or tls_of()) if where.scheme == "https" else None
    host = where.hostname or ""
    with dialled(host, port, networks=networks, deadline=deadline, tls=tls) as line:
        caller = _Caller(host, port, line, PORTS[where.scheme])
        path = f"{where.path or '/'}{'?' if where.query else ''}{where.query}"
        headers = {"User-Agent": AGENT, **request.headers, "Connection": "close"}
        caller.request(request.method, path, body=request.body, headers=headers)
        with caller.getresponse() as response:
            body, is_whole = _read(response, request.most_bytes)
            said = {name.lower(): value for name, value in response.getheaders()}
            return Answer(request.url, response.status, said, body, is_whole)


class _Caller(HTTPConnection):
    """On a line that stands already, and never another one of its own accord."""

    auto_open = 0

    def __init__(self, host: str, port: int, line: socket, usual_port: int) -> None:
        super().__init__(host, port)
        self.default_port = usual_port
        self.sock = line


def _where(url: str) -> SplitResult:
    try:
        where = urlsplit(url)
        known = where.scheme in PORTS and where.hostname and (where.port or 1)
    except ValueError as error:  # a port of letters, a bracket without its fellow
        raise Unreachable(Trouble.ADDRESS, url) from error
    if not known or where.username is not None:
        raise Unreachable(Trouble.ADDRESS, url)
    return where


def _redirected(request: Request, url: str) -> Request:
    """A redirect is read, never posted to; what was said in secret stays secret, and
    another host is told none of the headers."""
    before, after = _where(request.url), _where(url)
    if (before.scheme, after.scheme) == ("https", "http"):
        raise Unreachable(Trouble.TLS, url)
    same = (before.hostname, before.port) == (after.hostname, after.port)
    headers = request.headers if same else {}
    return replace(request, url=url, method="GET", body=None, headers=headers)


def _read(response: HTTPResponse, most_bytes: int) -> tuple[bytes, bool]:
    parts, left = [], most_bytes + 1
    while left and (part := response.read(min(CHUNK, left))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)[:most_bytes], left > 0
