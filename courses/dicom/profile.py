"""PS3.15 Table E.1-1: what becomes of each attribute, and the options that soften it.

The table itself lies beside this page, in `profile.tsv`, with the standard's columns.
Rows marked `house` are not in the standard's table: we treat them as strictly."""

from collections.abc import Mapping
from csv import DictReader
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

EDITION = "PS3.15 2024b, Table E.1-1"
TABLE = Path(__file__).with_name("profile.tsv")


class Option(StrEnum):
    """A column of the table, named as the standard names the option."""

    RETAIN_UIDS = "uids"
    RETAIN_DEVICE_IDENTITY = "device"
    RETAIN_INSTITUTION_IDENTITY = "institution"
    RETAIN_PATIENT_CHARACTERISTICS = "patient"
    RETAIN_FULL_DATES = "full_dates"
    RETAIN_MODIFIED_DATES = "modified_dates"


# CID 7050, De-identification Method.
BASIC_METHOD = ("113100", "Basic Application Confidentiality Profile")
OPTION_METHODS: Mapping[Option, tuple[str, str]] = MappingProxyType(
    {
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
        Option.RETAIN_DEVICE_IDENTITY: (
            "113109",
            "Retain Device Identity Option",
        ),
        Option.RETAIN_UIDS: ("113110", "Retain UIDs Option"),
        Option.RETAIN_INSTITUTION_IDENTITY: (
            "113112",
            "Retain Institution Identity Option",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute's line. Actions: X remove, Z empty, D dummy, K keep,
    C clean, U replace the UID; `X/Z` and the like: by the attribute's type."""

    keyword: str
    basic: str
    options: Mapping[str, str] = field(default_factory=dict)

    def action(self, chosen: frozenset[Option]) -> str:
        """The first option that speaks wins; the basic profile speaks last."""
        for option in Option:
            if option in chosen and self.options.get(option):
                return self.options[option]
        return self.basic


@dataclass(frozen=True, slots=True)
class Profile:
    """The Basic Profile with the options chosen."""

    name: str
    options: frozenset[Option] = frozenset()

    @property
    def methods(self) -> list[tuple[str, str]]:
        """The codes of CID 7050 that say what was done."""
        chosen = [code for key, code in OPTION_METHODS.items() if key in self.options]
        return [BASIC_METHOD, *chosen]

    @property
    def temporal(self) -> str:
        """Longitudinal Temporal Information Modified (0028,0303)."""
        if Option.RETAIN_FULL_DATES in self.options:
            return "UNMODIFIED"
        modified = Option.RETAIN_MODIFIED_DATES in self.options
        return "MODIFIED" if modified else "REMOVED"


BASIC = Profile("basic")
TEACHING = Profile(
    "teaching",
    frozenset({Option.RETAIN_MODIFIED_DATES, Option.RETAIN_PATIENT_CHARACTERISTICS}),
)
PROFILES: Mapping[str, Profile] = MappingProxyType(
    {profile.name: profile for profile in (BASIC, TEACHING)}
)


@cache
def table() -> Mapping[int, Row]:
    """The table by tag. Repeating groups and private elements are not in it:
    the engine drops them whole."""
    columns = [option.value for option in Option]
    with TABLE.open(newline="") as lines:
        return {
            int(line["tag"].replace(",", ""), 16): Row(
                line["keyword"],
                line["basic"],
                {column: line[column] for column in columns if line[column]},
            )
            for line in DictReader(lines, delimiter="\t")
            if "x" not in line["tag"] and "odd" not in line["tag"]
        }


@cache
def actions(options: frozenset[Option]) -> Mapping[int, str]:
    """The same with the options applied: tag to action."""
    return {tag: row.action(options) for tag, row in table().items()}
