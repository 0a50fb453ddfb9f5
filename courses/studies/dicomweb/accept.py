"""What a client is ready to take (PS3.18 8.7), in every spelling met in the field."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

HTJ2K = frozenset({"*", "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202"})
EXPLICIT = "1.2.840.10008.1.2.1"


class As(StrEnum):
    """The forms in which pixels go out."""

    STORED = "stored"  # multipart, HTJ2K as it lies
    PLAIN = "plain"  # multipart, Explicit VR Little Endian
    ONE_STORED = "one stored"  # a single frame, HTJ2K
    ONE_PLAIN = "one plain"  # a single frame, bytes


@dataclass(frozen=True, slots=True)
class Range:
    """One media range with its parameters, quotes taken off."""

    kind: str
    inner: str
    syntax: str


def ranges(header: str) -> Iterator[Range]:
    for part in _parts(header):
        message = Message()
        message["Content-Type"] = part
        if not part.strip():
            continue
        yield Range(
            _bare(part),
            str(message.get_param("type", "") or "").lower(),
            str(message.get_param("transfer-syntax", "") or ""),
        )


def _bare(part: str) -> str:
    return part.partition(";")[0].strip().lower()


def _parts(header: str) -> list[str]:
    """At commas, but not at those inside quotes."""
    parts, quoted, start = [], False, 0
    for at, letter in enumerate(header):
        if letter == '"':
            quoted = not quoted
        elif letter == "," and not quoted:
            parts.append(header[start:at])
            start = at + 1
    return [*parts, header[start:]]


def for_frames(header: str) -> As | None:
    """The first form asked for that we can give; None: 406."""
    if not header.strip():
        return As.PLAIN
    return next((form for one in ranges(header) if (form := _frames(one))), None)


def _frames(one: Range) -> As | None:
    if one.kind == "multipart/related":
        return _inner(one)
    if one.kind in ("*/*", "multipart/*"):
        return As.PLAIN
    if one.kind == "application/octet-stream":
        return As.ONE_STORED if one.syntax in HTJ2K else As.ONE_PLAIN
    return As.ONE_STORED if one.kind == "image/jphc" else None


def _inner(one: Range) -> As | None:
    if one.inner == "image/jphc":
        return As.STORED if one.syntax in HTJ2K | {""} else None
    if one.inner not in ("", "*/*", "application/octet-stream"):
        return None
    if one.syntax in HTJ2K:
        return As.STORED
    return As.PLAIN if one.syntax in ("", EXPLICIT) else None


def for_instances(header: str) -> As | None:
    """Whole Part 10 files: as stored (HTJ2K) or in Explicit VR Little Endian."""
    if not header.strip():
        return As.PLAIN
    for one in ranges(header):
        single = one.kind in ("application/dicom", "*/*")
        if single or (
            one.kind == "multipart/related"
            and one.inner in ("", "*/*", "application/dicom")
        ):
            if one.syntax in HTJ2K:
                return As.ONE_STORED if single else As.STORED
            if one.syntax in ("", EXPLICIT):
                return As.ONE_PLAIN if single else As.PLAIN
    return None


def takes(header: str, *kinds: str) -> str:
    """Which of the kinds the client would take first; empty: none. Without a
    header, the first that we offer."""
    if not header.strip():
        return kinds[0]
    for one in ranges(header):
        if one.kind == "*/*":
            return kinds[0]
        for kind in kinds:
            if one.kind in (kind, kind.partition("/")[0] + "/*"):
                return kind
    return ""
