"""DICOM's elements as a second reader sees them: where each value lies, decoded by
nobody, in every encoding of PS3.5 and at any depth."""

import mmap
import struct
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pydicom.datadict import dictionary_VR

Buffer = bytes | mmap.mmap
# Tags of the sequences it lies in, its own tag, VR, first byte, one past the last.
Leaf = tuple[tuple[int, ...], int, bytes, int, int]

_KNOWN = """AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV
    TM UC UI UL UN UR US UT UV"""
KINDS = frozenset(word.encode() for word in _KNOWN.split())
_LONG = KINDS & {*b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split()}
_SHORT = KINDS - _LONG
START = 132
_UNDEFINED, _DEEPEST = 0xFFFFFFFF, 200
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
BIG = "1.2.840.10008.1.2.2"
PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})


class _How(NamedTuple):
    """An encoding: PS3.5 7.1, A.1 to A.3."""

    implicit: bool
    head: struct.Struct
    word: struct.Struct


_LE, _BE = struct.Struct("<HH2sH"), struct.Struct(">HH2sH")
_IMPLICIT = _How(implicit=True, head=_LE, word=struct.Struct("<I"))
_EXPLICIT = _How(implicit=False, head=_LE, word=struct.Struct("<I"))
_EXPLICIT_BIG = _How(implicit=False, head=_BE, word=struct.Struct(">I"))


class DamagedError(ValueError):
    """What was read here is no DICOM."""


@dataclass(slots=True)
class Pixels:
    """One pixel element at the top; fragments where it is encapsulated."""

    tag: int
    start: int
    stop: int
    kind: bytes
    fragments: list[tuple[int, int]] | None = None


@dataclass(slots=True)
class Walked:
    data: Buffer
    syntax: str = ""
    big_endian: bool = False
    leaves: list[Leaf] = field(default_factory=list)
    counts: dict[tuple[int, ...], list[int]] = field(default_factory=dict)
    pixels: list[Pixels] = field(default_factory=list)
    strays: list[tuple[int, int]] = field(default_factory=list)
    guessed: int = 0
    at: int = 0

    @property
    def reached(self) -> int:
        """How far it could be read."""
        ends = [leaf[4] for leaf in self.leaves]
        return max([0, *ends, *(one.stop for one in self.pixels)])

    @property
    def is_encapsulated(self) -> bool:
        return any(one.fragments is not None for one in self.pixels)


@lru_cache(maxsize=8192)
def kind_of(tag: int) -> bytes:
    """The VR by the dictionary; a private or unknown tag is just bytes."""
    try:
        return dictionary_VR(tag).encode()[:2]
    except KeyError:
        creator = tag >> 16 & 1 and 0x10 <= tag & 0xFFFF <= 0xFF
        return b"LO" if creator else b"UN"


