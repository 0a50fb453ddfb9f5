"""What a client is ready to take (PS3.18 8.7), in every spelling met in the field."""

from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from functools import lru_cache

from django.http import HttpRequest

# Asked for by name, or whatever there is.
HTJ2K_ONLY = "1.2.840.10008.1.2.4.201"
HTJ2K = frozenset({"*", HTJ2K_ONLY})
EXPLICIT = "1.2.840.10008.1.2.1"
PICTURES = ("image/jpeg", "image/png", "image/gif")


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
    wish: float  # q, 1 where it is not said


def asked(request: HttpRequest) -> str:
    """`?accept=` goes before the header (PS3.18 8.3.3.1). A plus sign that was not
    escaped has become a space on its way."""
    said = request.GET.get("accept", "").replace("/dicom ", "/dicom+")
    return said or str(request.META.get("HTTP_ACCEPT", ""))


def ranges(header: str) -> list[Range]:
    """What is wished for most comes first; what is wished away does not come."""
    found = [_range(part) for part in _parts(header) if part.strip()]
    wanted = [one for one in found if one.wish > 0]
    return sorted(wanted, key=lambda one: -one.wish)


def _range(part: str) -> Range:
    message = Message()
    message["Content-Type"] = part
    try:
        wish = float(str(message.get_param("q", "1")))
    except ValueError:
        wish = 1.0
    return Range(
        _bare(part),
        str(message.get_param("type", "") or "").lower(),
        str(message.get_param("transfer-syntax", "") or ""),
        wish,
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


@lru_cache(maxsize=256)
def for_frames(header: str) -> As | None:
    """The first form asked for that we can give; None: 406."""
    if not header.strip():
        return As.PLAIN
    return next((form for one in ranges(header) if (form := _frames(one))), None)


@lru_cache(maxsize=256)
def for_bulk(header: str) -> As | None:
    """Bulk data: bytes alone, or as the one part of several."""
    if not header.strip():
        return As.ONE_PLAIN
    for one in ranges(header):
        if one.kind in ("*/*", "application/*", "application/octet-stream"):
            return As.ONE_PLAIN
        if one.kind == "multipart/related" and one.inner in (
            "",
            "*/*",
            "application/octet-stream",
        ):
            return As.PLAIN
    return None


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


@lru_cache(maxsize=256)
def for_instances(header: str) -> As | None:
    """Whole Part 10 files: HTJ2K where it is named. To whoever takes anything, what
    every program can read."""
    if not header.strip():
        return As.PLAIN
    for one in ranges(header):
        single = one.kind in ("application/dicom", "*/*")
        if single or (
            one.kind == "multipart/related"
            and one.inner in ("", "*/*", "application/dicom")
        ):
            if one.syntax == HTJ2K_ONLY:
                return As.ONE_STORED if single else As.STORED
            if one.syntax in ("", "*", EXPLICIT):
                return As.ONE_PLAIN if single else As.PLAIN
    return None


@lru_cache(maxsize=256)
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


class Given(StrEnum):
    """How pictures go out."""

    ALONE = "alone"
    PARTS = "parts"
    EITHER = "either"


@lru_cache(maxsize=256)
def for_pictures(header: str) -> tuple[str, Given] | None:
    """Which kind of picture, and whether as parts of one answer."""
    if not header.strip():
        return PICTURES[0], Given.EITHER
    for one in ranges(header):
        if one.kind in ("*/*", "image/*"):
            return PICTURES[0], Given.EITHER
        if one.kind in PICTURES:
            return one.kind, Given.ALONE
        if one.kind in ("multipart/related", "multipart/*"):
            if one.inner in ("", "*/*", "image/*"):
                return PICTURES[0], Given.PARTS
            if one.inner in PICTURES:
                return one.inner, Given.PARTS
    return None
