"""Pixels from file to file: cut to what the header says, never whole in memory."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import UnsupportedOperation
from itertools import islice
from struct import Struct, error
from typing import BinaryIO

import numpy as np
from pydicom.encaps import generate_frames

from courses.dicom.deid import bitstream, facts, overlays, runs
from courses.dicom.deid.encoding import LONG
from courses.dicom.deid.errors import CUT_SHORT, CannotCleanError
from courses.dicom.deid.facts import Facts
from courses.dicom.deid.syntaxes import ENCAPSULATED, RLE
from courses.dicom.deid.walker import UNDEFINED

CHUNK = 1 << 20
PIXEL_DATA, FLOAT, DOUBLE = 0x7FE00010, 0x7FE00008, 0x7FE00009
_KINDS = {PIXEL_DATA: ("OW", 0), FLOAT: ("OF", 32), DOUBLE: ("OD", 64)}
_OFFSETS, _LENGTHS = 0x7FE00001, 0x7FE00002
_ELEMENT, _ITEM = Struct("<HH2sHI"), Struct("<HHI")
_LEAST_FRAME = 8
_NO_SHORT_WAY = {errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP}


@dataclass(frozen=True, slots=True)
class Pixels:
    """Where an element's value begins in a file, and how it is written there."""

    tag: int
    vr: str
    length: int
    little: bool = True
    offsets: tuple[bytes, bytes] | None = None


def found(
    file: BinaryIO, *, implicit: bool, little: bool, longest: int
) -> Pixels | None:
    """The pixels among the last elements; the file then stands at their value."""
    order = "<" if little else ">"
    tables: dict[int, bytes] = {}
    while len(head := file.read(8)) == 8:
        group, number = Struct(f"{order}HH").unpack_from(head)
        tag, vr = group << 16 | number, head[4:6].decode("latin-1")
        length = Struct(f"{order}I").unpack_from(head, 4)[0]
        if implicit or not (vr.isascii() and vr.isalpha()):
            vr = ""
        elif vr in LONG:
            length = Struct(f"{order}I").unpack(file.read(4))[0]
        else:
            length = Struct(f"{order}H").unpack_from(head, 6)[0]
        if tag in _KINDS:
            offsets = (tables.get(_OFFSETS, b""), tables.get(_LENGTHS, b""))
            return Pixels(tag, vr, length, little, offsets if all(offsets) else None)
        if tag > PIXEL_DATA or length == UNDEFINED:
            return None
        if tag in (_OFFSETS, _LENGTHS):
            tables[tag] = file.read(min(length, longest))
            length -= len(tables[tag])
        file.seek(length, os.SEEK_CUR)
    return None


def refuse_unlike(pixels: Pixels, syntax: str) -> None:
    """Frames where the syntax says so, plain pixels where it does not."""
    if (pixels.length == UNDEFINED) != (syntax in ENCAPSULATED):
        raise CannotCleanError("Its pixels are not written as its syntax says.")


def write(
    file: BinaryIO, out: BinaryIO, pixels: Pixels, known: Facts, syntax: str
) -> None:
    """Nothing stands behind the last pixel of what is written."""
    kind, bits = _KINDS[pixels.tag]
    vr = pixels.vr if pixels.vr in ("OB", "OW") and kind == "OW" else kind
    if pixels.length == UNDEFINED:
        _write_frames(file, out, pixels, known, syntax)
        return
    size = known.native_length(bits)
    count = min(size, pixels.length)
    out.write(_head(pixels.tag, vr, count + count % 2))
    width = 1 if pixels.little else _width(vr, known.number(facts.BITS))
    if known.has_overlay_in_pixels and pixels.tag == PIXEL_DATA:
        overlays.copy_without(file, out, count, known, little=width == 1)
    elif width == 1:
        copy(file, out, count)
    else:
        _copy_turned(file, out, count, width)
    out.write(b"\0" * (count % 2))


