"""What must be as it was, and what must not: attributes, UIDs, days."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from pydicom._uid_dict import UID_dictionary
from pydicom.datadict import keyword_for_tag

from courses.dicom.proof.elements import kind_of
from courses.dicom.proof.needles import tags
from courses.dicom.proof.options import FULL_DATES, MODIFIED_DATES, UIDS
from courses.dicom.proof.shape import is_ours
from courses.dicom.proof.values import Values, day_of

if TYPE_CHECKING:
    from datetime import date

# Without these an image cannot be shown or measured: changed or lost is a fault.
NEEDED = tags("""Rows Columns NumberOfFrames BitsAllocated BitsStored HighBit
    PixelRepresentation SamplesPerPixel PhotometricInterpretation PlanarConfiguration
    PixelSpacing ImagerPixelSpacing ImagePositionPatient ImageOrientationPatient
    SliceThickness SpacingBetweenSlices RescaleSlope RescaleIntercept WindowCenter
    WindowWidth Modality FrameTime PixelPaddingValue
    RedPaletteColorLookupTableDescriptor LUTDescriptor SOPClassUID""")
_OF_ALL = tags("Modality SOPClassUID")
_ROOT = b"1.2.840.10008.5.1.4.1.1."
_OF_A_KIND = {
    "KVP": (b"1", b"2", b"12", b"13"),
    "EchoTime RepetitionTime": (b"4",),
    "PhysicalDeltaX PhysicalDeltaY": (b"3", b"6"),
    "DoseGridScaling GridFrameOffsetVector": (b"481.2",),
}
# May be dropped where a value is not what it should be, but never altered.
KEPT = (
    NEEDED
    | tags(" ".join(_OF_A_KIND))
    | tags("""SliceLocation ConvolutionKernel BodyPartExamined Laterality
    PatientPosition SeriesNumber InstanceNumber ImageType RescaleType FlipAngle
    InversionTime MagneticFieldStrength XRayTubeCurrent ExposureTime Exposure
    PatientOrientation ViewPosition VOILUTFunction PresentationLUTShape""")
)
_DUMMY_YEAR = 1900
_LONGEST_DS, _ROUNDED = 16, Decimal("1e-8")
_GROUPS = (0x52009229, 0x52009230)

_Days = tuple[int, "date | None", "date | None"]


@dataclass(slots=True)
class Facts:
    """What the files of a study must agree on: hashes, with a salt that is forgotten
    when the batch is settled, and counts."""

    uids: dict[str, str] = field(default_factory=dict)
    own: str = ""
    references: set[str] = field(default_factory=set)
    offsets: set[str] = field(default_factory=set)
    retained: int = 0
    dates: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`methods`: the options that the copy names; a document needs no pixels' words."""

    methods: frozenset[bytes]
    salt: bytes
    is_image: bool = True

    def of(self, before: Values, after: Values) -> Facts:
        facts = Facts()
        needed = _needed(before.get(((), 0x00080016), [b""])[0])
        if not self.is_image:
            needed &= _OF_ALL
        _attributes(before, after, needed, facts)
        _uids(before, after, self.methods, self.salt, facts)
        _days(before, after, self.methods, self.salt, facts)
        return facts


@lru_cache(maxsize=256)
def _needed(sop_class: bytes) -> frozenset[int]:
    """What an object of this class cannot do without."""
    arc = sop_class.strip(b"\0 ").removeprefix(_ROOT) + b"."
    own = [words for words, arcs in _OF_A_KIND.items() if _is_under(arc, arcs)]
    return NEEDED | tags(" ".join(own))


def _is_under(arc: bytes, arcs: tuple[bytes, ...]) -> bool:
    return any(arc.startswith(one + b".") for one in arcs)


def _attributes(
    before: Values, after: Values, needed: frozenset[int], facts: Facts
) -> None:
    for place, old in before.items():
        tag = place[1]
        if tag not in KEPT:
            continue
        new = after.get(place, [])
        if len(new) != len(old):
            at_hand = not place[0] or place[0][0] in _GROUPS
            if at_hand and tag in needed and _is_sound(tag, old[0]):
                facts.faults.append(f"{keyword_for_tag(tag)} is missing.")
            continue
        for was, now in zip(old, new, strict=True):
            if _is_same(was, now):
                facts.retained += 1
            elif now.strip(b"\0 ") or (tag in needed and _is_sound(tag, was)):
                facts.faults.append(f"{keyword_for_tag(tag)} has changed.")


