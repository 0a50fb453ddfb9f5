"""The pixels: equal to the original's, as long as they must be, nothing beside them."""

from collections.abc import Iterator

import numpy as np

from courses.dicom.proof import fragments
from courses.dicom.proof.elements import Pixels, Walked
from courses.dicom.proof.options import PIXELS
from courses.dicom.proof.runs import forget
from courses.dicom.proof.values import Values, whole

ROWS, COLUMNS, SAMPLES, FRAMES = 0x00280010, 0x00280011, 0x00280002, 0x00280008
BITS, STORED, HIGH, PHOTOMETRIC = 0x00280100, 0x00280101, 0x00280102, 0x00280004
_TAG = 0x7FE00010
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
_WIDE = {0x7FE00008: 32, 0x7FE00009: 64}
_CHUNK = 1 << 22
CHANGED = fragments.CHANGED
BEHIND = "Something stands behind the pixels."
OVERLAY = "An overlay is left in the pixels' unused bits."


def expected(values: Values, tag: int = _TAG) -> int:
    """Bytes of the native pixels (PS3.5 8.1.1), before padding."""
    bits = _WIDE.get(tag) or whole(values, BITS)
    size = whole(values, ROWS) * whole(values, COLUMNS) * bits
    size *= whole(values, SAMPLES, 1) * whole(values, FRAMES, 1)
    if values.get(((), PHOTOMETRIC), [b""])[0].strip() == b"YBR_FULL_422":
        size = size // 3 * 2
    return (size + 7) // 8


def faults(
    original: Walked, before: Values, copy: Walked, methods: frozenset[bytes]
) -> list[str]:
    found: list[str] = []
    known = {one.tag: one for one in original.pixels}
    for one in copy.pixels:
        source = known.pop(one.tag, None)
        if source is None:
            found.append("Pixels are there that the original did not have.")
        elif one.fragments is None and source.fragments is None:
            found.extend(_native(original, source, before, copy, one, methods))
        elif one.fragments is not None and source.fragments is not None:
            coded = fragments.Coded(original, source, copy, one)
            frames = whole(before, FRAMES, 1)
            plane = whole(before, ROWS) * whole(before, COLUMNS)
            found.extend(coded.faults(frames, plane, redacted=PIXELS in methods))
    if any(one.stop > one.start for one in known.values()):
        found.append("The pixels are missing.")
    return found


def surplus(original: Walked, before: Values) -> Iterator[bytes]:
    """What the original hides behind its native pixels."""
    for one in original.pixels:
        if one.fragments is None:
            start = one.start + expected(before, one.tag)
            if start < one.stop:
                yield original.data[start : min(one.stop, start + (1 << 16))]


def _native(
    original: Walked,
    source: Pixels,
    before: Values,
    copy: Walked,
    one: Pixels,
    methods: frozenset[bytes],
) -> list[str]:
    size, length = expected(before, one.tag), one.stop - one.start
    found = [BEHIND] if length > size + size % 2 else []
    if length == size + 1 and copy.data[one.stop - 1 : one.stop] != b"\0":
        found.append(BEHIND)
    bits = _WIDE.get(one.tag) or whole(before, BITS)
    # Words of a big-endian file are turned round; bytes (OB) have no order.
    width = bits // 8 if bits in (32, 64) else 2
    is_turned = original.big_endian and source.kind != b"OB"
    shown = _shown(before) if _hides_overlay(before) else -1
    for at in range(0, min(size, length), _CHUNK):
        end = min(at + _CHUNK, length)
        new = _bytes(copy, one.start + at, one.start + end)
        old = _bytes(original, source.start + at, source.start + end)
        if is_turned:
            old = _turned(old, width)
        new, old = new[: size - at], old[: size - at]
        if shown >= 0 and _beside(new, shown):
            found.append(OVERLAY)
        same = PIXELS in methods or _is_equal(new, old)
        if not (same or _shows_the_same(new, old, before)):
            return [*found, CHANGED]
        forget(copy)
        forget(original)
    return sorted(set(found))


def _bytes(walked: Walked, start: int, stop: int) -> Bytes:
    stop = min(stop, len(walked.data))
    return np.frombuffer(walked.data, np.uint8, max(0, stop - start), start)


def _is_equal(new: Bytes, old: Bytes) -> bool:
    if len(new) != len(old):
        return False
    whole_words = len(new) // 8 * 8
    one, two = new[:whole_words].view("<u8"), old[:whole_words].view("<u8")
    return bool((one == two).all() and (new[whole_words:] == old[whole_words:]).all())


def _hides_overlay(before: Values) -> bool:
    """Overlay Bit Position says that an overlay shares the pixels' words."""
    return any(
        tag >> 24 == 0x60 and tag & 0xFFFF == 0x0102 and any(any(one) for one in raw)
        for (_path, tag), raw in before.items()
    )


def _shown(before: Values) -> int:
    """The bits of a word that are the image's."""
    stored, high = whole(before, STORED, 16), whole(before, HIGH, 15)
    low = max(0, high + 1 - stored)
    return ((1 << stored) - 1) << low if whole(before, BITS) == 16 else 0xFFFF


def _beside(data: Bytes, shown: int) -> bool:
    words = _words(data)
    sign = np.uint16(~shown & 0xFFFF)  # a negative value fills the bits above it
    beside = words & sign
    if not beside.any():
        return False
    return not bool(((beside == 0) | (beside == sign)).all())


def _shows_the_same(new: Bytes, old: Bytes, before: Values) -> bool:
    """Equal but for bits that are no part of the image."""
    shown = _shown(before)
    if shown == 0xFFFF or len(new) != len(old):
        return False
    one, two = _words(new), _words(old)
    return bool(((one ^ two) & np.uint16(shown) == 0).all())


def _words(data: Bytes) -> "np.ndarray[tuple[int], np.dtype[np.uint16]]":
    return data[: len(data) // 2 * 2].view("<u2")


def _turned(data: Bytes, width: int) -> Bytes:
    if len(data) % width:
        return data
    return data.view(f">u{width}").astype(f"<u{width}").view(np.uint8)
