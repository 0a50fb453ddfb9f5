"""The options of PS3.15 Annex E, and a profile: the basic one with options chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Option(StrEnum):
    """An option of the standard; where it is a column of the table, by its name
    there. Where two speak, the first in this order is heard."""

    RETAIN_UIDS = "uids"
    RETAIN_DEVICE_IDENTITY = "device"
    RETAIN_INSTITUTION_IDENTITY = "institution"
    RETAIN_PATIENT_CHARACTERISTICS = "patient"
    RETAIN_FULL_DATES = "full_dates"
    RETAIN_MODIFIED_DATES = "modified_dates"
    CLEAN_DESCRIPTORS = "descriptors"
    RETAIN_SAFE_PRIVATE = "safe_private"
    CLEAN_PIXELS = "pixels"


# CID 7050, De-identification Method, in the order of the codes.
BASIC_METHOD = ("113100", "Basic Application Confidentiality Profile")
OPTION_METHODS: Mapping[Option, tuple[str, str]] = MappingProxyType(
    {
        Option.CLEAN_PIXELS: ("113101", "Clean Pixel Data Option"),
        Option.CLEAN_DESCRIPTORS: ("113105", "Clean Descriptors Option"),
        Option.RETAIN_FULL_DATES: (
            "113106",
            "Retain Longitudinal Temporal Information Full Dates Option",
        ),
        Option.RETAIN_MODIFIED_DATES: (
            "113107",
            "Retain Longitudinal Temporal Information Modified Dates Option",
        ),
        Option.RETAIN_PATIENT_CHARACTERISTICS: (
            "113108",
            "Retain Patient Characteristics Option",
        ),
        Option.RETAIN_DEVICE_IDENTITY: ("113109", "Retain Device Identity Option"),
        Option.RETAIN_UIDS: ("113110", "Retain UIDs Option"),
        Option.RETAIN_SAFE_PRIVATE: ("113111", "Retain Safe Private Option"),
        Option.RETAIN_INSTITUTION_IDENTITY: (
            "113112",
            "Retain Institution Identity Option",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Profile:
    """The Basic Profile with the options chosen."""

    name: str
    options: frozenset[Option] = frozenset()

    @property
    def methods(self) -> list[tuple[str, str]]:
        """The codes of CID 7050 that say what was done. Clean Pixel Data is done by
        a person's look, later, and is recorded then."""
        done = self.options - {Option.CLEAN_PIXELS}
        chosen = [code for key, code in OPTION_METHODS.items() if key in done]
        return [BASIC_METHOD, *chosen]

    @property
    def moves_dates(self) -> bool:
        return Option.RETAIN_MODIFIED_DATES in self.options

    @property
    def keeps_dates(self) -> bool:
        return Option.RETAIN_FULL_DATES in self.options

    @property
    def temporal(self) -> str:
        """Longitudinal Temporal Information Modified (0028,0303)."""
        if self.keeps_dates:
            return "UNMODIFIED"
        return "MODIFIED" if self.moves_dates else "REMOVED"
