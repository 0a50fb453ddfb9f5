"""What is to be done with an attribute, by its tag: the table and its options first,
then the list of what an object of this class may carry, then nothing."""

from dataclasses import dataclass
from enum import Enum, auto

from pydicom._dicom_dict import DicomDictionary

from courses.dicom.deid import attributes, encoding
from courses.dicom.deid.allowed import tags_for
from courses.dicom.deid.encoding import TEXT, WIDTHS
from courses.dicom.deid.options import Option, Profile
from courses.dicom.deid.profile import table

DATES = frozenset({"DA", "DT", "TM"})
_FIRST_DATA, _FIRST_PIXELS = 0x00080000, 0x7FE00000
_PLACES = frozenset({Option.RETAIN_DEVICE_IDENTITY, Option.RETAIN_INSTITUTION_IDENTITY})
_BULK = frozenset({"OB", "OW", "UN"})
TABLES = frozenset(
    {0x00281201, 0x00281202, 0x00281203, 0x00281221, 0x00281222, 0x00281223}
) | frozenset({0x00283006})


class Act(Enum):
    REMOVE = auto()
    EMPTY = auto()
    DUMMY = auto()
    UID = auto()
    OWN_UID = auto()
    SEQUENCE = auto()
    NUMBER = auto()
    DATE = auto()
    VALUE = auto()
    FREE = auto()
    WORDS = auto()
    TABLE = auto()


@dataclass(frozen=True, slots=True)
class Plan:
    """One attribute's fate; `lost` is what becomes of it when its value is not
    what it should be, and `notes` are the report's lines, made once."""

    act: Act
    tag: int
    vr: str
    keyword: str
    name: str
    most: int = 0

    @property
    def empty(self) -> bytes:
        return encoding.element(self.tag, self.vr, b"")

    @property
    def lost(self) -> Act:
        return Act.EMPTY if attributes.may_be_empty(self.keyword) else Act.REMOVE


class Policy:
    """A profile applied to objects of one class."""

    def __init__(self, profile: Profile, sop_class: str, *, signed: bool) -> None:
        self.profile, self.signed = profile, signed
        self.allowed = tags_for(sop_class)
        self._plans: dict[tuple[int, str], Plan] = {}

    def plan(self, tag: int, vr: str) -> Plan:
        found = self._plans.get((tag, vr))
        if found is None:
            found = self._made(tag, vr)
            if tag in DicomDictionary:  # what is not would fill the memory
                self._plans[tag, vr] = found
        return found

    def _made(self, tag: int, given: str) -> Plan:
        entry = DicomDictionary.get(tag)
        if entry is None or _is_foreign(tag):
            return _removal(tag, given)
        vrs, many, _name, _retired, keyword = entry
        vr = self._true_vr(vrs.split(" or "), given)
        act = Act.REMOVE if vr is None else self._act(tag, vr, keyword)
        if vr is None and attributes.may_be_empty(keyword):
            act, vr = Act.EMPTY, vrs.split(" or ", 1)[0]
        return Plan(act, tag, vr or "UN", keyword, keyword, _most(many))

    def _true_vr(self, possible: list[str], given: str) -> str | None:
        """As the file has it if the dictionary agrees; None where bytes claim to
        be what they cannot be."""
        if given in possible:
            return given
        if given in ("UN", ""):
            return self._chosen(possible)
        if given in TEXT and possible[0] in TEXT:
            return possible[0]
        same = WIDTHS.get(given) == WIDTHS.get(possible[0]) is not None
        if same and given not in ("FL", "FD"):
            return given
        return possible[0] if given in _BULK and possible[0] in _BULK else None

    def _chosen(self, possible: list[str]) -> str:
        if "US" in possible and "SS" in possible:
            return "SS" if self.signed else "US"
        return "OW" if "OW" in possible else possible[0]

    def _act(self, tag: int, vr: str, keyword: str) -> Act:
        row = table().get(tag)
        if row is None:
            if tag in self.allowed:
                return _keeping(tag, vr)
            return Act.EMPTY if attributes.may_be_empty(keyword) else Act.REMOVE
        for action, option in row.spoken(self.profile.options):
            act = self._carried_out(action, option, tag, vr, keyword)
            if act is not None:
                return act
        return Act.REMOVE

    def _carried_out(
        self, action: str, option: Option | None, tag: int, vr: str, keyword: str
    ) -> Act | None:
        """None where this option says nothing that we could do with such a value."""
        letter = attributes.resolved(action, keyword)
        if vr in DATES and letter in "KC":
            keeps = self.profile.keeps_dates or self.profile.moves_dates
            return Act.DATE if keeps else None
        if letter == "K" and option in _PLACES and vr in (*TEXT, "UI"):
            kinds = {"PN": None, "UI": Act.OWN_UID}
            return kinds.get(vr, Act.FREE)
        if letter == "C" and vr in TEXT:
            return Act.WORDS if option is Option.CLEAN_DESCRIPTORS else None
        return _by_letter(letter, tag, vr)


def _by_letter(letter: str, tag: int, vr: str) -> Act:
    if letter in "KCU":
        return _keeping(tag, vr) if letter != "U" or vr in ("UI", "SQ") else Act.REMOVE
    if letter == "D" and vr != "SQ":
        return Act.UID if vr == "UI" else Act.DUMMY
    return Act.EMPTY if letter == "Z" else Act.REMOVE


def _keeping(tag: int, vr: str) -> Act:
    """A value that may stay, if it is what it claims to be."""
    if tag in TABLES:
        return Act.TABLE
    if vr in WIDTHS:
        return Act.NUMBER
    kinds = {"SQ": Act.SEQUENCE, "UI": Act.UID}
    return kinds.get(vr) or (Act.VALUE if vr in TEXT else Act.REMOVE)


def _is_foreign(tag: int) -> bool:
    """Command and file-set elements, group lengths, private ones, curves (50xx) and
    overlays (60xx), pixels below the top: no part of a clean dataset."""
    repeats = tag >> 24 in (0x50, 0x60)
    private = tag >> 16 & 1 == 1
    inside = _FIRST_DATA <= tag < _FIRST_PIXELS
    return not inside or private or repeats or tag & 0xFFFF == 0


def _removal(tag: int, vr: str) -> Plan:
    entry = DicomDictionary.get(tag)
    keyword = entry[4] if entry else ""
    private = tag >> 16 & 1 == 1
    name = "private" if private else keyword or f"{tag >> 16:04X},{tag & 0xFFFF:04X}"
    return Plan(Act.REMOVE, tag, vr, "", name)


def _most(many: str) -> int:
    """The most values that the dictionary's VM allows; 0 for any number."""
    last = many.rpartition("-")[2]
    return int(last) if last.isdigit() else 0
