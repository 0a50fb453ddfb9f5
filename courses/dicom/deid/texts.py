"""Text as a file's bytes hold it, by its Specific Character Set (PS3.3 C.12.1.1.2)."""

from collections.abc import Callable
from functools import cache

from pydicom.charset import convert_encodings, decode_bytes, python_encoding

Codec = Callable[[bytes], str]
_DELIMITERS = set(b"\r\n\t\f^=\\")
# Where each byte or UTF-8 sequence is a character by itself: no escape switches.
PLAIN = {"": "latin-1", "ISO_IR 6": "latin-1", "ISO_IR 100": "latin-1"}
SIMPLE = {**PLAIN, "ISO_IR 192": "utf-8"}


def latin(value: bytes) -> str:
    return value.decode("latin-1")


def utf8(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def is_simple(charset: bytes) -> bool:
    return charset.decode("latin-1").strip("\0 ") in SIMPLE


@cache
def codec(charset: bytes) -> Codec:
    """How to read text under this value of Specific Character Set."""
    name = charset.decode("latin-1").strip("\0 ")
    if name in SIMPLE:
        return utf8 if SIMPLE[name] == "utf-8" else latin
    parts = [part.strip() for part in name.split("\\")]
    known = [part for part in parts if part in python_encoding]
    if not known:
        return latin  # pydicom would quote the name in a warning
    found = convert_encodings(known)
    return lambda value: decode_bytes(value, found, _DELIMITERS)