class Walker:
    def __init__(self, found: Walked) -> None:
        self.found, self.data = found, found.data
        self.size = len(found.data)

    def whole_file(self) -> None:
        found, data = self.found, self.data
        found.at = at = self._meta(START if data[128:132] == b"DICM" else 0)
        found.big_endian = found.syntax == BIG or data[at : at + 2] == b"\0\x08"
        how = _EXPLICIT_BIG if found.big_endian else _EXPLICIT
        if data[at + 4 : at + 6] not in KINDS:
            how = _IMPLICIT
        found.at = self._run(at, self.size, (), how)
        if found.at < self.size:
            found.strays.append((found.at, self.size))

    def _meta(self, at: int) -> int:
        """Group 2 is Explicit VR Little Endian, whatever follows."""
        while self.data[at : at + 2] == b"\x02\0":
            tag, kind, start, length = self._head(at, _EXPLICIT)
            if start + length > self.size:
                raise DamagedError
            self.found.leaves.append(((), tag, kind, start, start + length))
            at = start + length
        return at

    def _head(self, at: int, how: _How) -> tuple[int, bytes, int, int]:
        group, element, kind, length = how.head.unpack_from(self.data, at)
        tag = group << 16 | element
        if how.implicit or kind not in KINDS:
            return tag, kind_of(tag), at + 8, how.word.unpack_from(self.data, at + 4)[0]
        if kind in _LONG:
            return tag, kind, at + 12, how.word.unpack_from(self.data, at + 8)[0]
        return tag, kind, at + 8, length

    def _run(self, at: int, end: int, path: tuple[int, ...], how: _How) -> int:
        """Element by element; an item's end ends it, too."""
        leaves, top, last = self.found.leaves, not path, end - 8
        data, unpack, implicit = self.data, how.head.unpack_from, how.implicit
        while at <= last:
            group, element, kind, length = unpack(data, at)
            tag, start = group << 16 | element, at + 8
            if implicit or kind not in _SHORT:
                tag, kind, start, length = self._head(at, how)
            if tag >= 0xFFFE0000:
                if tag in (_ITEM_END, _SEQUENCE_END):
                    return at + 8
                raise DamagedError
            at = start + length
            if kind == b"SQ" or length == _UNDEFINED or (top and tag in PIXELS):
                at = self._opened((*path, tag), kind, start, length, end, how)
            elif at > end:
                raise DamagedError
            elif kind != b"UN" or not self._guessed((*path, tag), start, at):
                leaves.append((path, tag, kind, start, at))
        return at

    def _opened(
        self,
        path: tuple[int, ...],
        kind: bytes,
        start: int,
        length: int,
        end: int,
        how: _How,
    ) -> int:
        """What holds items, fragments or pixels."""
        tag, stop = path[-1], end if length == _UNDEFINED else start + length
        if stop > end or len(path) > _DEEPEST:
            raise DamagedError
        if kind == b"SQ" or (kind == b"UN" and tag not in PIXELS):
            inside = how if kind == b"SQ" else _IMPLICIT
            done = self._items(start, stop, path, inside)
            return done if length == _UNDEFINED else self._filled(done, stop)
        fragments = None
        if length == _UNDEFINED:
            fragments, stop = self._fragments(start, end, how)
        if len(path) > 1 or tag not in PIXELS:
            self.found.leaves.append((path[:-1], tag, kind, start, stop))
        else:
            self.found.pixels.append(Pixels(tag, start, stop, kind, fragments))
        return stop

    def _filled(self, done: int, stop: int) -> int:
        """A sequence or an item that ends before its length does hides the rest."""
        if done < stop:
            self.found.strays.append((done, stop))
        return stop

    def _guessed(self, path: tuple[int, ...], start: int, stop: int) -> bool:
        """UN that looks like items: tried, and forgotten if it fails."""
        if self.data[start : start + 4] != b"\xfe\xff\x00\xe0":
            return False
        leaves, strays = len(self.found.leaves), len(self.found.strays)
        for how in (_IMPLICIT, _EXPLICIT):
            try:
                self._filled(self._items(start, stop, path, how), stop)
            except (DamagedError, struct.error, RecursionError):
                del self.found.leaves[leaves:], self.found.strays[strays:]
                continue
            self.found.guessed += 1
            return True
        return False

    def _items(self, at: int, end: int, path: tuple[int, ...], how: _How) -> int:
        number = 0
        while end - at >= 8:
            tag, size = self._item(at, how)
            at += 8
            if tag == _SEQUENCE_END:
                break
            stop = end if size == _UNDEFINED else at + size
            if tag != _ITEM or stop > end:
                raise DamagedError
            number += 1
            done = self._run(at, stop, path, how)
            at = done if size == _UNDEFINED else self._filled(done, stop)
        self.found.counts.setdefault(path, []).append(number)
        return at

    def _item(self, at: int, how: _How) -> tuple[int, int]:
        group, element = how.head.unpack_from(self.data, at)[:2]
        return group << 16 | element, how.word.unpack_from(self.data, at + 4)[0]

    def _fragments(
        self, at: int, end: int, how: _How
    ) -> tuple[list[tuple[int, int]], int]:
        found: list[tuple[int, int]] = []
        while True:
            tag, size = self._item(at, how)
            at += 8
            if tag == _SEQUENCE_END:
                return found, at
            if tag != _ITEM or at + size > end:
                raise DamagedError
            found.append((at, at + size))
            at += size
