"""Overlays drawn into bits that the pixels do not use, taken out piece by piece."""

from typing import BinaryIO

import numpy as np

from courses.dicom.deid import facts
from courses.dicom.deid.errors import CUT_SHORT, CannotCleanError
from courses.dicom.deid.facts import Facts

CHUNK = 1 << 20
_WIDTHS = frozenset({8, 16, 32})


def copy_without(
    file: BinaryIO, out: BinaryIO, count: int, known: Facts, *, little: bool
) -> None:
    """The same values; a signed one goes on being signed to its last bit."""
    bits, stored = known.number(facts.BITS), known.number(facts.STORED)
    high = known.number(facts.HIGH_BIT, stored - 1)
    if bits not in _WIDTHS or not 0 < stored <= high + 1 <= bits:
        raise CannotCleanError("An overlay lies in its pixels, nobody can tell where.")
    kind = f"{'<' if little or bits == 8 else '>'}u{bits // 8}"
    up, down = bits - 1 - high, bits - stored
    signed = known.number(facts.SIGNED) == 1
    while count:
        piece = file.read(min(count + -count % (bits // 8), CHUNK))
        if len(piece) < min(count, CHUNK):
            raise CannotCleanError(CUT_SHORT)
        piece += b"\0" * (-len(piece) % (bits // 8))
        words = np.frombuffer(piece, kind).astype(f"<u{bits // 8}") << up
        clean = words.view(f"<i{bits // 8}") >> down if signed else words >> down
        if not signed and high + 1 > stored:
            clean <<= high + 1 - stored
        out.write(clean.tobytes()[:count])
        count -= min(count, len(piece))
