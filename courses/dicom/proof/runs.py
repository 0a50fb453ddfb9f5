"""Text among pixels: most images have none, so look first where there could be any."""

import mmap
from collections.abc import Iterator

import numpy as np

from courses.dicom.proof.elements import Walked

_CHUNK, _OVERLAP, _LARGE = 1 << 22, 128, 1 << 24
_SPACE, _DEL, _SHORTEST = 0x2000, 0x7F, 8
_LETTERS = np.uint16(0x6000)


Words = np.ndarray[tuple[int], np.dtype[np.uint16]]


class Runs:
    """Every stretch of the pixel data that could be read, once, in lower case."""

    def __init__(self, walked: Walked) -> None:
        self.walked = walked
        self.can_be_letters = False
        self.text = b"\n".join(self._runs())

    def hold(self, low: bytes) -> bool:
        if low in self.text:
            return True
        return not low.isascii() and self.can_be_letters and self._somewhere(low)

    def _runs(self) -> Iterator[bytes]:
        data = self.walked.data
        for start, stop in chunks(self.walked):
            words = np.frombuffer(data, "<u2", (stop - start) // 2, start)
            self.can_be_letters |= bool(len(words)) and int(words.max()) >= _SPACE
            if stop - start < _SHORTEST:
                yield data[start:stop].lower()
            elif self.can_be_letters and _any_letters(words):
                yield from _readable(data[start:stop], words)
            del words
            forget(self.walked)

    def _somewhere(self, low: bytes) -> bool:
        data = self.walked.data
        return any(low in data[a:z].lower() for a, z in chunks(self.walked))


def _any_letters(words: Words) -> bool:
    """Whether any word's second byte is a letter: few images have one."""
    return bool((words - np.uint16(_SPACE) < _LETTERS).any())


def _readable(chunk: bytes, words: Words) -> Iterator[bytes]:
    """Stretches of at least three words of printable letters."""
    low, high = words & 0xFF, words >> 8
    letters = (low >= 32) & (low < _DEL) & (high >= 32) & (high < _DEL)
    run = letters[:-2] & letters[1:-1] & letters[2:]
    at = np.flatnonzero(run)
    if len(at) > len(words) // 8:
        yield chunk.lower()
        return
    breaks = np.flatnonzero(np.diff(at) > 1)
    firsts = at[np.concatenate(([0], breaks + 1))] if len(at) else at
    lasts = at[np.concatenate((breaks, [len(at) - 1]))] if len(at) else at
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        yield chunk[max(0, first * 2 - 1) : last * 2 + 7].lower()
    yield chunk[-8:].lower()


def chunks(walked: Walked) -> Iterator[tuple[int, int]]:
    """The pixels piece by piece, each overlapping the next."""
    for one in walked.pixels:
        for at in range(one.start, one.stop, _CHUNK):
            yield at, min(at + _CHUNK + _OVERLAP, one.stop)


def forget(walked: Walked) -> None:
    """Pages that were read need not stay in memory."""
    if isinstance(walked.data, mmap.mmap) and len(walked.data) > _LARGE:
        walked.data.madvise(mmap.MADV_DONTNEED)
