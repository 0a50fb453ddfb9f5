"""SOP classes and transfer syntaxes by the names of PS3.6."""

from collections.abc import Mapping
from typing import Final

from pydicom._uid_dict import UID_dictionary

KIND, RETIRED = 1, 3


def _called(kind: str) -> dict[str, str]:
    return {
        str(uid): facts[0]
        for uid, facts in UID_dictionary.items()
        if facts[KIND] == kind and not facts[RETIRED]
    }


SOP_CLASSES: Final[Mapping[str, str]] = _called("SOP Class")
TRANSFER_SYNTAXES: Final[Mapping[str, str]] = _called("Transfer Syntax")
_BY_NAME: Final = {name.lower(): uid for uid, name in SOP_CLASSES.items()}


def sop_class_called(typed: str) -> str | None:
    """The UID of a name, or the UID itself where it is one; a private one counts."""
    typed = typed.strip()
    if typed.lower() in _BY_NAME:
        return _BY_NAME[typed.lower()]
    is_uid = typed.replace(".", "").isdecimal() and not typed.startswith(".")
    return typed if is_uid and "." in typed else None


def name_of(uid: str) -> str:
    return SOP_CLASSES.get(uid) or TRANSFER_SYNTAXES.get(uid) or uid