def _is_same(was: bytes, now: bytes) -> bool:
    if was == now or was.strip(b"\0 ") == now.strip(b"\0 "):
        return True
    old, new = _parts(was), _parts(now)
    if old[: len(new)] == new and len(new) < len(old) and new != [b""]:
        return not _is_decimal(old[0])  # a code whose later words were a stranger's
    return len(old) == len(new) and all(map(_is_same_part, old, new))


def _is_same_part(was: bytes, now: bytes) -> bool:
    """Digits beyond the sixteen that a DS may have may be rounded off."""
    if was == now:
        return True
    with suppress(InvalidOperation):
        first, second = Decimal(was.decode("latin-1")), Decimal(now.decode("latin-1"))
        if len(was) <= _LONGEST_DS:
            return first == second
        return abs(first - second) <= abs(first) * _ROUNDED
    return False


def _parts(raw: bytes) -> list[bytes]:
    return [part.strip(b"\0 ") for part in raw.split(b"\\")]


def _is_decimal(part: bytes) -> bool:
    with suppress(InvalidOperation):
        return bool(Decimal(part.decode("latin-1")).is_finite())
    return False


def _is_sound(tag: int, raw: bytes) -> bool:
    """A value that a careful engine had no reason to drop."""
    if not raw.strip(b"\0 "):
        return False
    if kind_of(tag) not in (b"DS", b"IS"):
        return True
    return all(_is_decimal(part) and len(part) <= _LONGEST_DS for part in _parts(raw))


def _uids(
    before: Values, after: Values, methods: frozenset[bytes], salt: bytes, facts: Facts
) -> None:
    if UIDS in methods:
        return
    for (path, tag), values in after.items():
        if kind_of(tag) != b"UI" or tag in (0x00020010, 0x00020012):
            continue
        new = [part.strip(b"\0 ") for one in values for part in one.split(b"\\")]
        if not all(is_ours(uid) for uid in new if uid):
            facts.faults.append(f"{keyword_for_tag(tag)} is no replaced UID.")
        old = _parts(b"\\".join(before.get((path, tag), [])))
        # The file's own header may have named another instance; the copy's names ours.
        if len(old) == len(new) and tag != 0x00020003:
            _pair(tag, old, new, salt, facts)


def _pair(
    tag: int, old: list[bytes], new: list[bytes], salt: bytes, facts: Facts
) -> None:
    for was, now in zip(old, new, strict=True):
        if not was or was.decode("latin-1") in UID_dictionary:
            continue
        if was == now:
            facts.faults.append(f"{keyword_for_tag(tag)} is still the original's.")
        first, second = _hash(was, salt), _hash(now, salt)
        if facts.uids.setdefault(first, second) != second:
            facts.faults.append("One UID was replaced by two.")
        if tag == 0x00080018:
            facts.own = first
        elif tag == 0x00081155:
            facts.references.add(first)


def _days(
    before: Values, after: Values, methods: frozenset[bytes], salt: bytes, facts: Facts
) -> None:
    """One offset for all: then every interval is what it was."""
    if FULL_DATES in methods:
        return
    offsets: set[int] = set()
    for place, was, now in _paired_days(before, after):
        if now is None or now.year == _DUMMY_YEAR:
            continue
        facts.dates += 1
        if MODIFIED_DATES not in methods:
            facts.faults.append(f"{keyword_for_tag(place)} still tells a day.")
        elif was is not None:
            offsets.add((was - now).days)
    if len(offsets) > 1:
        facts.faults.append("The days were not all moved alike.")
    if 0 in offsets:
        facts.faults.append("A day was not moved.")
    facts.offsets = {_hash(str(days).encode(), salt) for days in offsets}


def _paired_days(before: Values, after: Values) -> Iterator[_Days]:
    for place, new in after.items():
        if kind_of(place[1]) not in (b"DA", b"DT") or place[1] >> 16 == 2:
            continue
        old = before.get(place, [])
        pairs = len(old) == len(new)
        for index, raw in enumerate(new):
            yield place[1], day_of(old[index]) if pairs else None, day_of(raw)


@lru_cache(maxsize=4096)
def _hash(value: bytes, salt: bytes) -> str:
    return hashlib.blake2b(value, key=salt[:64], digest_size=12).hexdigest()
