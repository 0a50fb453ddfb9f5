"""PS3.15 Table E.1-1: what becomes of each attribute, and the options that soften it.

The table itself lies beside this page, in `profile.tsv`, with the standard's columns.
Rows marked `house` are not in the standard's table: we treat them as strictly."""

from collections.abc import Mapping
from csv import DictReader
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from courses.dicom.deid.options import BASIC_METHOD, OPTION_METHODS, Option, Profile
from courses.dicom.deid.profiles import BASIC, PROFILES, TEACHING

__all__ = [
    "BASIC",
    "BASIC_METHOD",
    "OPTION_METHODS",
    "PROFILES",
    "TEACHING",
    "Option",
    "Profile",
    "Row",
    "safe_private",
    "table",
]

EDITION = "PS3.15 2024e, Table E.1-1"
TABLE = Path(__file__).with_name("profile.tsv")
SAFE_PRIVATE = Path(__file__).with_name("safe_private.tsv")


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute's line. Actions: X remove, Z empty, D dummy, K keep,
    C clean, U replace the UID; `X/Z` and the like: by the attribute's type."""

    keyword: str
    basic: str
    options: Mapping[str, str] = field(default_factory=dict)

    def spoken(self, chosen: frozenset[Option]) -> list[tuple[str, Option | None]]:
        """Each action that applies and the option it comes from, the basic
        profile's last: the first that can be carried out holds."""
        said: list[tuple[str, Option | None]] = [
            (self.options[option], option)
            for option in Option
            if option in chosen and self.options.get(option)
        ]
        return [*said, (self.basic, None)]


@cache
def table() -> Mapping[int, Row]:
    """The table by tag. Repeating groups and private elements are not in it:
    the engine drops them whole, or asks `safe_private`."""
    with TABLE.open(newline="") as lines:
        return {
            int(line["tag"].replace(",", ""), 16): Row(
                line["keyword"],
                line["basic"],
                {name: line[name] for name in Option if line.get(name)},
            )
            for line in DictReader(lines, delimiter="\t")
            if "x" not in line["tag"] and "odd" not in line["tag"]
        }


@cache
def safe_private() -> Mapping[tuple[int, str, int], tuple[str, str]]:
    """PS3.15 Table E.3.10-1 as of 2020: group, private creator and element within
    its block, to VR and VM."""
    with SAFE_PRIVATE.open(newline="") as lines:
        return {
            (int(line["tag"][:4], 16), line["creator"], int(line["tag"][-2:], 16)): (
                line["vr"],
                line["vm"],
            )
            for line in DictReader(lines, delimiter="\t")
        }