def copy(file: BinaryIO, out: BinaryIO, count: int) -> None:
    """The kernel's own way where there is one, else piece by piece."""
    try:
        left = _copy_inside(file, out, count)
    except (UnsupportedOperation, AttributeError):
        left = count
    while left:
        piece = file.read(min(left, CHUNK))
        if not piece:
            raise CannotCleanError(CUT_SHORT)
        out.write(piece)
        left -= len(piece)


def _copy_inside(file: BinaryIO, out: BinaryIO, count: int) -> int:
    """What is left to copy when the kernel cannot; the source is unbuffered."""
    source, target = file.fileno(), out.fileno()
    out.flush()
    try:
        while count:
            done = os.copy_file_range(source, target, count)
            if not done:
                return count
            count -= done
    except OSError as failed:
        if failed.errno not in _NO_SHORT_WAY:
            raise
    return count


def _copy_turned(file: BinaryIO, out: BinaryIO, count: int, width: int) -> None:
    """Words of a big-endian file, turned round: the last of them whole, though its
    second byte may be padding."""
    while count:
        piece = file.read(min(count + -count % width, CHUNK))
        if len(piece) < min(count, CHUNK):
            raise CannotCleanError(CUT_SHORT)
        piece += b"\0" * (-len(piece) % width)
        turned = np.frombuffer(piece, f">u{width}").astype(f"<u{width}").tobytes()
        out.write(turned[:count])
        count -= min(count, len(piece))


def _width(vr: str, bits: int) -> int:
    """Bytes to a word; bytes (OB) have no order."""
    return {"OW": 4 if bits == 32 else 2, "OF": 4, "OD": 8}.get(vr, 1)


def _write_frames(
    file: BinaryIO, out: BinaryIO, pixels: Pixels, known: Facts, syntax: str
) -> None:
    """Frame by frame, each one fragment, without text beside the picture."""
    if known.frames * _LEAST_FRAME > _what_is_left(file):
        raise CannotCleanError(CUT_SHORT)
    out.write(_head(PIXEL_DATA, "OB", UNDEFINED))
    table = out.tell()
    out.write(_item(0xE000, bytes(4 * known.frames)))
    starts, at = [], 0
    try:
        for frame in _frames(file, pixels, known.frames):
            clean = _stripped(frame, known, syntax)
            starts.append(at)
            at += out.write(_item(0xE000, clean + b"\0" * (len(clean) % 2)))
    except (ValueError, OSError, error) as damage:
        # A nonsense offset leads before the file's first byte; a full disk does not.
        of_the_disk = isinstance(damage, OSError) and damage.errno != errno.EINVAL
        if of_the_disk or isinstance(damage, CannotCleanError):
            raise
        raise CannotCleanError(CUT_SHORT) from damage
    if len(starts) < known.frames:
        raise CannotCleanError(CUT_SHORT)
    out.write(_item(0xE0DD, b""))
    if starts[-1] <= 0xFFFFFFFF:
        out.seek(table + 8)
        out.write(np.array(starts, "<u4").tobytes())
        out.seek(0, os.SEEK_END)


def _what_is_left(file: BinaryIO) -> int:
    here = file.tell()
    left = file.seek(0, os.SEEK_END) - here
    file.seek(here)
    return left


def _frames(file: BinaryIO, pixels: Pixels, number: int) -> Iterator[bytes]:
    frames = generate_frames(
        file, number_of_frames=number, extended_offsets=pixels.offsets
    )
    return islice(frames, number)


def _stripped(frame: bytes, known: Facts, syntax: str) -> bytes:
    if syntax == RLE:
        pixels = known.number(facts.ROWS) * known.number(facts.COLUMNS)
        planes = known.number(facts.SAMPLES, 1) * (known.number(facts.BITS) + 7) // 8
        return runs.stripped(frame, pixels, planes)
    clean = bitstream.stripped(frame)
    if clean is None:
        raise CannotCleanError("A compressed frame is not what its syntax says.")
    return clean


def _head(tag: int, vr: str, length: int) -> bytes:
    return _ELEMENT.pack(tag >> 16, tag & 0xFFFF, vr.encode(), 0, length)


def _item(number: int, value: bytes) -> bytes:
    return _ITEM.pack(0xFFFE, number, len(value)) + value
