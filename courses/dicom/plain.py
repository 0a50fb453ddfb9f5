"""Elements of the plainest kinds as JSON, straight from their bytes.

pydicom makes an object of every value first; for the forty plain ones of an image's
header that costs more than packing its pixels. What is not as plain as the patterns
here demand is left to pydicom, which judges it one by one."""

import re
from collections.abc import Mapping
from struct import iter_unpack
from types import MappingProxyType
from typing import Any, Final

from pydicom.dataelem import RawDataElement

_UID: Final = rb"[0-9][0-9.]{0,63}"
_CODE: Final = rb"[A-Z0-9_][A-Z0-9 _]{0,15}"
_DECIMAL: Final = rb"-?\d{1,12}(?:\.\d{1,12})?"
_WORDS: Final = rb"[!-\[\]-~][ -\[\]-~]{0,%d}"


def _list_of(one: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"%s(?:\\%s)*" % (one, one))


_TEXT: Mapping[str, re.Pattern[bytes]] = MappingProxyType(
    {
        "UI": _list_of(_UID),
        "CS": _list_of(_CODE),
        "DA": _list_of(rb"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])"),
        "TM": _list_of(rb"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d(?:\.\d{1,6})?"),
        "AS": re.compile(rb"\d{3}[DWMY]"),
        "LO": re.compile(_WORDS % 62),
        "SH": re.compile(_WORDS % 14),
    }
)
_NUMBERS: Mapping[str, tuple[re.Pattern[bytes], type]] = MappingProxyType(
    {"DS": (_list_of(_DECIMAL), float), "IS": (_list_of(rb"-?\d{1,9}"), int)}
)
_BINARY: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "US": ("<H", 2),
        "SS": ("<h", 2),
        "UL": ("<I", 4),
        "SL": ("<i", 4),
        "FL": ("<f", 4),
        "FD": ("<d", 8),
    }
)
_LONGEST = 16 * 64
_LONGEST_DECIMAL = 16


def element(raw: RawDataElement) -> dict[str, Any] | None:
    """None: not plain."""
    kind, value = raw.VR, raw.value
    if not isinstance(value, bytes) or not raw.is_little_endian or kind is None:
        return None
    if kind in _TEXT:
        return _text(kind, value.rstrip(b" \0"))
    if kind in _NUMBERS:
        return _numbers(kind, value.strip(b" \0"))
    if kind in _BINARY:
        return _binary(kind, value)
    return None


def _text(kind: str, value: bytes) -> dict[str, Any] | None:
    if not value:
        return {"vr": kind}
    if len(value) > _LONGEST or not _TEXT[kind].fullmatch(value):
        return None
    return {"vr": kind, "Value": value.decode("ascii").split("\\")}


def _numbers(kind: str, value: bytes) -> dict[str, Any] | None:
    if not value:
        return {"vr": kind}
    pattern, number = _NUMBERS[kind]
    if len(value) > _LONGEST or not pattern.fullmatch(value):
        return None
    parts = value.split(b"\\")
    if max(map(len, parts)) > _LONGEST_DECIMAL:
        return None
    return {"vr": kind, "Value": [number(part) for part in parts]}


def _binary(kind: str, value: bytes) -> dict[str, Any] | None:
    form, width = _BINARY[kind]
    if len(value) % width or len(value) > _LONGEST:
        return None
    if not value:
        return {"vr": kind}
    return {"vr": kind, "Value": [one for (one,) in iter_unpack(form, value)]}
