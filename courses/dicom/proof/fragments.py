"""Compressed frames: the coded image is the original's, and nothing else is there."""

from collections.abc import Iterator
from dataclasses import dataclass

from courses.dicom.proof import codestream, packbits
from courses.dicom.proof.elements import Pixels, Walked

CHANGED = "The pixels have changed."
MORE = "There are more fragments than frames."
_RLE, _VIDEO = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.10"
_JOIN_AT_MOST = 1 << 28


@dataclass(frozen=True, slots=True)
class Coded:
    original: Walked
    source: Pixels
    copy: Walked
    written: Pixels

    def faults(self, frames: int, plane: int, *, redacted: bool) -> list[str]:
        """The first fragment is the offset table, whatever it holds."""
        old = (self.source.fragments or [])[1:]
        new = (self.written.fragments or [])[1:]
        found = {MORE} if len(new) > frames else set()
        if len(new) < min(frames, len(old)):
            found.add(CHANGED)
        if not redacted:
            found |= set(self._unlike(old, new, plane))
        return sorted(found)

    def _unlike(
        self, old: list[tuple[int, int]], new: list[tuple[int, int]], plane: int
    ) -> Iterator[str]:
        if self.original.syntax == _RLE:
            yield from self._rle(old, new, plane)
            return
        at, theirs, paired = 0, b"", len(old) == len(new)
        if not paired and sum(z - a for a, z in old) <= _JOIN_AT_MOST:
            theirs = b"".join(self.original.data[a:z] for a, z in old)
        for index, (first, last) in enumerate(new):
            ours = self.copy.data[first:last]
            if paired:
                at, theirs = 0, self.original.data[slice(*old[index])]
            place = theirs.find(codestream.body(ours), at)
            at = max(at, place)
            if place < 0:
                yield CHANGED
            if not self.original.syntax.startswith(_VIDEO):
                yield from codestream.faults(ours)

    def _rle(
        self, old: list[tuple[int, int]], new: list[tuple[int, int]], plane: int
    ) -> Iterator[str]:
        """A frame is one fragment here (PS3.5 A.4.2)."""
        for (start, stop), (first, last) in zip(old, new, strict=False):
            theirs, _more = packbits.unpacked(self.original.data[start:stop], plane)
            ours, more = packbits.unpacked(self.copy.data[first:last], plane)
            if ours != theirs:
                yield CHANGED
            if more:
                yield codestream.BEHIND
