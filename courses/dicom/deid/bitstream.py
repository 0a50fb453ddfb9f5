"""Comments and leftovers inside a compressed frame, taken out without decoding.

JPEG (ISO 10918-1 B.1), JPEG-LS (ISO 14495-1 C) and JPEG 2000 (ISO 15444-1 A) all
carry marker segments that a scanner or a converter may fill with text, and a file
may hide more behind the end of the picture."""

import re

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SOS, _COM, _SOF_LS = 0xDA, 0xFE, 0xF7
_APP0, _APP8, _APP14, _APP15 = 0xE0, 0xE8, 0xEE, 0xEF
# JFIF, SPIFF or HP's transform, and Adobe's transform tell how to decode.
_NEEDED = frozenset({_APP0, _APP8, _APP14})
_LONGEST_NEEDED = 34
# The next marker behind coded data: what is no stuffed byte and no restart.
_NEXT = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_NEXT_LS = re.compile(rb"\xff[\x80-\xcf\xd8-\xfe]")

_SOC, _SOT, _J2K_COM, _EOC = b"\xff\x4f", b"\xff\x90", b"\xff\x64", b"\xff\xd9"
_JP2_SIGNATURE, _SOC_SIZ = b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"


def stripped(frame: bytes) -> bytes | None:
    """The same picture, bit for bit, without text beside it; None for what is no
    picture of these."""
    if frame[:2] == _SOI:
        return _jpeg(frame)
    if frame[:12] == _JP2_SIGNATURE and frame.find(_SOC_SIZ) > 0:
        # The boxes of a JP2 file may hold text: only its codestream is the frame.
        return _jpeg2000(frame[frame.find(_SOC_SIZ) :])
    return _jpeg2000(frame) if frame[:2] == _SOC else None


def _jpeg(frame: bytes) -> bytes:
    kept, at, coded = [_SOI], 2, _NEXT
    while at + 4 <= len(frame):
        if frame[at : at + 2] == _EOI:
            return b"".join([*kept, _EOI])
        marker = frame[at + 1]
        end = at + 2 + int.from_bytes(frame[at + 2 : at + 4], "big")
        if marker == _SOF_LS:
            coded = _NEXT_LS
        if marker == _SOS:
            found = coded.search(frame, end)
            end = found.start() if found else len(frame)
        if not _is_text(marker, end - at):
            kept.append(frame[at:end])
        at = end
    return b"".join([*kept, _EOI])


def _is_text(marker: int, length: int) -> bool:
    if marker == _COM:
        return True
    if _APP0 <= marker <= _APP15:
        return marker not in _NEEDED or length > _LONGEST_NEEDED
    return False


def _jpeg2000(frame: bytes) -> bytes:
    """Without the main header's comments; tile-parts by their own length."""
    kept, at = [_SOC], 2
    while at + 4 <= len(frame) and frame[at : at + 2] != _SOT:
        end = at + 2 + int.from_bytes(frame[at + 2 : at + 4], "big")
        if frame[at : at + 2] != _J2K_COM:
            kept.append(frame[at:end])
        at = end
    while frame[at : at + 2] == _SOT:
        length = int.from_bytes(frame[at + 6 : at + 10], "big")
        if length == 0:  # the last tile-part, as long as the rest
            last = frame.rfind(_EOC)
            length = (last if last > at else len(frame)) - at
        kept.append(frame[at : at + length])
        at += length
    return b"".join([*kept, _EOC])
