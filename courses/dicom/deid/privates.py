"""Private elements that the standard knows to be safe (PS3.15 E.3.10).

An element belongs to the creator that reserved its block in the same dataset (PS3.5
7.8): blocks are found by their creator's name, never by their number. A block is
moved to the lowest free number, so that its number tells nothing either."""

import re

from courses.dicom.deid import encoding, values
from courses.dicom.deid.encoding import TEXT, WIDTHS
from courses.dicom.deid.leaves import Leaf
from courses.dicom.deid.policy import Act, Plan
from courses.dicom.deid.profile import safe_private
from courses.dicom.deid.texts import Codec, latin
from courses.dicom.deid.walker import Element, Level

_FIRST_BLOCK, _LAST_BLOCK = 0x10, 0xFF
_VALUE = re.compile(r"[A-Za-z0-9_ .:/+*-]{0,32}")
_MOST = 64


class Blocks:
    """The reserved blocks of one dataset, and what is written of them."""

    def __init__(self, elements: Level) -> None:
        self.names = {
            (tag >> 16, tag & 0xFF): latin(value).strip("\0 ")
            for tag, _vr, value, _implicit in elements
            if tag >> 16 & 1
            and _FIRST_BLOCK <= tag & 0xFFFF <= _LAST_BLOCK
            and isinstance(value, bytes)
        }
        self.creators: dict[int, bytes] = {}
        self._moved: dict[tuple[int, int], int] = {}

    def cleaned(
        self, element: Element, leaf: Leaf, codec: Codec
    ) -> tuple[int, bytes | None]:
        """Its tag in the clean dataset, and the whole element; None if it goes."""
        tag, given, value, _implicit = element
        group, block, number = tag >> 16, tag >> 8 & 0xFF, tag & 0xFF
        creator = self.names.get((group, block), "")
        safe = safe_private().get((group, creator, number))
        if safe is None or isinstance(value, list):
            return tag, None
        clean = _value(safe, given, value, leaf, codec)
        if clean is None:
            return tag, None
        moved = group << 16 | self._block(group, block, creator) << 8 | number
        return moved, encoding.element(moved, safe[0], clean)

    def _block(self, group: int, block: int, creator: str) -> int:
        """The number of the block in the clean dataset; its creator comes along."""
        moved = self._moved.get((group, block))
        if moved is None:
            taken = [to for (of, _block), to in self._moved.items() if of == group]
            moved = _FIRST_BLOCK + len(taken)
            self._moved[group, block] = moved
            reserved = group << 16 | moved
            text = encoding.element(reserved, "LO", creator.encode())
            self.creators[reserved] = text
        return moved


def _value(
    safe: tuple[str, str], given: str, value: bytes, leaf: Leaf, codec: Codec
) -> bytes | None:
    """A number, or a short word that is not the patient's."""
    vr, many = safe
    if given not in (vr, "UN", "") and (given in TEXT) != (vr in TEXT):
        return None
    most = many.rpartition("-")[2]
    limit = int(most) if most.isdigit() else _MOST
    if vr in WIDTHS:
        plan = Plan(Act.NUMBER, 0, vr, "", "private", limit)
    elif vr in values.CLEANERS:
        plan = Plan(Act.VALUE, 0, vr, "", "private")
    elif vr in ("SH", "LO"):
        plan = Plan(Act.FREE, 0, vr, "", "private")
    else:
        return None
    clean = leaf.cleaned(plan, value, codec)
    known = clean is not None and (vr in WIDTHS or _VALUE.fullmatch(latin(clean)))
    return clean if known else None
