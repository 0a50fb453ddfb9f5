"""Elements as bytes, in Explicit VR Little Endian (PS3.5 7.1.2)."""

from collections.abc import Iterable, Mapping
from struct import Struct
from types import MappingProxyType

_LONG = "OB OD OF OL OV OW SQ SV UC UN UR UT UV"
_SHORT = "AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US"
_TEXT = "AE AS CS DA DS DT IS LO LT PN SH ST TM UC UR UT"
LONG = frozenset(_LONG.split())
SHORT = frozenset(_SHORT.split())
TEXT = frozenset(_TEXT.split())
# One text each, in which a backslash is a character like another (PS3.5 6.2).
WHOLE = frozenset({"LT", "ST", "UT", "UR"})
WIDTHS: Mapping[str, int] = MappingProxyType(
    {"US": 2, "SS": 2, "UL": 4, "SL": 4, "FL": 4, "AT": 4, "FD": 8, "UV": 8, "SV": 8}
)
_MOST_SHORT = 0xFFFE
_HEAD, _LONG_HEAD, _ITEM = Struct("<HH2sH"), Struct("<HH2sHI"), Struct("<HHI")


def element(tag: int, vr: str, value: bytes) -> bytes:
    """One element of even length. A value too long for its VR's short length is
    written as unknown (PS3.5 6.2.2)."""
    if len(value) % 2:
        value += b"\0" if vr in ("UI", "OB") else b" "
    if vr in LONG or len(value) > _MOST_SHORT:
        kind = vr if vr in LONG else "UN"
        head = _LONG_HEAD.pack(tag >> 16, tag & 0xFFFF, kind.encode(), 0, len(value))
        return head + value
    return _HEAD.pack(tag >> 16, tag & 0xFFFF, vr.encode(), len(value)) + value


def sequence(tag: int, items: Iterable[bytes]) -> bytes:
    body = b"".join(
        _ITEM.pack(0xFFFE, 0xE000, len(content)) + content for content in items
    )
    return element(tag, "SQ", body)


def joined(level: Mapping[int, bytes]) -> bytes:
    """A dataset's elements in the order of their tags."""
    return b"".join([level[tag] for tag in sorted(level)])
