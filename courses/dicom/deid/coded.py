"""A coded concept written anew from the standard's codes (PS3.3 8.8): the meaning
that came with it is a stranger's text."""

from courses.dicom.deid import encoding, values
from courses.dicom.deid.texts import latin
from courses.dicom.deid.walker import Level

_VALUE, _SCHEME, _MEANING = 0x00080100, 0x00080102, 0x00080104
_LONGEST = 64


def clean(item: Level) -> dict[int, bytes] | None:
    """The elements of the concept; None for a code that nobody knows."""
    given = {
        tag: latin(value).strip("\0 ")
        for tag, _vr, value, _implicit in item
        if tag in (_VALUE, _SCHEME) and isinstance(value, bytes)
    }
    code, scheme = given.get(_VALUE, ""), given.get(_SCHEME, "")
    meaning = values.meaning_of(code, scheme)
    if meaning is None:
        return None
    return {
        _VALUE: encoding.element(_VALUE, "SH", code.encode()),
        _SCHEME: encoding.element(_SCHEME, "SH", scheme.encode()),
        _MEANING: encoding.element(_MEANING, "LO", meaning[:_LONGEST].encode()),
    }
