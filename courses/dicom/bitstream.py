"""Comments and leftovers inside a compressed frame, taken out without decoding.

JPEG (ISO 10918-1 B.1), JPEG-LS and JPEG 2000 (ISO 15444-1 A.9) all carry marker
segments that a scanner or a converter may fill with text."""

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_SOC, _SOT, _J2K_COM, _EOC = b"\xff\x4f", b"\xff\x90", b"\xff\x64", b"\xff\xd9"
_COM, _APP0, _APP8, _APP14, _APP15 = 0xFE, 0xE0, 0xE8, 0xEE, 0xEF
# JFIF, SPIFF / HP colour transform, and Adobe's transform tell how to decode.
_NEEDED = frozenset({_APP0, _APP8, _APP14})
_LONGEST_NEEDED = 34


def stripped(frame: bytes) -> bytes:
    """The same picture, bit for bit, without text beside it."""
    if frame[:2] == bytes((0xFF, _SOI)):
        return _jpeg(frame)
    if frame[:2] == _SOC:
        return _jpeg2000(frame)
    return frame


def _jpeg(frame: bytes) -> bytes:
    kept, at = [frame[:2]], 2
    while at + 4 <= len(frame) and frame[at] == 0xFF:
        marker = frame[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(frame[at + 2 : at + 4], "big")
        if marker == _SOS:
            break
        if not _is_text(marker, end - at):
            kept.append(frame[at:end])
        at = end
    last = frame.rfind(bytes((0xFF, _EOI)), at)
    kept.append(frame[at : last + 2] if last > 0 else frame[at:])
    return b"".join(kept)


def _is_text(marker: int, length: int) -> bool:
    if marker == _COM:
        return True
    if _APP0 <= marker <= _APP15:
        return marker not in _NEEDED or length > _LONGEST_NEEDED
    return False


def _jpeg2000(frame: bytes) -> bytes:
    """COM segments of the main header; and nothing after the last codestream."""
    kept, at = [frame[:2]], 2
    while at + 4 <= len(frame) and frame[at : at + 2] != _SOT:
        end = at + 2 + int.from_bytes(frame[at + 2 : at + 4], "big")
        if frame[at : at + 2] != _J2K_COM:
            kept.append(frame[at:end])
        at = end
    last = frame.rfind(_EOC)
    kept.append(frame[at : last + 2] if last > at else frame[at:])
    return b"".join(kept)
