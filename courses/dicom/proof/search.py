"""Look for needles in a file's raw bytes, and judge what was hit.

Short values are found by chance: a number counts as a whole number only, a short word
as a whole word, one of two or three letters as a whole value, and a word that the
standard defines counts not where it belongs."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from courses.dicom.proof.elements import Leaf, Walked, kind_of
from courses.dicom.proof.needles import (
    SAID,
    TEXTS,
    WHOLE_WORD,
    Needle,
    words_of_value,
)
from courses.dicom.proof.options import SAFE_PRIVATE, is_retained, keeps
from courses.dicom.proof.runs import Runs
from courses.dicom.proof.values import CHARSET, Values
from courses.dicom.proof.words import is_standard

IN_PIXELS = 8
_NAMED = TEXTS | {b"PN"}
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
_DIGITS = frozenset(b"0123456789")
_UID = frozenset(b"0123456789.")
_NUMBERS = frozenset({b"IS", b"DS", b"TM", b"AS"})
_DATES = frozenset({b"DA", b"DT"})
_LONG_NUMBER = 5
METHOD, CODES = 0x00120063, 0x00120064
_CODE_VALUE = 0x00080100
_CODE, _NUMBERED = re.compile(rb"[a-z]{0,2}-?[0-9a-f]{3,12}"), re.compile(rb"\d{4}")
_META = frozenset({0x00020002, 0x00020010, 0x00020012, 0x00020013})
_OURS = {
    METHOD: re.compile(rb"Reading Room: PS3\.15 \d{4}[a-e], Table E\.1-1 *"),
    0x00020012: re.compile(rb"2\.25\.\d{1,39}"),
    0x00020013: re.compile(rb"READING_ROOM_\d+ *"),
    0x00080100: re.compile(rb"1131\d\d *"),
    0x00080102: re.compile(rb"DCM *"),
    0x00080104: re.compile(
        rb"(Basic Application Confidentiality Profile|"
        rb"(Clean|Retain) [A-Za-z ]+ Option) *"
    ),
}


class Copy:
    """The written file, ready to be searched."""

    def __init__(
        self,
        walked: Walked,
        original: Values,
        own: Values,
        methods: frozenset[bytes],
    ) -> None:
        self.walked, self.original, self.methods = walked, original, methods
        self.declared = own.get(CHARSET, [b""])[0]
        self.places = sorted(walked.leaves, key=lambda leaf: leaf[3])
        self.starts = [leaf[3] for leaf in self.places]
        self.pieces, self.low = _outside(walked)
        self.runs = Runs(walked)

    def found(self, needles: Mapping[bytes, Needle]) -> set[str]:
        """The names of those that stand in the file."""
        low, text = self.low, self.runs.text
        short = {key: one for key, one in needles.items() if one.kind == "short"}
        outside = [n for k, n in needles.items() if k in low and n.kind != "short"]
        names = {one.name for one in outside if self.holds(one)}
        if text or self.runs.can_be_letters:
            long = [one for one in needles.values() if len(one.low) >= IN_PIXELS]
            names |= {one.name for one in long if self.runs.hold(one.low)}
        return names | set(self._short(short)) if short else names

    def _short(self, needles: Mapping[bytes, Needle]) -> Iterator[str]:
        """A name of two letters is one only where it is all that is said."""
        for leaf in self.places:
            path, tag, kind, start, stop = leaf
            if kind not in _NAMED or tag in _META or tag == METHOD or CODES in path:
                continue
            value = bytes(self.walked.data[start:stop])
            for form in words_of_value(kind, value, self.declared) & needles.keys():
                if not self._is_kept_short(needles[form], leaf, value.strip(b"\0 ")):
                    yield needles[form].name

    def _is_kept_short(self, needle: Needle, leaf: Leaf, value: bytes) -> bool:
        """What stood there before and may stay is no leak; nor is a standard's word."""
        path, tag, kind, _start, _stop = leaf
        before = self.original.get((path, tag), [])
        if not any(one.strip(b"\0 ") == value for one in before):
            return False
        if kind not in TEXTS:
            return False
        if tag >> 16 & 1:
            return SAFE_PRIVATE in self.methods
        return tag in SAID or keeps(self.methods, tag) or is_standard(needle.low)

    def holds(self, needle: Needle) -> bool:
        at = self.low.find(needle.low)
        while at >= 0:
            if self._counts(needle, at):
                return True
            at = self.low.find(needle.low, at + 1)
        return False

    def _counts(self, needle: Needle, at: int) -> bool:
        leaf, first = self._leaf(at)
        before, behind = at - 1, at + len(needle.low)
        if leaf is not None:
            inside = at - first
            if inside == 0:
                before = -1
            if inside + len(needle.low) >= leaf[4] - leaf[3]:
                behind = len(self.low)
        if not self._is_whole(needle, before, behind):
            return False
        return leaf is None or not self._is_excused(needle, leaf)

    def _is_whole(self, needle: Needle, before: int, behind: int) -> bool:
        """Nothing of its own sort stands next to it."""
        sort = _DIGITS
        if needle.kind == "text":
            if len(needle.low) >= WHOLE_WORD:
                return True
            sort = _LETTERS
        elif needle.kind == "uid":
            sort = _UID
        low, size = self.low, len(self.low)
        if before >= 0 and (low[before] in sort or self._is_decimal(before, -1)):
            return False
        return behind >= size or not (
            low[behind] in sort or self._is_decimal(behind, 1)
        )

    def _is_decimal(self, at: int, step: int) -> bool:
        """A point with a digit beyond it: part of a longer number or a UID."""
        beyond = at + step
        if self.low[at] != ord(".") or not 0 <= beyond < len(self.low):
            return False
        return self.low[beyond] in _DIGITS

    def _leaf(self, at: int) -> tuple[Leaf | None, int]:
        """The element that was hit, and where its value starts in `low`."""
        low_start, file_start = max(piece for piece in self.pieces if piece[0] <= at)
        place = at - low_start + file_start
        index = bisect_right(self.starts, place) - 1
        if index < 0 or place >= self.places[index][4]:
            return None, 0
        return self.places[index], self.starts[index] - file_start + low_start

    def _is_excused(self, needle: Needle, leaf: Leaf) -> bool:
        path, tag, kind, start, stop = leaf
        value = self.walked.data[start:stop].rstrip(b"\0 ")
        if tag in _META or tag == METHOD or CODES in path:
            return _is_ours(tag, value)
        before = self.original.get((path, tag), [])
        if needle.kind == "date" and kind in _DATES:
            kept = is_retained(needle, tag, kind, self.methods)
            return kept or not any(needle.low in one for one in before)
        if needle.kind in ("number", "date") and kind in _NUMBERS:
            is_chance = not needle.who or len(needle.low) < _LONG_NUMBER
            return is_chance and any(one.strip(b"\0 ") == value for one in before)
        if tag in SAID or kind_of(tag) == b"CS":
            return _is_a_word(needle, tag)
        return is_retained(needle, tag, kind, self.methods)


def _is_ours(tag: int, value: bytes) -> bool:
    """What the engine says of its work, spelled as it always is."""
    pattern = _OURS.get(tag)
    return pattern is not None and bool(pattern.fullmatch(value))


def _is_a_word(needle: Needle, tag: int) -> bool:
    """A term of the standard, where it belongs: no number, and nobody's name."""
    if tag == _CODE_VALUE and not needle.who and _CODE.fullmatch(needle.low):
        return True
    if needle.kind != "text" or _NUMBERED.search(needle.low):
        return False
    return not needle.who or is_standard(needle.low)


def _outside(walked: Walked) -> tuple[list[tuple[int, int]], bytes]:
    """All but the pixels, in lower case, and where its pieces come from."""
    pieces, parts, at, size = [], [], 0, 0
    edges = [(one.start, one.stop) for one in walked.pixels]
    for start, stop in [*edges, (len(walked.data), len(walked.data))]:
        pieces.append((size, at))
        parts.append(walked.data[at:start])
        size += len(parts[-1])
        at = stop
    return pieces, b"".join(parts).lower()
