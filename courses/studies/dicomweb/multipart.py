"""A multipart body read part by part (RFC 2046 5.1), never whole in memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

CHUNK = 1 << 18
LONGEST_HEAD = 16 << 10
LONGEST_BOUNDARY = 200  # RFC 2046 says 70; those of Orthanc have 73


class BrokenMultipartError(ValueError):
    """The body is not what its Content-Type says."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part; its chunks are read before the next is asked for."""

    kind: str
    chunks: Iterator[bytes]


def boundary_of(content_type: Message) -> bytes:
    found = content_type.get_param("boundary", "")
    if not isinstance(found, str) or not 0 < len(found) <= LONGEST_BOUNDARY:
        raise BrokenMultipartError("The Content-Type names no boundary.")
    return found.encode("latin-1", "replace")


class Reader:
    """Takes from `read(size)` and gives parts."""

    def __init__(self, read: Callable[[int], bytes], boundary: bytes) -> None:
        self._read = read
        self._mark = b"\r\n--" + boundary
        # So that a boundary at the very beginning is met as any other.
        self._held = bytearray(b"\r\n")

    def __iter__(self) -> Iterator[Part]:
        for _preamble in self._up_to(self._mark):
            pass
        while not self._is_last():
            part = Part(self._kind(), self._up_to(self._mark))
            yield part
            for _unread in part.chunks:
                pass

    def _is_last(self) -> bool:
        while len(self._held) < 2:
            self._more()
        return self._held.startswith(b"--")

    def _kind(self) -> str:
        head = bytearray()
        for chunk in self._up_to(b"\r\n\r\n"):
            head += chunk
            if len(head) > LONGEST_HEAD:
                raise BrokenMultipartError("The head of a part does not end.")
        line, _ends, fields = bytes(head).partition(b"\r\n")
        if line.strip(b" \t"):
            raise BrokenMultipartError("A boundary stands within a line.")
        parsed = BytesHeaderParser().parsebytes(fields)
        return parsed.get_content_type() if "Content-Type" in parsed else ""

    def _up_to(self, mark: bytes) -> Iterator[bytes]:
        """What stands before the mark; the mark itself is passed over."""
        keep = len(mark) - 1
        while (at := self._held.find(mark)) < 0:
            if len(self._held) > keep:
                yield bytes(self._held[:-keep])
                del self._held[:-keep]
            self._more()
        yield bytes(self._held[:at])
        del self._held[: at + len(mark)]

    def _more(self) -> None:
        chunk = self._read(CHUNK)
        if not chunk:
            raise BrokenMultipartError("The body ends before its last boundary.")
        self._held += chunk
