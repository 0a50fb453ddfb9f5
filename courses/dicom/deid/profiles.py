"""Profiles by name: those that come with the portal, and files of the same form."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from courses.dicom.deid.options import OPTION_METHODS, Option, Profile

BUILT_IN = Path(__file__).with_name("profiles.toml")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


class ProfileError(ValueError):
    """A profile that cannot be had; its text is one sentence."""


@dataclass(frozen=True, slots=True)
class Described:
    """A profile, and the words that say what it is for."""

    profile: Profile
    title: str
    purpose: str

    @property
    def name(self) -> str:
        return self.profile.name

    def as_toml(self) -> str:
        options = ", ".join(_quoted(one) for one in sorted(self.options))
        lines = [
            f"[{self.name}]",
            f"title = {_quoted(self.title)}",
            f"purpose = {_quoted(self.purpose)}",
            f"options = [{options}]",
        ]
        return "\n".join(lines) + "\n"

    @property
    def codes(self) -> list[tuple[str, str]]:
        """Its options in the standard's codes and words."""
        return [
            (code, words.removesuffix(" Option"))
            for one, (code, words) in OPTION_METHODS.items()
            if one in self.options
        ]

    @property
    def keeps_uids(self) -> bool:
        """Not for a library whose UIDs are its own: for the command only."""
        return Option.RETAIN_UIDS in self.options

    @property
    def options(self) -> frozenset[Option]:
        return self.profile.options


@cache
def built_in() -> Mapping[str, Described]:
    return {one.name: one for one in read(BUILT_IN.read_text())}


def named(wanted: str) -> Profile:
    """By a built-in's name, or from the file of that path."""
    if wanted in built_in():
        return built_in()[wanted].profile
    if not wanted.endswith(".toml"):
        names = ", ".join(sorted(built_in()))
        raise ProfileError(
            f"There is no profile {wanted!r}. Name one of {names}, or a .toml file."
        )
    return from_file(Path(wanted))


def from_file(path: Path) -> Profile:
    try:
        found = read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path} cannot be read.") from error
    if len(found) != 1:
        raise ProfileError(f"{path} must describe exactly one profile.")
    return found[0].profile


def read(text: str) -> list[Described]:
    """The profiles a TOML text describes, one table each."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"The profile is no TOML: {error}.") from error
    return [_described(name, table) for name, table in tables.items()]


def checked(options: frozenset[Option]) -> frozenset[Option]:
    """Dates stay as they are or are moved, not both."""
    if {Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES} <= options:
        raise ProfileError("Choose full_dates or modified_dates, not both.")
    return options


def is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text))


def _described(name: str, table: Any) -> Described:
    if not is_name(name):
        raise ProfileError(f"{name!r} is no name: use a-z, 0-9 and hyphens, to 40.")
    options = table.get("options") if isinstance(table, dict) else None
    if not isinstance(options, list):
        raise ProfileError(f"The profile {name} lacks its list of options.")
    unknown = [str(one) for one in options if one not in list(Option)]
    if unknown:
        known = ", ".join(Option)
        raise ProfileError(f"{unknown[0]!r} is no option. The options are {known}.")
    chosen = checked(frozenset(Option(one) for one in options))
    title, purpose = str(table.get("title", name)), str(table.get("purpose", ""))
    return Described(Profile(name, chosen), title, purpose)


def _quoted(text: str) -> str:
    """A TOML basic string."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", " ", plain) + '"'


BASIC = built_in()["basic"].profile
TEACHING = built_in()["teaching"].profile
PROFILES: Mapping[str, Profile] = {
    name: one.profile for name, one in built_in().items()
}
