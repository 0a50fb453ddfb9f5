"""A new UID for an old one: the same for every file, and no way back."""

import hashlib
import hmac
import re
from functools import lru_cache

from pydicom._uid_dict import UID_dictionary

ROOT = "2.25."
_UID = re.compile(r"[0-9]+(\.[0-9]+)+")
_LONGEST = 64


@lru_cache(maxsize=4096)
def replaced(uid: str, secret: bytes) -> str:
    """A keyed hash under 2.25 (PS3.5 B.2): whoever lacks the secret cannot
    try out UIDs, and references between files still hold."""
    digest = hmac.new(secret, b"uid|" + uid.strip("\0 ").encode(), hashlib.sha256)
    return ROOT + str(int.from_bytes(digest.digest()[:16], "big"))


def is_registered(uid: str) -> bool:
    """A UID of the standard itself: it names a class or a code, no one's study."""
    return uid.strip("\0 ") in UID_dictionary


def is_uid(text: str) -> bool:
    return len(text) <= _LONGEST and _UID.fullmatch(text) is not None
