"""Say that an object was cleaned, how, and write its file meta from nothing."""

from collections.abc import Mapping
from functools import cache

from pydicom.datadict import dictionary_VR, tag_for_keyword

from courses.dicom.deid import encoding
from courses.dicom.deid.attributes import PRESENT
from courses.dicom.deid.options import Profile
from courses.dicom.deid.profile import EDITION

IMPLEMENTATION_UID = "2.25.293839017734839427013911417283913402611"
IMPLEMENTATION_NAME = "READING_ROOM_1"
METHOD = f"Reading Room: {EDITION}"
_CHARSET, _NAME, _ID = 0x00080005, 0x00100010, 0x00100020
_REMOVED, _METHOD, _METHODS = 0x00120062, 0x00120063, 0x00120064
_TEMPORAL = 0x00280303


@cache
def signature(patient: str, profile: Profile) -> Mapping[int, bytes]:
    """The patient becomes a training ID; what was done is said in CID 7050."""
    return {
        _CHARSET: encoding.element(_CHARSET, "CS", b"ISO_IR 192"),
        _NAME: encoding.element(_NAME, "PN", patient.encode()),
        _ID: encoding.element(_ID, "LO", patient.encode()),
        _REMOVED: encoding.element(_REMOVED, "CS", b"YES"),
        _METHOD: encoding.element(_METHOD, "LO", METHOD[:64].encode()),
        _METHODS: encoding.sequence(
            _METHODS, [_code(*method) for method in profile.methods]
        ),
        _TEMPORAL: encoding.element(_TEMPORAL, "CS", profile.temporal.encode()),
    }


@cache
def present() -> Mapping[int, bytes]:
    """Type 2 in every composite object: there, if empty."""
    found = {}
    for keyword in PRESENT:
        tag = tag_for_keyword(keyword) or 0
        found[tag] = encoding.element(tag, dictionary_VR(tag), b"")
    return found


def file_meta(sop_class: bytes, instance: bytes, syntax: str) -> bytes:
    """Preamble, prefix and a file meta of only what a reader needs (PS3.10 7.1)."""
    body = b"".join(
        (
            encoding.element(0x00020001, "OB", b"\0\1"),
            encoding.element(0x00020002, "UI", sop_class),
            encoding.element(0x00020003, "UI", instance),
            encoding.element(0x00020010, "UI", syntax.encode()),
            encoding.element(0x00020012, "UI", IMPLEMENTATION_UID.encode()),
            encoding.element(0x00020013, "SH", IMPLEMENTATION_NAME.encode()),
        )
    )
    length = encoding.element(0x00020000, "UL", len(body).to_bytes(4, "little"))
    return bytes(128) + b"DICM" + length + body


def _code(code: str, meaning: str) -> bytes:
    return b"".join(
        (
            encoding.element(0x00080100, "SH", code.encode()),
            encoding.element(0x00080102, "SH", b"DCM"),
            encoding.element(0x00080104, "LO", meaning[:64].encode()),
        )
    )
